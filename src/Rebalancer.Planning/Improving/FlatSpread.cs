using Rebalancer.Goals;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Compilation.Terms;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Balancing;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Improving;

/// <summary>Evens out the load of a flat problem, the two weightiest measures of it; of measured load the moments of the highest.</summary>
internal sealed class FlatSpread(PlanState state, GoalScope scope, SpreadGoal goal, FlatCloud cloud)
{
    // Of the squares at the start; a move that gains less is none that a plain balancer would make.
    private const double LeastGain = 1e-5;

    /// <summary>By flat instance its host, with no more moves than allowed; where many are, about as many as a plain balancer makes.</summary>
    public int[] Find(int mostMoves, SearchSettings settings)
    {
        if (Goal() is not { } wanted)
        {
            return cloud.Problem.Origin;
        }

        int most = SteepestDescent.Find(cloud.Problem, wanted, LeastGain, Math.Min(mostMoves, cloud.Problem.InstanceCount)).Moves;
        return most == 0 ? cloud.Problem.Origin : EvenLoad.Find(cloud.Problem, wanted, most, settings).HostOf;
    }

    /// <summary>The goal on the flat problem, or <c>null</c> where nothing has a capacity.</summary>
    private BalanceGoal? Goal()
    {
        Utilisation[][] measures =
        [
            .. new SpreadBins(state, scope, goal).All().GroupBy(bin => bin.Measure).Select(group => group.ToArray()).OrderByDescending(bins => bins[0].Weight).ThenByDescending(bins => bins[0].Mean).Take(2),
        ];
        if (measures.Length == 0)
        {
            return null;
        }

        // Both measures have the same bins, in the same order, but for those without a capacity of one.
        Utilisation[] main = measures[0], side = measures[^1];
        Dictionary<int, int> places = main.Select((bin, place) => (bin.Index, place)).ToDictionary();
        int[] binOf = [.. main[0].BinOf.Select(bin => places.GetValueOrDefault(bin, -1))];
        return side.Length != main.Length
            ? new BalanceGoal(MeasureOf(main, binOf), MeasureOf(main, binOf), 0) { SideWeight = 0, BinOf = binOf }
            : new BalanceGoal(MeasureOf(main, binOf), MeasureOf(side, binOf), 0) { SideWeight = measures.Length == 1 ? 0 : (double)side[0].Weight / main[0].Weight, BinOf = binOf };
    }

    private Measure MeasureOf(Utilisation[] bins, int[] binOf)
    {
        double[] loads = [.. cloud.Instances.Select(instance => (double)bins[0].Loads.Leaves(instance))];
        double[] held = [.. bins.Select(bin => (double)bin.StartLoad)];
        for (int index = 0; index < loads.Length; index++)
        {
            if (binOf[cloud.Problem.Origin[index]] is >= 0 and var bin)
            {
                held[bin] -= loads[index];
            }
        }

        return new Measure(loads, [.. bins.Select(bin => (double)bin.Capacity)], held);
    }
}
