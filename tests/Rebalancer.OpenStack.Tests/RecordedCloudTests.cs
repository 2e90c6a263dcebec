using System.Text.Json;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Snapshots;

namespace Rebalancer.OpenStack.Tests;

public class RecordedCloudTests
{
    private static readonly Cluster Cloud = Fixture.Recorded;

    [Fact]
    public void The_recorded_cloud_has_8_hosts_and_45_instances_in_a_fixed_order()
    {
        Assert.Equal(["compute1", "compute2", "compute3", "compute4", "compute5", "compute6", "compute7", "compute8"], Cloud.Hosts.Select(host => host.Name.Value));
        Assert.Equal(45, Cloud.Instances.Length);
        Assert.Equal(Cloud.Instances.Select(instance => instance.Id).Order(), Cloud.Instances.Select(instance => instance.Id));
        Assert.Equal(4, Cloud.ServerGroups.Length);
        Assert.Equal(["rack1", "rack2", "ssd"], Cloud.Aggregates.Select(aggregate => aggregate.Name));
    }

    [Fact]
    public void Doubts_of_the_reading_travel_in_the_cluster_file()
    {
        Cluster again = ClusterJson.Read(ClusterJson.ToUtf8(Cloud)).OrThrow();

        Assert.Contains(Cloud.Warnings, warning => warning.Code == "answers.unknown-fact");
        Assert.Equal(Cloud.Warnings.Where(warning => !warning.Code.StartsWith("cluster.", StringComparison.Ordinal)), Cloud.ToParts().Doubts);
        Assert.Equal(Cloud.ToParts().Doubts, again.Warnings.Take(Cloud.ToParts().Doubts.Length));
        Assert.Equal(Cloud.Warnings.Select(warning => warning.Message), again.Warnings.Select(warning => warning.Message));
    }

    [Fact]
    public void Zones_come_from_the_aggregates()
    {
        Assert.Equal("az1", Cloud.ZoneOf(Cloud.IndexOf(new HostName("compute1"))));
        Assert.Equal("az2", Cloud.ZoneOf(Cloud.IndexOf(new HostName("compute7"))));
    }

    [Fact]
    public void Usage_in_Placement_is_what_the_instances_hold()
    {
        foreach (string name in (string[])["recorded", "recorded-numa"])
        {
            Cluster cluster = name == "recorded" ? Fixture.Recorded : Fixture.Numa;
            foreach (Host host in cluster.Hosts)
            {
                Assert.Empty(host.OtherUsage);
                string file = Path.Combine(Fixture.Folder(name), $"placement-resource-providers-{host.ProviderId}-usages-1.39.json");
                using JsonDocument usages = JsonDocument.Parse(File.ReadAllBytes(file));
                foreach (JsonProperty usage in usages.RootElement.GetProperty("body").GetProperty("usages").EnumerateObject())
                {
                    ResourceClass resource = new(usage.Name);
                    long held = cluster.Instances.Where(instance => instance.Host == host.Name).Sum(instance => instance.Allocations.GetValueOrDefault(resource))
                        + cluster.MovesInFlight.Where(move => move.Source == host.Name).Sum(move => move.OtherAllocations.GetValueOrDefault(resource));
                    Assert.Equal(usage.Value.GetInt64(), held);
                }
            }
        }
    }

    [Fact]
    public void The_disabled_host_says_why()
    {
        ComputeService service = Cloud.Host("compute7").Service;
        Assert.False(service.IsEnabled);
        Assert.True(service.IsUp);
        Assert.Equal("disk replaced tomorrow", service.DisabledReason);
        Assert.Equal("44b02c9b-5340-44", service.Id![..16]);
        Assert.All(Cloud.Hosts.Where(host => host.Name.Value != "compute7"), host => Assert.True(host.Service is { IsEnabled: true, IsUp: true, IsForcedDown: false }));
    }

    [Fact]
    public void Hypervisor_versions_are_Novas_numbers()
    {
        Assert.Equal(Fact.Read(6_002_000L), Cloud.Host("compute7").HypervisorVersion);
        Assert.Equal(Fact.Read(7_002_000L), Cloud.Host("compute1").HypervisorVersion);
        Assert.All(Cloud.Hosts, host => Assert.Equal(Fact.Read("QEMU"), host.HypervisorType));
    }

    [Theory]
    [InlineData("compute1", "Cascadelake-Server-noTSX", 81)]
    [InlineData("compute5", "Icelake-Server-noTSX", 90)]
    [InlineData("compute6", "Broadwell-noTSX-IBRS", 61)]
    public void CPUs_are_read_from_the_answers_up_to_2_87(string host, string model, int features)
    {
        HostCpu cpu = Cloud.Host(host).Cpu.Value;
        Assert.Equal(FactSource.Read, Cloud.Host(host).Cpu.Source);
        Assert.Equal((CpuArchitecture.X64, "Intel", model), (cpu.Architecture, cpu.Vendor, cpu.Model));
        Assert.Equal(features, cpu.Features.Names.Count);
    }

    [Fact]
    public void The_newer_CPU_has_every_feature_of_the_older_and_not_the_other_way()
    {
        CpuFeatureSet cascadelake = Cloud.Host("compute1").Cpu.Value.Features;
        CpuFeatureSet icelake = Cloud.Host("compute5").Cpu.Value.Features;
        CpuFeatureSet broadwell = Cloud.Host("compute6").Cpu.Value.Features;
        Assert.False(cascadelake.IsSupersetOf(icelake));
        Assert.False(broadwell.IsSupersetOf(cascadelake));
        Assert.True(icelake.Names.Contains("gfni") && !cascadelake.Names.Contains("gfni"));
    }

    [Fact]
    public void Inventories_keep_ratio_and_reservation()
    {
        Inventory memory = Cloud.Host("compute3").Inventories.Single(inventory => inventory.ResourceClass == ResourceClass.MemoryMb);
        Assert.Equal((131_072, 512, 1.5, 131_072), (memory.Total, memory.Reserved, memory.AllocationRatio, memory.MaxUnit));
        Inventory vcpu = Cloud.Host("compute8").Inventories.Single(inventory => inventory.ResourceClass == ResourceClass.Vcpu);
        Assert.Equal((16, 0, 16.0, 16), (vcpu.Total, vcpu.Reserved, vcpu.AllocationRatio, vcpu.MaxUnit));
    }

    [Fact]
    public void Traits_tell_the_disabled_host_and_the_CPU()
    {
        Assert.Contains("COMPUTE_STATUS_DISABLED", Cloud.Host("compute7").Traits);
        Assert.DoesNotContain("COMPUTE_STATUS_DISABLED", Cloud.Host("compute1").Traits);
        Assert.Contains("HW_CPU_X86_AVX512F", Cloud.Host("compute1").Traits);
        Assert.DoesNotContain("HW_CPU_X86_AVX512F", Cloud.Host("compute6").Traits);
    }

    [Fact]
    public void An_instance_keeps_its_flavor_image_disks_and_project()
    {
        Instance avx = Cloud.Instance("avx-3");
        Assert.Equal("compute5", avx.Host.Value);
        Assert.Equal("c1.avx512", avx.Flavor.Name);
        Assert.Equal((4, 8192L, 20L), (avx.Flavor.Vcpus, avx.Flavor.MemoryMiB, avx.Flavor.RootGiB));
        Assert.Equal("required", avx.Flavor.ExtraSpecs["trait:HW_CPU_X86_AVX512F"]);
        Assert.Equal("67cf7feb-7fbb-4890-93f3-4a195996fd3d", avx.Image.Id);
        Assert.Empty(avx.Image.Properties.Value);
        Assert.Equal(Fact.Read(false), avx.IsVolumeBacked);
        Assert.Equal([new Disk(DiskKind.Root, 20 * 1024)], avx.Disks);
        Assert.Equal(Fact.Read(ConfigDrive.None), avx.ConfigDrive);
        Assert.Empty(avx.Ports.Value);
        Assert.Equal(8192, avx.Allocations[ResourceClass.MemoryMb]);
    }

    [Fact]
    public void What_old_microversions_do_not_tell_is_unknown()
    {
        Assert.All(Cloud.Instances, instance => Assert.False(instance.PinnedZone.IsKnown || instance.SchedulerHints.IsKnown));
        Assert.Equal(2, Cloud.Warnings.Count(warning => warning.Path == "$.servers" && warning.Code == "answers.unknown-fact"));
    }

    [Fact]
    public void Server_groups_have_policy_and_members()
    {
        ServerGroup web = Cloud.ServerGroups.Single(group => group.Name == "web-anti");
        Assert.Equal((GroupPolicy.AntiAffinity, 1), (web.Policy, web.MaxServerPerHost));
        Assert.Equal(["web-1", "web-2", "web-3", "web-4"], web.Members.Select(member => Cloud.Instances[Cloud.IndexOf(member)].Name).Order());
        Assert.Equal(GroupPolicy.Affinity, Cloud.ServerGroups.Single(group => group.Name == "pair-affinity").Policy);
        Assert.Equal(GroupPolicy.SoftAntiAffinity, Cloud.ServerGroups.Single(group => group.Name == "db-soft-anti").Policy);
    }

    [Fact]
    public void A_migration_that_ended_between_two_answers_is_not_in_flight_and_the_difference_is_told()
    {
        Instance app = Cloud.Instance("app-3");
        Assert.Null(app.TaskState);
        Assert.Equal("compute3", app.Host.Value);
        Assert.Empty(Cloud.MovesInFlight);
        Assert.Contains(Cloud.Warnings, warning => warning.Code == "answers.contradiction" && warning.Message.Contains("migrating", StringComparison.Ordinal));
    }

    [Fact]
    public void Guest_cells_of_floating_and_of_NUMA_instances_are_known()
    {
        Assert.Empty(Cloud.Instance("app-1").Placement.Value.Cells);
        Assert.Equal([0, 1], Cloud.Instance("numa-1").Placement.Value.Cells.Select(cell => cell.HostCell));
        Assert.All(Cloud.Instance("numa-1").Placement.Value.Cells, cell => Assert.Empty(cell.Pinning));
    }

    [Fact]
    public void Given_facts_fill_what_no_answer_tells()
    {
        Host compute4 = Cloud.Host("compute4");
        Assert.Equal(Fact.Given("cell1"), compute4.Cell);
        Assert.Equal(Fact.Given("lab"), compute4.Storage.SharedPathGroup);
        Assert.Equal(Fact.Given<CpuSet?>(null), compute4.CpuSharedSet);
        Assert.Equal(["0-23", "24-47"], compute4.Topology.Value.Cells.Select(cell => cell.Cpus.ToString()));
        Assert.Empty(Cloud.Host("compute1").Topology.Value.Cells);
        Assert.Equal(Fact.Given(new NovaRelease(26)), Cloud.Options.NovaRelease);
        Assert.Equal(10, Cloud.Options.EnabledFilters.Value.Length);
    }

    [Fact]
    public void Both_clouds_survive_the_JSON_of_snapshots()
    {
        foreach (Cluster cluster in (Cluster[])[Fixture.Recorded, Fixture.Numa])
        {
            byte[] written = ClusterJson.ToUtf8(cluster);
            Assert.Equal(written, ClusterJson.ToUtf8(ClusterJson.Read(written).OrThrow()));
        }
    }

    [Fact]
    public void Without_facts_the_cloud_is_read_all_the_same_and_those_facts_are_unknown()
    {
        Cluster bare = RecordedCloud.Read(Fixture.Folder("recorded")).OrThrow();
        Assert.Equal(45, bare.Instances.Length);
        Assert.All(bare.Hosts, host => Assert.False(host.Cell.IsKnown || host.Topology.IsKnown || host.CpuSharedSet.IsKnown || host.Storage.Backend.IsKnown));
        Assert.False(bare.Options.NovaRelease.IsKnown);
    }
}
