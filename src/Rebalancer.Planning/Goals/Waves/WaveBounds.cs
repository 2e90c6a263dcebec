using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Search;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Goals.Waves;

/// <summary>What no plan of waves can go below, from the straight moves that each instance has where it starts.</summary>
/// <remarks>Who has no straight move at the start never leaves: every way begins with one.</remarks>
internal sealed class WaveBounds
{
    private readonly int mustLeave;
    private readonly int withoutOptions;
    private readonly int onlyWithDowntime;
    private readonly long[] smallestTransfers;
    private readonly int moveTwice;

    /// <param name="start">Where the waves begin.</param>
    /// <param name="goal">The waves.</param>
    /// <param name="fewestInFirst">The fewest hosts that the first wave may have, of more than one wave; else 0.</param>
    /// <param name="budget">What the search may spend.</param>
    public WaveBounds(PlanState start, WaveGoal goal, int fewestInFirst, SearchBudget budget)
    {
        List<long> transfers = [];
        List<int> leavers = [];
        HashSet<int> counted = [];
        HashSet<HostName> emptied = [.. goal.Hosts];
        bool isEveryTakerEmptied = true;
        foreach (HostName host in emptied)
        {
            DrainGoal drain = new([host]) { Limits = goal.Limits };
            GoalScope scope = new(start, drain);
            ProblemCompiler compiler = new(start, drain, scope, budget.Options.Profile);
            PlacementProblem problem = compiler.Narrow(new ModelSizes().MostOptions, budget.Options.Seed);
            isEveryTakerEmptied &= !start.Cluster.Hosts.Where((read, index) => compiler.Takes[index] && !emptied.Contains(read.Name)).Any();
            int before = transfers.Count;
            for (int instance = 0; instance < problem.InstanceCount; instance++)
            {
                if (!problem.MustLeave[instance] || !counted.Add(instance))
                {
                    continue;
                }

                if (problem.FloorOf(instance) is not { } floor)
                {
                    withoutOptions++;
                    continue;
                }

                transfers.Add(floor.Bytes);
                onlyWithDowntime += floor.HasDowntime ? 1 : 0;
            }

            leavers.Add(transfers.Count - before);
        }

        mustLeave = counted.Count;
        transfers.Sort();
        smallestTransfers = [.. transfers];

        // Who leaves in the first wave comes to a host of a later one, and moves on with it.
        moveTwice = isEveryTakerEmptied ? leavers.Order().Take(fewestInFirst).Sum() : 0;
    }

    /// <summary>The bounds of left behind, downtime, moves and transfer, each given that those before it are as in <paramref name="values"/>.</summary>
    /// <param name="values">The values; between left behind and downtime there may be others, whose bound is 0.</param>
    public long[] Given(long[] values)
    {
        var bounds = new long[values.Length];
        bounds[0] = withoutOptions;
        long leftOfThoseWhoCould = Math.Max(0, values[0] - withoutOptions);
        long leaving = Math.Max(0, mustLeave - values[0]);
        bounds[^3] = Math.Max(0, onlyWithDowntime - leftOfThoseWhoCould);
        bounds[^2] = leaving + Math.Max(0, moveTwice - leftOfThoseWhoCould);
        bounds[^1] = smallestTransfers.Take((int)leaving).Sum();
        return bounds;
    }
}
