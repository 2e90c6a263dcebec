using System.Collections.Immutable;
using Rebalancer.Planning.Compilation;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Sequencing;

/// <summary>The states in which some moves can end: which cells a guest gets depends on who was there before it came.</summary>
internal sealed class MoveEnds
{
    private readonly ImmutableArray<Hop> moves;
    private readonly int[] watched;
    private readonly HashSet<string> seen = [];
    private readonly List<PlanState> ends = [];

    private MoveEnds(PlanState start, ImmutableArray<Hop> moves)
    {
        this.moves = moves;
        watched = [.. moves.Where(move => start.DemandOf(move.Instance).IsStructured).SelectMany(move => new[] { move.Source, move.Destination }).Distinct().Order()];
    }

    /// <summary>The states after moves in every order in which their cells and devices are free at their turn; none where there is no such order.</summary>
    /// <param name="start">Where they begin.</param>
    /// <param name="moves">The moves; a second one of an instance begins where its first ends.</param>
    /// <param name="most">Of more moves than this only one order is tried, each move as soon as it may be made.</param>
    public static IReadOnlyList<PlanState> Of(PlanState start, ImmutableArray<Hop> moves, int most)
    {
        MoveEnds search = new(start, moves);
        if (search.watched.Length == 0 || moves.Length > most)
        {
            return search.Eagerly(start.Clone()) is { } end ? [end] : [];
        }

        search.Extend(start, 0);
        return search.ends;
    }

    private PlanState? Eagerly(PlanState state)
    {
        List<Hop> left = [.. moves];
        while (left.Count > 0)
        {
            int next = left.FindIndex(move => MayBeMade(state, move));
            if (next < 0)
            {
                return null;
            }

            Make(state, left[next]);
            left.RemoveAt(next);
        }

        return state;
    }

    private void Extend(PlanState state, int done)
    {
        if (!seen.Add($"{done}|{CellKey.Of(state, watched)}"))
        {
            return;
        }

        if (done == (1 << moves.Length) - 1)
        {
            ends.Add(state);
            return;
        }

        for (int next = 0; next < moves.Length; next++)
        {
            if ((done & (1 << next)) == 0 && MayBeMade(state, moves[next]))
            {
                PlanState made = state.Clone();
                Make(made, moves[next]);
                Extend(made, done | (1 << next));
            }
        }
    }

    private static bool MayBeMade(PlanState state, Hop move) =>
        state.HostOf(move.Instance) == move.Source && state.Fit(move.Instance, move.Destination).Refusals.IsEmpty;

    /// <remarks>Who was evacuated is on its destination: what Placement still counts on the failed host keeps nobody from anything.</remarks>
    private static void Make(PlanState state, Hop move)
    {
        state.Claim(move.Instance, move.Destination);
        state.Release(move.Instance);
    }
}
