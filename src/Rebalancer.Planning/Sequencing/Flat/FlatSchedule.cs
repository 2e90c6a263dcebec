namespace Rebalancer.Planning.Sequencing.Flat;

/// <summary>Moves with their times, in the order in which they start.</summary>
/// <param name="Moves">The moves; one instance may have several, one after the other.</param>
/// <param name="Detours">How many moves are there only because no order would do without them.</param>
internal sealed record FlatSchedule(IReadOnlyList<FlatMove> Moves, int Detours)
{
    /// <summary>When the last move ends.</summary>
    public long Makespan => Moves.Select(move => move.End).DefaultIfEmpty().Max();

    /// <summary>The sum of the ends of all moves.</summary>
    public long SumOfEnds => Moves.Sum(move => move.End);

    /// <summary>Whether this one has fewer detours, or as many and is shorter, or as long and ends earlier on the whole.</summary>
    public bool IsBetterThan(FlatSchedule? other) =>
        other is null || (Detours, Makespan, SumOfEnds).CompareTo((other.Detours, other.Makespan, other.SumOfEnds)) < 0;
}
