using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Tests.Scenes;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Goals;

public sealed class RuleReasonsTests
{
    // Measured: 11 KB; with the search for the holders 24 KB.
    private const long MostBytesPerHost = 16_000;

    /// <summary>Of 50,000 hosts each was once searched for who holds its CPUs, to write a sentence that only the first one's is kept of.</summary>
    [Fact]
    public void Who_holds_what_is_missing_is_looked_for_on_the_first_host_alone()
    {
        long few = BytesToExplain(20, out StayReason reason), many = BytesToExplain(120, out StayReason same);
        Assert.Contains("held by guest-000-", reason.Message, StringComparison.Ordinal);
        Assert.Equal(reason.Message, same.Message);
        Assert.True((many - few) / 100 < MostBytesPerHost, $"{(many - few) / 100} bytes for each host");
    }

    private static long BytesToExplain(int fullHosts, out StayReason reason)
    {
        Scene scene = new Scene().HostWithCells("home").Pinned("large", "home", 0, CpuSet.Range(0, 3));
        for (int i = 0; i < fullHosts; i++)
        {
            string host = $"full-{i:d3}";
            scene = scene.HostWithCells(host);
            for (int cell = 0; cell < 2; cell++)
            {
                scene = scene.Pinned($"guest-{i:d3}-{cell}", host, cell, CpuSet.Range(4 * cell, 3));
            }
        }

        Cluster cluster = scene.Build();
        PlanState start = PlanState.Of(cluster);
        RuleReasons reasons = new(start, new GoalScope(start, new DrainGoal([new Rebalancer.Model.HostName("home")])), Profile.PlainNova, mostAskedInFull: 0);
        int large = cluster.IndexOf(new InstanceId("large"));
        reason = reasons.Of(large).Single(found => found.Code == "nova.numa.free-dedicated-cpus");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotEmpty(reasons.Of(large));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
