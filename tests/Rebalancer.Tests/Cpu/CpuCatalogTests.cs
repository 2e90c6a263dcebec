using Rebalancer.Cpu;

namespace Rebalancer.Tests.Cpu;

public sealed class CpuCatalogTests
{
    [Fact]
    public void A_model_has_its_own_features_and_those_of_the_model_it_builds_on()
    {
        CpuFeatureSet features = CpuCatalog.Default.FeaturesOf(Cpu("Penryn"));
        Assert.Contains("sse4.1", features.Names);
        Assert.Contains("sse", features.Names);
        Assert.DoesNotContain("avx", features.Names);
    }

    [Fact]
    public void Listed_features_come_on_top_and_disabled_ones_go()
    {
        CpuFeatureSet features = CpuCatalog.Default.FeaturesOf(Cpu("Penryn", "+vmx", "pcid", "-sse4.1"));
        Assert.Superset(new HashSet<string> { "vmx", "pcid", "sse" }, features.Names.ToHashSet());
        Assert.DoesNotContain("sse4.1", features.Names);
    }

    [Fact]
    public void An_unknown_model_has_what_is_listed() =>
        Assert.Equal(["one", "two"], CpuCatalog.Default.FeaturesOf(Cpu("Unheard-of", "two", "one")).Names);

    [Fact]
    public void A_cloud_can_bring_its_own_catalogue()
    {
        CpuCatalog own = CpuCatalog.Load(new StringReader("# ours\nx86\tMine\tIntel\tone,two\n"));
        Assert.Equal("Intel", own.Find(CpuArchitecture.X64, "Mine")!.Vendor);
        Assert.Equal(["one", "three", "two"], own.FeaturesOf(Cpu("Mine", "three")).Names);
        Assert.Throws<InvalidDataException>(() => CpuCatalog.Load(new StringReader("x86 Mine Intel")));
    }

    [Fact]
    public void The_catalogue_knows_every_model_of_three_families()
    {
        Assert.Equal(58, CpuCatalog.Default.Models.Count(model => model.Family == "x86"));
        Assert.Equal(7, CpuCatalog.Default.Models.Count(model => model.Family == "ppc64"));
        Assert.Equal(12, CpuCatalog.Default.Models.Count(model => model.Family == "arm"));
    }

    [Fact]
    public void A_baseline_is_what_all_have()
    {
        CpuFeatureSet common = CpuCatalog.Default.Baseline([Cpu("Haswell", "vmx"), Cpu("Penryn", "vmx"), Cpu("qemu64", "vmx", "-cx16")])!;
        Assert.Contains("vmx", common.Names);
        Assert.Contains("sse2", common.Names);
        Assert.DoesNotContain("cx16", common.Names);
        Assert.DoesNotContain("ssse3", common.Names);
        Assert.Equal(CpuCatalog.Default.FeaturesOf(Cpu("Haswell")), CpuCatalog.Default.Baseline([Cpu("Haswell")]));
    }

    [Fact]
    public void CPUs_of_two_vendors_or_architectures_have_no_baseline()
    {
        HostCpu intel = Cpu("Haswell") with { Vendor = "Intel" };
        Assert.Null(CpuCatalog.Default.Baseline([intel, Cpu("EPYC") with { Vendor = "AMD" }]));
        Assert.Null(CpuCatalog.Default.Baseline([intel, new HostCpu { Architecture = CpuArchitecture.Aarch64, Model = "cortex-a53" }]));
        Assert.NotNull(CpuCatalog.Default.Baseline([intel, Cpu("EPYC")]));
        Assert.Throws<ArgumentException>(() => CpuCatalog.Default.Baseline([]));
    }

    private static HostCpu Cpu(string model, params string[] features) => new() { Architecture = CpuArchitecture.X64, Model = model, Features = CpuFeatureSet.Of(features) };
}
