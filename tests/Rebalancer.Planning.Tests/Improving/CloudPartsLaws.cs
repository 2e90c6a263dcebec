using FsCheck.Xunit;
using Rebalancer.Goals;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Improving;
using Rebalancer.Planning.Tests.Goals;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Tests.Improving;

/// <summary>How a cloud is cut for several threads.</summary>
[Properties(Arbitrary = [typeof(GoalCases)])]
public sealed class CloudPartsLaws
{
    [Cases(60)]
    public void Each_host_is_in_one_part_and_each_cut_goes_through_no_more_than_one_set_of_hosts_that_somebody_may_go_between(SmallGoalCase one)
    {
        if (one.Goal is WaveGoal)
        {
            return;
        }

        PlanState start = PlanState.Of(one.Cluster);
        ProblemCompiler compiler = new(start, one.Goal, new GoalScope(start, one.Goal), one.Profile);
        CloudParts parts = new(compiler, seed: 1);
        int hosts = one.Cluster.Hosts.Length;
        int[] coupled = Coupled(compiler, hosts);
        for (int count = 1; count <= 4; count++)
        {
            int[][] cut = parts.Next(count);

            Assert.Equal(count, cut.Length);
            Assert.Equal(Enumerable.Range(0, hosts), cut.SelectMany(part => part).Order());
            Assert.All(cut, part => Assert.InRange(part.Length, hosts / count, (hosts + count - 1) / count));
            int shared = cut.Sum(part => part.Select(host => coupled[host]).Distinct().Count()) - coupled.Distinct().Count();
            Assert.InRange(shared, 0, count - 1);
        }
    }

    /// <summary>By host: the least of all hosts that are connected to it by pairs that somebody may go between.</summary>
    private static int[] Coupled(ProblemCompiler compiler, int hosts)
    {
        int[] least = [.. Enumerable.Range(0, hosts)];
        foreach (int instance in Enumerable.Range(0, compiler.Movable.Count).Where(instance => compiler.Movable[instance]))
        {
            for (int to = 0; to < hosts; to++)
            {
                int from = compiler.Start.HostOf(instance);
                if (from != to && compiler.MayGo(instance, to))
                {
                    (int low, int high) = (Math.Min(least[from], least[to]), Math.Max(least[from], least[to]));
                    least = [.. least.Select(known => known == high ? low : known)];
                }
            }
        }

        return least;
    }
}
