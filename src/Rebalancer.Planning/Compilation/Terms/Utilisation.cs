namespace Rebalancer.Planning.Compilation.Terms;

/// <summary>How full some hosts are together in one measure, in thousandths.</summary>
/// <param name="BinOf">By host: the bin of the measure that it counts for; -1 where for none.</param>
/// <param name="Index">Which of those bins this is.</param>
/// <param name="StartLoad">What its hosts hold at the start.</param>
/// <param name="Capacity">What they can hold; more than 0.</param>
/// <param name="MostLoad">What they never hold more than.</param>
/// <param name="Weight">The weight of the measure, 1 or more.</param>
/// <param name="Mean">The utilisation of all hosts that count together, in thousandths.</param>
internal sealed record Utilisation(int[] BinOf, int Index, long StartLoad, long Capacity, long MostLoad, long Weight, long Mean)
{
    /// <summary>Which of the goal's measures, and of their moments, it is of.</summary>
    public int Measure { get; init; }

    /// <summary>What instances add to it.</summary>
    public required InstanceLoads Loads { get; init; }

    /// <summary>The utilisation of a load, to the nearest thousandth.</summary>
    public static long Of(long load, long capacity) => ((2000 * load) + capacity) / (2 * capacity);

    /// <summary>What a move changes.</summary>
    /// <param name="source">The host that the instance starts on.</param>
    /// <param name="move">The move.</param>
    public long ChangeBy(int source, in MoveOption move) =>
        (BinOf[move.Destination] == Index ? Loads.Comes(move.Instance, move.Destination) : 0) - (BinOf[source] == Index ? Loads.Leaves(move.Instance) : 0);

    /// <summary>By bin of the measure what moves change in all.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="moves">The moves.</param>
    public long[] ChangesBy(PlacementProblem problem, MoveOption[] moves)
    {
        var changes = new long[BinOf.DefaultIfEmpty().Max() + 1];
        foreach (MoveOption move in moves)
        {
            if (BinOf[move.Destination] is >= 0 and var into)
            {
                changes[into] += Loads.Comes(move.Instance, move.Destination);
            }

            if (BinOf[problem.Start.HostOf(move.Instance)] is >= 0 and var from)
            {
                changes[from] -= Loads.Leaves(move.Instance);
            }
        }

        return changes;
    }

    /// <summary>The load once the instances are on their final hosts.</summary>
    public long LoadOf(PlacementProblem problem, Placement placement)
    {
        long load = StartLoad;
        foreach (MoveOption move in placement.Moves(problem))
        {
            load += ChangeBy(problem.Start.HostOf(move.Instance), move);
        }

        return load;
    }
}
