using Rebalancer.Planning.Compilation;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Sequencing;

/// <summary>Looks for an order in which a placement's moves can be made one after the other.</summary>
/// <remarks>
/// If the moves can be made in any overlapping way, they can be made one after the other: each then holds two hosts for the
/// shortest time. So this search is complete, as long as its budget lasts.
/// </remarks>
internal sealed class MoveOrder
{
    private const int MaxExactMoves = 64;
    private const int NodeBudget = 50_000;

    private readonly PlanState start;
    private readonly ArrivalCheck check;
    private readonly Hop[] moves;
    private readonly HashSet<string> deadEnds = [];
    private int nodesLeft = NodeBudget;

    private MoveOrder(PlacementProblem problem, Placement placement)
    {
        start = problem.Start;
        check = new ArrivalCheck(problem.ArrivalLimits, problem.Profile);
        moves = [.. placement.Moves(problem).SelectMany(option => option.HopsFrom(start))];
    }

    /// <summary>An order, or <c>null</c>; <paramref name="isProven"/> tells whether there is none.</summary>
    public static IReadOnlyList<Hop>? Find(PlacementProblem problem, Placement placement, out bool isProven)
    {
        MoveOrder search = new(problem, placement);
        isProven = false;
        IReadOnlyList<Hop> order = search.Eager(out bool isWhole);
        if (isWhole || search.moves.Length > MaxExactMoves)
        {
            return isWhole ? order : null;
        }

        List<int> path = [];
        bool found = search.Extend(search.start.Clone(), 0, path);
        isProven = !found && search.nodesLeft > 0;
        return found ? [.. path.Select(index => search.moves[index])] : null;
    }

    /// <summary>An order of as many of the moves as can be made one after the other, each as soon as it is allowed; the others are never made.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="placement">What is wanted; none of it by way of a third host.</param>
    public static IReadOnlyList<Hop> AsFarAsPossible(PlacementProblem problem, Placement placement) => new MoveOrder(problem, placement).Eager(out _);

    /// <summary>An order without the moves of one instance, or <c>null</c> where the others cannot be made as they were.</summary>
    public static IReadOnlyList<Hop>? Without(PlacementProblem problem, IReadOnlyList<Hop> order, int instance)
    {
        ArrivalCheck check = new(problem.ArrivalLimits, problem.Profile);
        PlanState state = problem.Start.Clone();
        List<Hop> rest = [.. order.Where(move => move.Instance != instance)];
        foreach (Hop move in rest)
        {
            if (!check.Allows(state, move.Instance, move.Destination, move.Kind))
            {
                return null;
            }

            move.MakeIn(state);
        }

        return rest;
    }

    /// <summary>Makes every move as soon as it is allowed; near-linear, but may paint itself into a corner.</summary>
    private List<Hop> Eager(out bool isWhole)
    {
        PlanState state = start.Clone();
        List<Hop> order = [];
        List<Hop> waiting = [.. moves];
        while (waiting.Count > 0)
        {
            List<Hop> blocked = [];
            foreach (Hop move in waiting)
            {
                if (MayMake(state, move))
                {
                    move.MakeIn(state);
                    order.Add(move);
                }
                else
                {
                    blocked.Add(move);
                }
            }

            if (blocked.Count == waiting.Count)
            {
                isWhole = false;
                return order;
            }

            waiting = blocked;
        }

        isWhole = true;
        return order;
    }

    private bool Extend(PlanState state, ulong done, List<int> path)
    {
        if (path.Count == moves.Length)
        {
            return true;
        }

        if (nodesLeft-- <= 0 || !deadEnds.Add(KeyOf(state, done)))
        {
            return false;
        }

        for (int index = 0; index < moves.Length; index++)
        {
            ulong bit = 1UL << index;
            Hop move = moves[index];
            if ((done & bit) == 0 && MayMake(state, move))
            {
                PlanState next = state.Clone();
                move.MakeIn(next);
                path.Add(index);
                if (Extend(next, done | bit, path))
                {
                    return true;
                }

                path.RemoveAt(path.Count - 1);
            }
        }

        return false;
    }

    /// <summary>What is done decides the amounts; cells depend on the order as well.</summary>
    private string KeyOf(PlanState state, ulong done)
    {
        System.Text.StringBuilder key = new();
        key.Append(done);
        foreach (Hop move in moves)
        {
            if (start.DemandOf(move.Instance).IsStructured)
            {
                key.Append('|').Append(CellKey.Of(state.CellsOf(move.Destination)));
                key.Append('|').Append(CellKey.Of(state.CellsOf(move.Source)));
            }
        }

        return key.ToString();
    }

    private bool MayMake(PlanState state, Hop move) =>
        state.HostOf(move.Instance) == move.Source && check.Allows(state, move.Instance, move.Destination, move.Kind);
}
