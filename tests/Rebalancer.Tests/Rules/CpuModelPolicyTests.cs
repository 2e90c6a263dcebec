using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Rules;

public sealed class CpuModelPolicyTests
{
    [Theory]
    [InlineData(MoveKind.Live, true)]
    [InlineData(MoveKind.BlockLive, true)]
    [InlineData(MoveKind.Cold, false)]
    public void Another_model_is_refused_by_policy_only(MoveKind kind, bool isRefused)
    {
        Cloud cloud = Newer(new Cloud());
        Assert.Equal(isRefused, cloud.Refusals(kind, Profile.RedHat).Contains("policy.cpu-model"));
        Assert.DoesNotContain("policy.cpu-model", cloud.Refusals(kind, Profile.RedHat with { RequiresSameCpuModel = false }));
    }

    [Fact]
    public void A_passed_through_cpu_needs_its_features_and_by_policy_its_model()
    {
        Cloud cloud = new Cloud().EveryHost(host => host with { CpuMode = Fact.Given(CpuMode.HostPassthrough) });
        Assert.Empty(cloud.Refusals(profile: Profile.RedHat));
        Assert.Contains("policy.cpu-model", Newer(cloud).Refusals(profile: Profile.RedHat));
        Assert.Contains("libvirt.cpu-features", cloud.Source(host => host with { Cpu = Fact.Read(host.Cpu.Value with { Features = CpuFeatureSet.Of(["tsx-ctrl"]) }) }).Refusals());
    }

    private static Cloud Newer(Cloud cloud) => cloud.Destination(host => host with { Cpu = Fact.Read(host.Cpu.Value with { Model = "Icelake-Server" }) });
}
