using System.Text.Json;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.OpenStack.Facts;

namespace Rebalancer.OpenStack.Tests;

/// <summary>A file with every key of the schema keeps schema and reader together.</summary>
public class FactsSchemaTests
{
    private static readonly byte[] Text = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "full-facts.yaml"));
    private static readonly FactsFile Full = FactsFile.Read(Text).OrThrow();

    [Fact]
    public void The_full_file_has_every_key_that_the_schema_knows()
    {
        using JsonDocument schema = JsonDocument.Parse(FactsFile.SchemaText);
        var known = Walk(schema.RootElement)
            .SelectMany(part => part.TryGetProperty("properties", out JsonElement properties) ? properties.EnumerateObject().Select(property => property.Name) : [])
            .ToHashSet();
        Assert.True(known.Count > 80, $"{known.Count}");
        SortedSet<string> used = new(StringComparer.Ordinal);
        Collect(FactsTree.Parse(Text), used);
        Assert.Empty(known.Except(used));
    }

    [Fact]
    public void The_schema_uses_only_keywords_that_the_check_knows()
    {
        string[] known =
        [
            "$schema", "title", "description", "type", "required", "additionalProperties", "properties", "$defs", "$ref", "const", "items", "enum",
            "minimum", "maximum", "format",
        ];
        using JsonDocument schema = JsonDocument.Parse(FactsFile.SchemaText);
        Assert.Empty(Walk(schema.RootElement).SelectMany(part => part.EnumerateObject().Select(keyword => keyword.Name)).Except(known));
    }

    [Fact]
    public void Facts_of_the_cloud_are_read()
    {
        CloudOptions options = Full.Cloud.Options;
        Assert.Equal((31, 13), (options.NovaRelease.Value.Major, options.PlacementMajor.Value));
        Assert.Equal(["ComputeFilter", "NUMATopologyFilter"], options.EnabledFilters.Value);
        FilterOptions filters = options.Filters;
        Assert.Equal((7, 3, "h1", "i1"), (filters.MaxInstancesPerHost, filters.MaxIoOpsPerHost, filters.IsolatedHosts.Single(), filters.IsolatedImages.Single()));
        Assert.Equal(("os", "-", false), (filters.ImageIsolationNamespace, filters.ImageIsolationSeparator, filters.RestrictsIsolatedHosts));
        Assert.True(filters is { LimitsTenantsToAggregates: true, RequiresAggregateForTenants: true, IsolatesAggregatesByTrait: true, PrefiltersByImage: true });
        Assert.Equal(
            new PciAlias { Name = "nic", VendorId = "8086", ProductId = "15b3", DeviceType = "type-VF", NumaPolicy = "required", IsLiveMigratable = true },
            options.PciAliases.Value.Single());
        Assert.All(
            [options.PacksNumaCells, options.DisablesPcpuFallback, options.SkipsHypervisorVersionCheck, options.SkipsCpuCompare, options.AllowsCrossCellCold],
            fact => Assert.Equal(Fact.Given(true), fact));
        Assert.Equal(("zone-x", 9000L, 0.02), (options.DefaultZone.Value, options.DefaultBandwidthMbps.Value, options.DefaultDirtyShare.Value));
        Assert.Equal(new NetworkLink("spine", 100_000, 4), options.Links.Single());
        Assert.Equal(Fact.Given(ConfigDrive.Vfat), Full.Cloud.ConfigDrive);
    }

    [Fact]
    public void Facts_of_hosts_are_read()
    {
        HostFacts host = Full.Hosts.Single().Facts;
        Assert.Equal(("cell2", 30, "QEMU", 8_002_002L), (host.Cell.Value, host.Release.Value.Major, host.HypervisorType.Value, host.HypervisorVersion.Value));
        Assert.Equal(("aarch64", "ARM", "neoverse-n1", "asimd,fp"), (host.Cpu.Value.Architecture.Name, host.Cpu.Value.Vendor, host.Cpu.Value.Model, host.Cpu.Value.Features.ToString()));
        Assert.Equal((CpuMode.HostPassthrough, "0-1", "2-3"), (host.CpuMode.Value, host.CpuSharedSet.Value!.ToString(), host.CpuDedicatedSet.Value!.ToString()));
        HostCell cell = host.Topology.Value.Cells.Single();
        Assert.Equal((1, 1, 2048L, "0-3"), (cell.Id, cell.Socket, cell.MemoryMiB, cell.Cpus.ToString()));
        Assert.Equal(["0,2", "1,3"], cell.Siblings.Select(sibling => sibling.ToString()));
        Assert.Equal([new PagePool(4, 9), new PagePool(2048, 100, 10)], cell.Pages);
        Assert.Equal(["net", "net2"], cell.Networks!.PhysicalNetworks);
        Assert.True(cell.Networks.Tunneled);
        Assert.Equal([new SupportedInstance("aarch64", "kvm", "hvm")], host.SupportedInstances.Value);
        Assert.Equal(
            new PciPool { VendorId = "8086", ProductId = "15b3", NumaNode = 1, DeviceType = "type-VF", PhysicalNetwork = "net", IsLiveMigratable = true, Total = 16 },
            host.PciPools.Value.Single());
        Assert.Equal(("nvidia-35", ImagesBackend.Rbd, "nfs1", "keys1"), (host.MdevTypes.Value.Single(), host.Storage.Backend.Value, host.Storage.SharedPathGroup.Value, host.SshKeyGroup.Value));
        Assert.Equal((ConfigDrive.Iso9660, true, "r7"), (host.ConfigDrive.Value, host.Fenced.Value, host.Labels["rack"]));
        Assert.Equal([new NovaOption("notifications", "live_migration_parallel_connections", "8")], host.NovaConf);
        MigrationSettings migration = host.Migration;
        Assert.Equal((2, 8000L, 4), (migration.MaxConcurrentLive.Value, migration.BandwidthMbps.Value, migration.ParallelConnections.Value));
        Assert.Equal((true, 300, "spine"), (migration.PostCopy.Value, migration.AllowedDowntimeMs.Value, migration.Link.Value));
    }

    [Fact]
    public void Facts_of_instances_are_read()
    {
        FactsEntry<InstanceFacts> entry = Full.Instances.Single();
        Assert.True(entry.Selector.Matches("i7", "db", "p", ["s", "t"]));
        Assert.False(entry.Selector.Matches("i7", "db", "p", ["s"]));
        Assert.False(entry.Selector.Matches("i7", "db", "q", ["t"]));
        InstanceFacts facts = entry.Facts;
        Assert.Equal((12.5, 3.25, true), (facts.DirtyMiBPerSecond.Value, facts.CpuLoad.Value, facts.HasShare.Value));
        Assert.Equal([0, 4.5], facts.CpuLoadSamples.Value);
        Assert.Equal(new OwnerPolicy(AllowedMoves.Never, new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero)), facts.Policy.Value);
        Assert.Equal((ConfigDrive.Vfat, "zone-y", "scsi"), (facts.ConfigDrive.Value, facts.PinnedZone.Value, facts.ImageProperties.Value["hw_disk_bus"]));
        Assert.Equal(["query=x", "same_host=a,b"], facts.Hints.Value.Select(hint => $"{hint.Key}={string.Join(',', hint.Value)}"));
        Assert.Equal(("EPYC", "3"), (facts.GuestCpu.Value!.Model, facts.EmulatorCpus.Value.ToString()));
        Assert.Equal(["net", "net2"], facts.PhysicalNetworks.Value);
        PlacedCell cell = facts.OtherPlacement.Value.Cells.Single();
        Assert.Equal((1, "1", 2048L), (cell.HostCell, cell.ReservedCpus.ToString(), cell.PageSizeKiB));
        Assert.Equal([(0, 3), (1, 2)], cell.Pinning.Select(pin => (pin.Key, pin.Value)));
    }

    [Fact]
    public void Facts_of_images_are_read()
    {
        Assert.True(Full.Images.Single().Selector.Matches("img", "debian-12", "", []));
        Assert.Equal("linux", Full.Images.Single().Facts["os_type"]);
    }

    private static void Collect(FactsNode node, SortedSet<string> names)
    {
        names.UnionWith(node.Members.Select(member => member.Key));
        node.Members.ForEach(member => Collect(member.Value, names));
        node.Items.ForEach(item => Collect(item, names));
    }

    /// <summary>A schema and every schema inside it.</summary>
    private static IEnumerable<JsonElement> Walk(JsonElement schema)
    {
        yield return schema;
        foreach (JsonProperty member in schema.EnumerateObject())
        {
            IEnumerable<JsonElement> nested = member.Name switch
            {
                "properties" or "$defs" => member.Value.EnumerateObject().Select(property => property.Value),
                "items" => [member.Value],
                "additionalProperties" when member.Value.ValueKind == JsonValueKind.Object => [member.Value],
                _ => [],
            };
            foreach (JsonElement part in nested.SelectMany(Walk))
            {
                yield return part;
            }
        }
    }
}
