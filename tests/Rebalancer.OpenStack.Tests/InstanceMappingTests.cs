using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.OpenStack.Facts;
using Rebalancer.OpenStack.Mapping;

namespace Rebalancer.OpenStack.Tests;

public class InstanceMappingTests
{
    private readonly TinyCloud cloud = new();

    [Fact]
    public void Disks_come_from_the_flavor_and_a_root_disk_of_0_from_the_image()
    {
        Assert.Equal([new Disk(DiskKind.Root, 3), new Disk(DiskKind.Ephemeral, 1024)], Mapped().Disks);
    }

    [Fact]
    public void A_server_booted_from_a_volume_has_no_root_disk_and_unknown_image_properties()
    {
        cloud["compute", "/servers/detail"] = """
            {"servers": [{"id": "i", "name": "web", "status": "ACTIVE", "tenant_id": "t", "image": "", "config_drive": "", "OS-EXT-SRV-ATTR:host": "a",
              "OS-EXT-STS:vm_state": "active", "OS-EXT-STS:task_state": null, "OS-EXT-STS:power_state": 1, "locked": true,
              "flavor": {"original_name": "f", "vcpus": 2, "ram": 4096, "disk": 50, "ephemeral": 0, "swap": 512, "extra_specs": {} } }]}
            """;
        Instance instance = Mapped("instances: [{ id: i, imageProperties: { hw_disk_bus: scsi } }]");
        Assert.Equal(Fact.Read(true), instance.IsVolumeBacked);
        Assert.Equal([new Disk(DiskKind.Swap, 512)], instance.Disks);
        Assert.True(instance.IsLocked);
        Assert.Null(instance.Image.Id);
        Assert.Equal(FactSource.Given, instance.Image.Properties.Source);
        Assert.False(Mapped().Image.Properties.IsKnown);
    }

    [Fact]
    public void Only_texts_that_are_not_the_images_own_are_properties()
    {
        Assert.Equal([new KeyValuePair<string, string>("hw_disk_bus", "virtio")], Mapped().Image.Properties.Value);
        Assert.Equal(["a", "z"], Mapped().Tags);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("\"pinned_availability_zone\": null,", "")]
    [InlineData("\"pinned_availability_zone\": \"west\",", "west")]
    public void Zone_pinning_is_known_from_2_96_on(string member, string? zone)
    {
        cloud.SetServer("a", member);
        Assert.Equal(zone is null ? default : Fact.Read<string?>(zone.Length == 0 ? null : zone), Mapped().PinnedZone);
    }

    [Fact]
    public void Hints_are_known_from_2_100_on_and_given_before()
    {
        const string Facts = "instances: [{ name: web, hints: { group: g, different_host: [x, y] } }]";
        Instance given = Mapped(Facts);
        Assert.Equal(FactSource.Given, given.SchedulerHints.Source);
        Assert.Equal(["x", "y"], given.SchedulerHints.Value["different_host"]);
        cloud.SetServer("a", "\"scheduler_hints\": {\"group\": \"h\", \"same_host\": [\"k\"]},");
        Checked<Cluster> outcome = cloud.Map(Facts);
        Assert.Equal(["h"], outcome.OrThrow().Instances[0].SchedulerHints.Value["group"]);
        Assert.Contains(outcome.Findings, finding => finding.Code == "facts.contradiction");
    }

    [Fact]
    public void The_format_of_a_config_drive_comes_from_the_most_specific_fact()
    {
        cloud["compute", "/servers/detail"] = """
            {"servers": [{"id": "i", "name": "web", "image": {"id": "img"}, "config_drive": "True", "OS-EXT-SRV-ATTR:host": "a",
              "OS-EXT-STS:vm_state": "active", "OS-EXT-STS:power_state": 1, "flavor": {"original_name": "f", "vcpus": 2, "ram": 4096, "disk": 5, "extra_specs": {} } }]}
            """;
        Assert.False(Mapped().ConfigDrive.IsKnown);
        Assert.Equal(Fact.Given(ConfigDrive.Vfat), Mapped("cloud: { defaults: { configDriveFormat: vfat } }").ConfigDrive);
        Assert.Equal(Fact.Given(ConfigDrive.Iso9660), Mapped("cloud: { defaults: { configDriveFormat: vfat } }\nhosts: [{ name: a, configDriveFormat: iso9660 }]").ConfigDrive);
        Assert.Equal(Fact.Given(ConfigDrive.Vfat), Mapped("hosts: [{ name: a, configDriveFormat: iso9660 }]\ninstances: [{ id: i, configDriveFormat: vfat }]").ConfigDrive);
    }

    [Fact]
    public void A_server_without_a_config_drive_gets_none_from_the_facts()
    {
        Assert.Equal(Fact.Read(ConfigDrive.None), Mapped("hosts: [{ name: a, configDriveFormat: iso9660 }]").ConfigDrive);
    }

    [Fact]
    public void Ports_belong_to_the_server_that_they_name()
    {
        cloud["network", "/v2.0/ports"] = """
            {"ports": [
              {"id": "2", "device_id": "i", "binding:vnic_type": "direct", "binding:profile": {"physical_network": "sriov", "pci_slot": "x"}, "resource_request": {"required": ["T"]}},
              {"id": "1", "device_id": "i", "binding:vnic_type": "normal", "binding:profile": {}, "resource_request": null},
              {"id": "3", "device_id": "other"}, {"id": "4", "device_id": ""}]}
            """;
        Assert.Equal(
            [
                new Port { Id = "1" },
                new Port { Id = "2", VnicType = "direct", PhysicalNetwork = "sriov", HasResourceRequest = true },
            ],
            Mapped().Ports.Value);
    }

    [Theory]
    [InlineData("shelved_offloaded", "")]
    [InlineData("error", "")]
    [InlineData("building", "")]
    [InlineData("deleted", "a")]
    public void A_server_on_no_host_is_left_out_with_a_warning(string vmState, string host)
    {
        cloud.SetServer(host, vmState: vmState);
        Checked<Cluster> outcome = cloud.Map();
        Assert.Empty(outcome.OrThrow().Instances);
        Assert.Contains(outcome.Findings, finding => finding is { Code: "answers.on-no-host", Severity: Severity.Warning, Path: "$.servers[0]" });
    }

    [Fact]
    public void A_server_of_a_cell_that_does_not_answer_is_left_out_with_a_warning()
    {
        cloud["compute", "/servers/detail"] = """{"servers": [{"id": "i", "status": "UNKNOWN", "tenant_id": "t"}]}""";
        Assert.Contains(cloud.Map().Findings, finding => finding is { Code: "answers.cell-down", Severity: Severity.Warning });
    }

    [Fact]
    public void A_server_on_a_host_without_a_hypervisor_is_an_error()
    {
        cloud.SetServer("ghost");
        Assert.Contains(cloud.Map().Findings, finding => finding is { Code: "answers.unknown-host", Severity: Severity.Error, Path: "$.servers[0].OS-EXT-SRV-ATTR:host" });
    }

    [Fact]
    public void An_unknown_vm_state_is_an_error()
    {
        cloud.SetServer("a", vmState: "dreaming");
        Assert.Contains(cloud.Map().Findings, finding => finding is { Code: "answers.malformed", Path: "$.servers[0].OS-EXT-STS:vm_state" });
    }

    [Fact]
    public void Hidden_pins_leave_the_placement_unknown()
    {
        cloud["compute", "/servers/i/topology"] = """{"nodes": [{"memory_mb": 1, "vcpu_set": [0]}], "pagesize_kb": null}""";
        Assert.False(Mapped().Placement.IsKnown);
    }

    [Fact]
    public void A_topology_that_was_not_read_leaves_the_placement_unknown_with_a_warning()
    {
        cloud.Remove("compute", "/servers/i/topology");
        Checked<Cluster> outcome = cloud.Map();
        Assert.False(outcome.OrThrow().Instances[0].Placement.IsKnown);
        Assert.Contains(outcome.Findings, finding => finding.Code == "answers.unknown-fact" && finding.Message.Contains("no topology", StringComparison.Ordinal));
    }

    [Fact]
    public void A_given_emulator_CPU_joins_the_first_cell()
    {
        SetIsolatedEmulator();
        Assert.Equal(CpuSet.Parse("6"), Assert.Single(Mapped("instances: [{ id: i, emulatorCpus: 6 }]").Placement.Value.Cells).ReservedCpus);
        Assert.Contains(cloud.Map().Findings, finding => finding.Message.Contains("emulator", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"4,12\", \"5,13\", \"6,14\", \"7,15\"", "12")]
    [InlineData("", "6")]
    public void An_emulator_CPU_that_nobody_gave_is_assumed_to_be_the_first_that_the_pins_leave_over(string siblings, string kept)
    {
        SetIsolatedEmulator();
        Instance instance = Mapped($"hosts: [{{ name: a, cpuSharedSet: 0-3, cpuDedicatedSet: \"4-7,12-15\", numa: [{{ id: 1, cpus: 0-15, memoryMiB: 4096, siblings: [{siblings}] }}] }}]");
        Assert.Equal((FactSource.Assumed, kept), (instance.Placement.Source, Assert.Single(instance.Placement.Value.Cells).ReservedCpus.ToString()));
    }

    [Fact]
    public void An_instance_on_an_unknown_host_is_an_error_also_where_an_emulator_CPU_would_be_assumed()
    {
        SetIsolatedEmulator("nowhere");
        Assert.Contains(cloud.Map().Findings, finding => finding is { Code: "answers.unknown-host", Severity: Severity.Error });
    }

    [Fact]
    public void Hidden_extra_specs_are_those_of_the_flavor_of_the_same_name()
    {
        cloud["compute", "/servers/detail"] = """
            {"servers": [{"id": "i", "name": "web", "image": {"id": "img"}, "config_drive": "", "OS-EXT-SRV-ATTR:host": "a",
              "OS-EXT-STS:vm_state": "active", "OS-EXT-STS:power_state": 1, "flavor": {"original_name": "f", "vcpus": 2, "ram": 4096, "disk": 5} }]}
            """;
        cloud["compute", "/flavors/detail?is_public=None"] = """{"flavors": [{"name": "f", "extra_specs": {"hw:mem_page_size": "large"}}]}""";
        Assert.Equal("large", Mapped().Flavor.ExtraSpecs["hw:mem_page_size"]);
    }

    [Fact]
    public void Facts_of_instances_apply_by_id_name_project_and_tag_and_the_later_wins()
    {
        const string Facts = """
            instances:
              - name: "w*"
                dirtyMiBPerSecond: 10
                cpuLoad: 1.5
              - project: t
                policy: { moves: mayBeCold, notBefore: 2026-03-01T22:00:00+01:00 }
              - tag: z
                dirtyMiBPerSecond: 20
              - name: web
                tag: absent
                dirtyMiBPerSecond: 30
            """;
        Checked<Cluster> outcome = cloud.Map(Facts);
        Instance instance = outcome.OrThrow().Instances[0];
        Assert.Equal(Fact.Given(20.0), instance.DirtyMiBPerSecond);
        Assert.Equal(Fact.Given(1.5), instance.CpuLoad);
        Assert.Equal(new OwnerPolicy(AllowedMoves.MayBeCold, new DateTimeOffset(2026, 3, 1, 21, 0, 0, TimeSpan.Zero)), instance.Policy.Value);
        Assert.Contains(outcome.Findings, finding => finding is { Code: "facts.matches-nothing", Path: "$.instances[3]", File: "facts.yaml" });
    }

    [Fact]
    public void Facts_of_20000_instances_are_found_without_trying_them_all()
    {
        string entries = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"  - {{ id: \"{i}\", cpuLoad: {i} }}\n"));
        FactsIndex<InstanceFacts> index = new(TinyCloud.Facts("instances:\n" + entries + "  - { id: \"7?\", cpuLoad: 1 }").Instances);
        for (int i = 0; i < 20_000; i++)
        {
            double load = index.Matching($"{i}", "", "", [])[^1].CpuLoad.Value;
            Assert.Equal(i is >= 70 and < 80 ? 1 : i, load);
        }

        Assert.Empty(index.Unused);
    }

    [Fact]
    public void A_member_of_a_server_group_that_is_on_no_host_is_left_out()
    {
        cloud["compute", "/os-server-groups"] = """
            {"server_groups": [{"id": "g", "name": "n", "policies": ["anti-affinity"], "members": ["i", "gone"]},
                               {"id": "h", "name": "n", "policy": "anti-affinity", "rules": {"max_server_per_host": 3}, "members": []}]}
            """;
        Cluster cluster = cloud.Map().OrThrow();
        Assert.Equal(["i"], cluster.ServerGroups[0].Members.Select(member => member.Value));
        Assert.Equal([1, 3], cluster.ServerGroups.Select(group => group.MaxServerPerHost));
    }

    [Fact]
    public void The_single_answer_is_later_than_the_list()
    {
        cloud["compute", "/servers/i"] = """
            {"server": {"id": "i", "name": "web", "image": {"id": "img"}, "config_drive": "", "OS-EXT-SRV-ATTR:host": "b", "server_groups": ["g"],
              "OS-EXT-STS:vm_state": "active", "OS-EXT-STS:power_state": 1, "flavor": {"original_name": "f", "vcpus": 2, "ram": 4096, "disk": 5, "extra_specs": {}} }}
            """;
        Checked<Cluster> outcome = cloud.Map();
        Assert.Equal("b", outcome.OrThrow().Instances[0].Host.Value);
        Assert.Equal(2, outcome.Findings.Count(finding => finding.Code == "answers.contradiction" && finding.Path.StartsWith("$.server.", StringComparison.Ordinal)));
    }

    private void SetIsolatedEmulator(string host = "a")
    {
        cloud["compute", "/servers/i/topology"] = """{"nodes": [{"host_node": 1, "cpu_pinning": {"0": 4, "1": 5}}], "pagesize_kb": 2048}""";
        cloud["compute", "/servers/detail"] = $$"""
            {"servers": [{"id": "i", "name": "web", "image": {"id": "img"}, "config_drive": "", "OS-EXT-SRV-ATTR:host": "{{host}}",
              "OS-EXT-STS:vm_state": "active", "OS-EXT-STS:power_state": 1,
              "flavor": {"original_name": "f", "vcpus": 2, "ram": 4096, "disk": 5, "extra_specs": {"hw:cpu_policy": "dedicated", "hw:emulator_threads_policy": "isolate"} } }]}
            """;
    }

    private Instance Mapped(string? facts = null) => cloud.Map(facts).OrThrow().Instances.Single();
}
