using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sequencing;

namespace Rebalancer.Planning.Exact;

/// <summary>Cuts for placements that have no order: of where its instances end, what cannot be reached by any way, or the cheapest way there is.</summary>
/// <param name="problem">The problem.</param>
/// <param name="budget">Where the work counts.</param>
internal sealed class EndsCuts(PlacementProblem problem, SearchBudget budget)
{
    private const int MaxFailures = 3;

    private readonly CheapestWay ways = new(problem);
    private int failures;

    /// <summary>A cut, or <c>null</c> where there are too many ways to look at; and the cheapest way to the same ends, where there is one.</summary>
    /// <param name="placement">A placement that has no order.</param>
    public (EndsCut? Cut, OrderedPlacement? Way) Of(Placement placement)
    {
        if (failures >= MaxFailures)
        {
            return (null, null);
        }

        int[] ends = placement.FinalHosts(problem);
        OrderedPlacement? way = Find(ends, out bool isProven);
        if (way is not null)
        {
            // A way that costs less in what counts first may go beyond a limit that another keeps, and who comes back needs the headroom that who stays does not.
            bool isWithin = problem.KeepsBudgets(way.Placement) && problem.KeepsHeadroom(way.Placement);
            return (problem.IsDecidedByEnds && isWithin ? new EndsCut(ends, way.Placement) : null, isWithin ? way : null);
        }

        failures += isProven ? 0 : 1;
        return (isProven ? new EndsCut(Fewer(ends), null) : null, null);
    }

    /// <summary>As few of the ends as cannot be reached together, wherever the others are.</summary>
    private int[] Fewer(int[] ends)
    {
        int[] fewer = [.. ends];
        for (int instance = 0; instance < fewer.Length; instance++)
        {
            if (problem.OptionsOf(instance).IsEmpty)
            {
                continue;
            }

            fewer[instance] = CheapestWay.Anywhere;
            if (Find(fewer, out bool isProven) is not null || !isProven)
            {
                fewer[instance] = ends[instance];
            }
        }

        return fewer;
    }

    private OrderedPlacement? Find(int[] ends, out bool isProven)
    {
        double before = ways.Work;
        OrderedPlacement? way = ways.Find(ends, out isProven);
        budget.Spend(ways.Work - before);
        return way;
    }
}
