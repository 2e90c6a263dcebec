using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Rules;

public sealed class CpuRulesTests
{
    [Fact]
    public void A_live_move_needs_every_feature_of_the_source()
    {
        Cloud up = new Cloud().Destination(h => WithFeatures(h, "vmx", "avx512vnni"));
        Cloud down = new Cloud().Source(h => WithFeatures(h, "vmx", "tsx-ctrl"));
        Assert.Empty(up.Refusals());
        Verdict verdict = down.Check();
        Assert.Equal(["libvirt.cpu-features"], verdict.Refusals.Select(refusal => refusal.Code));
        Assert.Equal("The CPU of there lacks tsx-ctrl.", verdict.Refusals[0].Message);
        Assert.Empty(down.Refusals(MoveKind.Cold));
        Assert.Empty(down.With(o => o with { SkipsCpuCompare = Fact.Given(true) }).Refusals());
    }

    [Fact]
    public void What_a_model_has_counts_as_if_it_were_listed()
    {
        Cloud cloud = new Cloud()
            .Source(h => h with { Cpu = Fact.Read(Intel("Nehalem")) })
            .Destination(h => h with { Cpu = Fact.Read(Intel("Haswell")) });
        Assert.Empty(cloud.Refusals());
        Assert.Equal(["policy.cpu-model"], cloud.Refusals(profile: Profile.RedHat));
        Assert.Equal(["libvirt.cpu-features"], cloud.Source(h => h with { Cpu = Fact.Read(Intel("Icelake-Server")) }).Refusals());
    }

    [Fact]
    public void A_custom_guest_brings_its_own_cpu()
    {
        Cloud cloud = new Cloud().Source(h => WithFeatures(h, "tsx-ctrl") with { CpuMode = Fact.Given(CpuMode.Custom) })
            .Instance(i => i with { GuestCpu = Fact.Given<HostCpu?>(new HostCpu { Architecture = CpuArchitecture.X64, Model = "Nehalem", Features = CpuFeatureSet.Of(["pcid"]) }) });
        Assert.Empty(cloud.Refusals());
        Assert.Equal(["libvirt.cpu-features"], cloud.Instance(i => i with
        {
            GuestCpu = Fact.Given<HostCpu?>(new HostCpu { Architecture = CpuArchitecture.X64, Model = "Icelake-Server" }),
        }).Refusals());
    }

    [Fact]
    public void A_custom_guest_needs_its_models_features_and_the_extra_flags_less_those_switched_off()
    {
        Cloud cloud = new Cloud().Destination(h => h with { Cpu = Fact.Read(Intel("Nehalem")) })
            .Instance(i => i with { GuestCpu = Fact.Given<HostCpu?>(Intel("Westmere") with { Features = CpuFeatureSet.Of(["+pcid", "-aes"]) }) });
        Assert.Equal("The CPU of there lacks pcid.", Assert.Single(cloud.Check().Refusals).Message);
        Assert.Empty(cloud.Destination(h => h with { Cpu = Fact.Read(Intel("Nehalem") with { Features = CpuFeatureSet.Of(["pcid"]) }) }).Refusals());
        Assert.Equal("The CPU of there lacks aes.", Assert.Single(cloud.Instance(i => i with
        {
            GuestCpu = Fact.Given<HostCpu?>(Intel("Westmere") with { Features = CpuFeatureSet.Of(["pcid"]) }),
        }).Check().Refusals).Message);
    }

    [Fact]
    public void A_cloud_with_a_cpu_map_of_its_own_is_judged_by_that()
    {
        Cloud cloud = new Cloud().EveryHost(h => h with { Cpu = Fact.Read(Intel("Mine")) }).Source(h => h with { Cpu = Fact.Read(Intel("Nehalem")) });
        Assert.Equal(["libvirt.cpu-features"], cloud.Refusals());
        Assert.Empty(cloud.With(o => o with
        {
            CpuModels = Fact.Given<ImmutableArray<CpuModel>>(
                [new CpuModel("x86", "Nehalem", "Intel", CpuFeatureSet.Of(["one"])), new CpuModel("x86", "Mine", "Intel", CpuFeatureSet.Of(["one", "two"]))]),
        }).Refusals());
    }

    [Fact]
    public void A_custom_guest_of_unknown_cpu_is_taken_for_its_host()
    {
        Verdict verdict = new Cloud().Source(h => WithFeatures(h, "tsx-ctrl") with { CpuMode = Fact.Given(CpuMode.Custom) }).Check();
        Assert.Equal(["libvirt.cpu-features"], verdict.Refusals.Select(r => r.Code));
        Assert.Equal(["assumed.guest-cpu"], verdict.Assumptions.Select(a => a.Code));
    }

    [Fact]
    public void Vendors_and_architectures_do_not_mix_live()
    {
        Assert.Contains("libvirt.cpu-vendor", new Cloud().Destination(h => h with { Cpu = Fact.Read(h.Cpu.Value with { Vendor = "AMD" }) }).Refusals());
        Cloud power = new Cloud().Destination(h => h with { Cpu = Fact.Read(new HostCpu { Architecture = new CpuArchitecture("ppc64le"), Model = "POWER9" }) });
        Assert.Equal(["libvirt.cpu-architecture"], power.Refusals());
        Assert.Empty(power.Refusals(MoveKind.Cold));
        Assert.Contains("policy.architecture", power.Refusals(MoveKind.Cold, Profile.RedHat));
    }

    [Fact]
    public void On_arm_the_destination_is_compared_with_itself() =>
        Assert.Empty(new Cloud().Source(h => h with { Cpu = Fact.Read(Arm("sve")) }).Destination(h => h with { Cpu = Fact.Read(Arm("crc32")) }).Refusals());

    [Theory]
    [InlineData("POWER9", "POWER9", false)]
    [InlineData("POWER8", "POWER9", true)]
    [InlineData("POWER9", "POWER8", true)]
    [InlineData("POWER8_v1.0", "POWER8", false)]
    [InlineData("POWER7+_v2.1", "POWER7", false)]
    [InlineData("POWER7_v2.1", "POWER8", true)]
    [InlineData("", "POWER9", false)]
    public void On_power_the_names_of_models_decide_and_features_do_not(string guest, string host, bool isRefused)
    {
        string[] expected = isRefused ? ["libvirt.cpu-model"] : [];
        Cloud cloud = new Cloud().Destination(h => h with { Cpu = Fact.Read(Power(host)) })
            .Source(h => h with { Cpu = Fact.Read(Power(guest) with { Features = CpuFeatureSet.Of(["altivec"]) }) });
        Assert.Equal(expected, cloud.Refusals());
        Cloud custom = cloud.Instance(i => i with { GuestCpu = Fact.Given<HostCpu?>(Power(guest) with { Features = CpuFeatureSet.Of(["altivec"]) }) });
        Assert.Equal(expected, custom.Refusals());
        Assert.Empty(cloud.Refusals(MoveKind.Cold));
    }

    [Fact]
    public void An_unknown_cpu_is_assumed_to_do() =>
        Assert.Equal(["assumed.cpu"], new Cloud().Destination(h => h with { Cpu = default }).Assumptions());

    [Theory]
    [InlineData(29, true)]
    [InlineData(30, false)]
    public void Shared_sets_must_match_before_Dalmatian(int release, bool isRefused)
    {
        Cloud cloud = new Cloud().Release(release).Destination(h => h with { CpuSharedSet = Fact.Given<CpuSet?>(CpuSet.Range(4, 4)) });
        Assert.Equal(isRefused ? ["nova.cpu-shared-set"] : [], cloud.Refusals());
        Assert.Equal([isRefused ? "nova.cpu-shared-set" : "policy.cpu-shared-set"], cloud.Refusals(profile: Profile.RedHat));
        Assert.Empty(cloud.Refusals(MoveKind.Cold, Profile.RedHat));
    }

    [Fact]
    public void A_source_without_a_shared_set_binds_its_guests_to_nothing()
    {
        Cloud cloud = new Cloud().Release(26).Source(h => h with { CpuSharedSet = Fact.Given<CpuSet?>(null) });
        Assert.Empty(cloud.Refusals());
        Assert.Equal(["policy.cpu-shared-set"], cloud.Refusals(profile: Profile.RedHat));
    }

    [Fact]
    public void An_unknown_shared_set_is_the_neighbours_and_another_beyond()
    {
        Cloud cloud = new Cloud().Release(29).Destination(h => h with { CpuSharedSet = default });
        Assert.Empty(cloud.Refusals());
        Assert.Equal(["assumed.cpu-shared-set"], cloud.Assumptions());
        Assert.Equal(["nova.cpu-shared-set"], cloud.Aggregate("availability_zone", "east", Cloud.There).Refusals());
    }

    private static Host WithFeatures(Host host, params string[] features) =>
        host with { Cpu = Fact.Read(host.Cpu.Value with { Features = CpuFeatureSet.Of(features) }) };

    private static HostCpu Intel(string model) => new() { Architecture = CpuArchitecture.X64, Vendor = "Intel", Model = model };

    private static HostCpu Power(string model) => new() { Architecture = new CpuArchitecture("ppc64le"), Model = model };

    private static HostCpu Arm(string feature) => new() { Architecture = CpuArchitecture.Aarch64, Features = CpuFeatureSet.Of([feature]) };
}
