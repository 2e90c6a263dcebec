using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Repacking;

namespace Rebalancer.Benchmarks.ConsolidateSpread;

/// <summary>Frees as many hosts as can be had for a sensible number of moves.</summary>
internal static class ConsolidateGoal
{
    /// <param name="cloud">The instance.</param>
    /// <param name="excess">By how many percent moves may exceed the instances of as many hosts with the fewest; <c>null</c> for any number.</param>
    /// <param name="settings">Limits and seed.</param>
    public static CloudAnswer Solve(CloudInstance cloud, int? excess, SearchSettings settings)
    {
        FlatProblem problem = cloud.Compile();
        Consolidation found = new Consolidator(problem, settings).ToFewest(excess / 100.0, proves: excess is not null);
        return new CloudAnswer(found.Repacking.HostOf, found.IsClosed, found.MostEmpty, found.Bound);
    }
}
