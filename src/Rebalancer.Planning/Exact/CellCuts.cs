using Rebalancer.Numa;
using Rebalancer.Planning.Compilation;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Exact;

/// <summary>Finds hosts whose cells and devices no order of their own arrivals and departures can serve, and forbids just that.</summary>
internal static class CellCuts
{
    private const int MaxEvents = 9;

    /// <summary>A cut for each such host of a placement.</summary>
    public static IEnumerable<PlacementCut> Of(PlacementProblem problem, Placement placement) =>
        Hosts(problem, placement).Select(pair => new PlacementCut([.. Terms(problem, placement, pair.Host)]));

    /// <summary>The same for searches that prove nothing: a few arrivals are taken to be too many, whoever else comes and however few leave.</summary>
    /// <remarks>That need not be true, as one more arrival may send the others to other cells; where the incumbent shows that it is not, the cut is as blunt as it was.</remarks>
    /// <param name="problem">The problem.</param>
    /// <param name="placement">A placement.</param>
    /// <param name="incumbent">A placement that has an order.</param>
    public static IEnumerable<PlacementCut> Sharp(PlacementProblem problem, Placement placement, Placement incumbent)
    {
        foreach ((int host, List<MoveOption> events) in Hosts(problem, placement))
        {
            foreach (MoveOption arrival in events.Where(move => move.Destination == host).ToArray())
            {
                List<MoveOption> fewer = [.. events.Where(move => move != arrival)];
                if (!HasOrder(problem, host, fewer))
                {
                    events.Remove(arrival);
                }
            }

            CutTerm[] all = [.. Terms(problem, placement, host)];
            PlacementCut sharp = new(
            [
                .. all.Where(term => term.Option is { } option
                    ? term.Holds && events.Contains(problem.Options[option])
                    : !term.Holds),
            ]);
            yield return sharp.Forbids(problem, incumbent) ? new PlacementCut(all) : sharp;
        }
    }

    /// <summary>The hosts that have no order, with the moves to and from them.</summary>
    private static IEnumerable<(int Host, List<MoveOption> Events)> Hosts(PlacementProblem problem, Placement placement)
    {
        // A detour can bring an instance back to the host it leaves, or over it: then more happens there than who comes and who goes.
        if (Array.Exists(problem.Options, option => option.Detour is not null))
        {
            yield break;
        }

        List<MoveOption> moves = [.. placement.Moves(problem).Where(move => problem.Start.DemandOf(move.Instance).IsStructured)];
        foreach (int host in moves.Select(move => move.Destination).Distinct().Order())
        {
            List<MoveOption> events = [.. moves.Where(move => move.Destination == host || problem.Start.HostOf(move.Instance) == host)];
            if (events.Count <= MaxEvents && !HasOrder(problem, host, events))
            {
                yield return (host, events);
            }
        }
    }

    /// <summary>Everything that touches the host's cells: who comes and how, who does not come, who leaves, who stays.</summary>
    private static IEnumerable<CutTerm> Terms(PlacementProblem problem, Placement placement, int host)
    {
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            if (!problem.Start.DemandOf(instance).IsStructured || problem.OptionsOf(instance).IsEmpty)
            {
                continue;
            }

            if (problem.Start.HostOf(instance) == host)
            {
                yield return new CutTerm(instance, null, placement.Choice[instance] >= 0);
                continue;
            }

            for (int option = problem.FirstOption[instance]; option < problem.FirstOption[instance + 1]; option++)
            {
                if (problem.Options[option].Destination == host)
                {
                    yield return new CutTerm(instance, option, placement.Choice[instance] == option);
                }
            }
        }
    }

    private static bool HasOrder(PlacementProblem problem, int host, List<MoveOption> events) =>
        Extend(problem, host, events, problem.Start.CellsOf(host), 0, []);

    private static bool Extend(PlacementProblem problem, int host, List<MoveOption> events, HostCells cells, int done, HashSet<(int, string)> seen)
    {
        if (done == (1 << events.Count) - 1)
        {
            return true;
        }

        if (!seen.Add((done, CellKey.Of(cells))))
        {
            return false;
        }

        for (int index = 0; index < events.Count; index++)
        {
            if ((done & (1 << index)) == 0
                && After(problem, host, events[index], cells) is { } next
                && Extend(problem, host, events, next, done | (1 << index), seen))
            {
                return true;
            }
        }

        return false;
    }

    private static HostCells? After(PlacementProblem problem, int host, MoveOption move, HostCells cells)
    {
        if (move.Destination != host)
        {
            return cells.Without(problem.Start.HoldingOf(move.Instance));
        }

        InstanceDemand demand = problem.Start.DemandOf(move.Instance);
        NumaFitResult fit = cells.Fit(demand);
        return fit.Refusals.IsEmpty && ArrivalCheck.KeepsPageSize(move.Kind, problem.Start.PlacementOf(move.Instance), fit.Placement)
            ? cells.With(cells.HoldingOf(demand, fit.Placement))
            : null;
    }
}
