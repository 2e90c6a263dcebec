using System.Globalization;
using FsCheck.Xunit;
using Rebalancer.Model;
using Rebalancer.Rules;
using Rebalancer.Testing;

namespace Rebalancer.Tests.Rules;

[Properties(Arbitrary = [typeof(CloudArbitraries)])]
public sealed class MoveClassesTests
{
    private static readonly Profile[] Profiles = [Profile.PlainNova, Profile.RedHat, new Profile { RefusesAssumptions = true }];

    [Cases(60)]
    public void Lasting_rules_tell_no_two_members_of_a_class_apart(SmallCloud cloud)
    {
        Cluster cluster = cloud.Cluster;
        var classes = MoveClasses.Of(cluster);
        Dictionary<string, string> answers = [];
        for (int instance = 0; instance < cluster.Instances.Length; instance++)
        {
            for (int source = 0; source < cluster.Hosts.Length; source++)
            {
                for (int destination = 0; destination < cluster.Hosts.Length; destination++)
                {
                    if (source != destination)
                    {
                        Compare(cluster, classes, instance, source, destination, answers);
                    }
                }
            }
        }
    }

    [Cases(60)]
    public void A_class_is_named_by_one_of_its_members(SmallCloud cloud)
    {
        var classes = MoveClasses.Of(cloud.Cluster);
        Assert.All(Enumerable.Range(0, classes.InstanceClassCount), one => Assert.Equal(one, classes.InstanceClassOf(classes.InstanceOf(one))));
        Assert.All(Enumerable.Range(0, classes.HostClassCount), one => Assert.Equal(one, classes.HostClassOf(classes.HostOf(one))));
    }

    [Fact]
    public void Instances_of_one_flavor_and_hosts_of_one_make_are_one_class()
    {
        var classes = MoveClasses.Of(new Cloud().Other("db", Cloud.There).Destination(h => h with
        {
            Inventories = [.. h.Inventories.Select(one => one with { Total = one.Total * 2, MaxUnit = one.MaxUnit * 2 })],
        }).Build());
        Assert.Equal(1, classes.InstanceClassCount);
        Assert.Equal(1, classes.HostClassCount);
    }

    /// <summary>Only where there are no dedicated CPUs in Placement is the trait not forbidden, and both hosts have what is asked of them.</summary>
    [Fact]
    public void Hosts_with_and_without_dedicated_CPUs_are_two_classes()
    {
        Cluster cluster = new Cloud()
            .ExtraSpec("hw:cpu_policy", "dedicated").ExtraSpec("hw:cpu_thread_policy", "isolate")
            .EveryHost(h => h with { Traits = [.. h.Traits.Append("HW_CPU_HYPERTHREADING").Order(StringComparer.Ordinal)] })
            .Destination(h => h with { Inventories = [.. h.Inventories.Append(new Inventory { ResourceClass = ResourceClass.Pcpu, Total = 8, MaxUnit = 8, AllocationRatio = 1 })] })
            .Build();
        var classes = MoveClasses.Of(cluster);
        Assert.NotEqual(classes.HostClassOf(cluster.IndexOf(Cloud.There)), classes.HostClassOf(cluster.IndexOf(Cloud.Elsewhere)));
        var table = VerdictTable.Of(cluster, Profile.PlainNova);
        Assert.Equal([true, false], new[] { Cloud.Elsewhere, Cloud.There }.Select(to => table.IsAllowed(
            cluster.IndexOf(Cloud.Web), cluster.IndexOf(Cloud.Here), cluster.IndexOf(to), MoveKind.Cold)));
    }

    private static void Compare(Cluster cluster, MoveClasses classes, int instance, int source, int destination, Dictionary<string, string> answers)
    {
        foreach (MoveKind kind in Enum.GetValues<MoveKind>())
        {
            for (int profile = 0; profile < Profiles.Length; profile++)
            {
                string key = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{classes.InstanceClassOf(instance)} {classes.HostClassOf(source)} {classes.HostClassOf(destination)} {kind} {profile}");
                Verdict verdict = MigrationRules.CheckLasting(cluster, instance, source, destination, kind, Profiles[profile]);
                string codes = string.Join(',', verdict.Refusals.Select(refusal => refusal.Code).Distinct());
                if (answers.TryGetValue(key, out string? before))
                {
                    Assert.Equal(before, codes);
                }
                else
                {
                    answers.Add(key, codes);
                }
            }
        }
    }
}
