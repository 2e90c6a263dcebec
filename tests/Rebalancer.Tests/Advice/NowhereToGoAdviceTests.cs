using System.Collections.Immutable;
using System.Diagnostics;
using Rebalancer.Advice;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing;

namespace Rebalancer.Tests.Advice;

public sealed class NowhereToGoAdviceTests
{
    [Fact]
    public void An_instance_that_fits_nowhere_else_is_told_with_the_commonest_reason()
    {
        AdviceFinding finding = new Cloud()
            .Instance(instance => instance with { Flavor = instance.Flavor with { MemoryMiB = 8000 } })
            .Other("a", Cloud.There).Other("b", Cloud.Elsewhere)
            .Advise("advice.evacuation").Single();
        Assert.Equal([Cloud.Web], finding.Instances);
        Assert.Equal([Cloud.Here], finding.Hosts);
        Assert.Contains("placement.capacity", finding.Message, StringComparison.Ordinal);
        Assert.Contains(finding.Facts, fact => fact.Name.Contains("MEMORY_MB", StringComparison.Ordinal));
    }

    [Fact]
    public void A_policy_against_rebuilt_disks_strands_instances_with_local_ones()
    {
        Cloud cloud = new Cloud().EveryHost(host => host with { Storage = host.Storage with { Backend = Fact.Given(ImagesBackend.Qcow2) } });
        Assert.Contains("policy.data-loss", cloud.Advise("advice.evacuation").Single().Message, StringComparison.Ordinal);
        Assert.Empty(cloud.Advise("advice.evacuation", Profile.PlainNova));
    }

    [Fact]
    public void An_instance_that_only_goes_cold_could_not_leave_without_downtime_unless_it_is_stopped()
    {
        Cloud cloud = new Cloud().Release(26).ExtraSpec("hw:tpm_version", "2.0").EveryHost(host => host with { Traits = ["COMPUTE_SECURITY_TPM_2_0"] });
        AdviceFinding finding = cloud.Advise("advice.drain").Single();
        Assert.Equal([Cloud.Web], finding.Instances);
        Assert.Contains("nova.vtpm", finding.Message, StringComparison.Ordinal);
        Assert.Empty(cloud.Instance(instance => instance with { VmState = VmState.Stopped, PowerState = PowerState.Shutdown }).Advise("advice.drain"));
    }

    [Fact]
    public void A_host_that_is_down_is_no_matter_of_leaving_live() => Assert.Empty(new Cloud()
        .Release(26).ExtraSpec("hw:tpm_version", "2.0")
        .Source(host => host with { Service = host.Service with { IsUp = false } })
        .Advise("advice.drain"));

    [Fact]
    public void A_lonely_host_has_no_other()
    {
        Cluster cluster = Cluster.Build(new ClusterParts { Hosts = [Cloud.NewHost(Cloud.Here)], Instances = [Cloud.NewInstance("web", Cloud.Here)] }).OrThrow();
        AdviceFinding finding = Advisor.Advise(cluster).Single(one => one.Code == "advice.evacuation");
        Assert.Contains("there is no other host", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_instance_that_wants_to_be_near_an_address_is_told_apart_from_its_like()
    {
        Cloud cloud = new Cloud()
            .With(options => options with { EnabledFilters = Fact.Given<ImmutableArray<string>>(["ComputeFilter", "SimpleCIDRAffinityFilter"]) })
            .EveryHost(host => host with { Address = Fact.Read("10.0.0.1") })
            .Other("like", Cloud.Here)
            .Other("near", Cloud.Here, instance => instance with
            {
                SchedulerHints = Fact.Given(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("build_near_host_ip", ["10.9.9.9"]).Add("cidr", ["/24"])),
            });
        Assert.Equal([new InstanceId("near")], cloud.Advise("advice.drain", Profile.PlainNova).SelectMany(finding => finding.Instances));
    }

    /// <summary>The answers given by class are those that asking about every pair gives.</summary>
    [Cases(200, Arbitrary = [typeof(CloudArbitraries)])]
    public void Exactly_those_instances_are_told_that_the_rules_let_go_nowhere(SmallCloud cloud)
    {
        Cluster cluster = cloud.Cluster;
        foreach (Profile profile in new[] { Profile.RedHat, Profile.PlainNova })
        {
            AdviceFinding[] found = [.. Advisor.Advise(cluster, profile)];
            var state = PlanState.Of(cluster);
            Assert.Equal(Expected(state, profile, false).Order(StringComparer.Ordinal), Told(found, "advice.drain"));
            Assert.Equal(Expected(state, profile, true).Order(StringComparer.Ordinal), Told(found, "advice.evacuation"));
        }
    }

    [Fact]
    public void Two_hundred_hosts_with_two_thousand_instances_are_looked_over_within_seconds()
    {
        Cluster cluster = Clouds.Generate(CloudShape.Large(200, 2_000), 1);
        Stopwatch watch = Stopwatch.StartNew();
        Assert.NotEmpty(Advisor.Advise(cluster));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    private static IEnumerable<string> Told(AdviceFinding[] findings, string code) =>
        findings.Where(finding => finding.Code == code).SelectMany(finding => finding.Instances).Select(id => id.Value).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Expected(PlanState state, Profile profile, bool isEvacuation)
    {
        Cluster cluster = state.Cluster;
        for (int i = 0; i < cluster.Instances.Length; i++)
        {
            Instance instance = cluster.Instances[i];
            ComputeService service = cluster.Hosts[state.HostOf(i)].Service;
            if (instance.TaskState is not null || (!isEvacuation && (!service.IsUp || service.IsForcedDown)))
            {
                continue;
            }

            MoveKind[] kinds = isEvacuation ? [MoveKind.Evacuate]
                : instance.VmState is VmState.Active or VmState.Paused ? [MoveKind.Live, MoveKind.BlockLive]
                : [MoveKind.Live, MoveKind.BlockLive, MoveKind.Cold];
            bool canGo = Enumerable.Range(0, cluster.Hosts.Length).Where(host => host != state.HostOf(i)).Any(host => kinds.Any(kind =>
                MigrationRules.Check(state, i, host, kind, profile).Refusals.All(refusal => isEvacuation && refusal.Code is "nova.source-up" or "policy.not-fenced")));
            if (!canGo)
            {
                yield return instance.Id.Value;
            }
        }
    }
}
