namespace Rebalancer.Planning.Sequencing;

/// <summary>What a move waits for, by the places of moves in their order.</summary>
/// <param name="count">How many moves there are.</param>
internal sealed class Dependencies(int count)
{
    private readonly SortedSet<Dependency>[] before = [.. Enumerable.Range(0, count).Select(_ => new SortedSet<Dependency>())];

    /// <summary>What the move at a place waits for, ascending.</summary>
    public IReadOnlyCollection<Dependency> Of(int move) => before[move];

    /// <summary>Every dependency with the move that has it.</summary>
    public IEnumerable<(int Move, Dependency On)> All() =>
        before.SelectMany((dependencies, move) => dependencies.Select(on => (move, on)));

    /// <summary>The move at a place waits for another one.</summary>
    public void Add(int move, int on, Waits until) => before[move].Add(new Dependency(on, until));

    /// <summary>Takes a dependency away.</summary>
    public void Remove(int move, Dependency on) => before[move].Remove(on);

    /// <summary>Puts a dependency back.</summary>
    public void Restore(int move, Dependency on) => before[move].Add(on);
}

/// <summary>That a move waits for another.</summary>
/// <param name="Move">The place of the other move.</param>
/// <param name="Until">Until what of it.</param>
internal readonly record struct Dependency(int Move, Waits Until) : IComparable<Dependency>
{
    /// <summary>Order of place, then of what is waited for.</summary>
    public int CompareTo(Dependency other) => (Move, Until).CompareTo((other.Move, other.Until));
}

/// <summary>What of a move another one waits for.</summary>
internal enum Waits
{
    /// <summary>That it holds its destination for good: the end of the move.</summary>
    Arrived,

    /// <summary>That its source no longer holds it: the end of a live move, the confirm step of a cold one.</summary>
    Released,
}
