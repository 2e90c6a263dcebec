using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;

namespace Rebalancer.Tests.Snapshots;

/// <summary>Options of a cloud that differ from the defaults in every field.</summary>
internal static class RichCloud
{
    public static CloudOptions Options { get; } = new()
    {
        NovaRelease = Fact.Given(new NovaRelease(31)),
        PlacementMajor = Fact.Read(14),
        EnabledFilters = Fact.Given<ImmutableArray<string>>(["ComputeFilter", "NUMATopologyFilter"]),
        Filters = new FilterOptions
        {
            MaxInstancesPerHost = 40,
            MaxIoOpsPerHost = 7,
            IsolatedHosts = ["compute-1"],
            IsolatedImages = ["image-1"],
            RestrictsIsolatedHosts = false,
            ImageIsolationNamespace = "os",
            ImageIsolationSeparator = "_",
            LimitsTenantsToAggregates = true,
            RequiresAggregateForTenants = true,
            IsolatesAggregatesByTrait = true,
            PrefiltersByImage = true,
        },
        PciAliases = Fact.Given<ImmutableArray<PciAlias>>(
        [
            new PciAlias
            {
                Name = "gpu",
                VendorId = "10de",
                ProductId = "20b0",
                DeviceType = "type-PCI",
                NumaPolicy = "required",
                IsLiveMigratable = true,
            },
            new PciAlias { Name = "any" },
        ]),
        PacksNumaCells = Fact.Given(true),
        DisablesPcpuFallback = Fact.Given(true),
        SkipsHypervisorVersionCheck = Fact.Given(true),
        SkipsCpuCompare = Fact.Given(true),
        CpuModels = Fact.Given<ImmutableArray<CpuModel>>([new CpuModel("x86", "Mine", "Intel", CpuFeatureSet.Of(["one"])), new CpuModel("arm", "Other", "", CpuFeatureSet.Empty)]),
        AllowsCrossCellCold = Fact.Given(true),
        DefaultZone = Fact.Given("nova"),
        Links = [new NetworkLink("core", 100_000, 8), new NetworkLink("edge", 1_000)],
        DefaultBandwidthMbps = Fact.Assumed(9_000L),
        DefaultDirtyShare = Fact.Assumed(0.01),
    };
}
