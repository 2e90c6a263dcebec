namespace Rebalancer.Planning.Compilation.Terms;

/// <summary>How full some hosts are together in one measure, in thousandths.</summary>
/// <param name="Hosts">By host: whether it is one of them.</param>
/// <param name="StartLoad">What they hold at the start.</param>
/// <param name="Capacity">What they can hold; more than 0.</param>
/// <param name="MostLoad">What they never hold more than.</param>
/// <param name="Leaves">What an instance gives back when it leaves the host it starts on.</param>
/// <param name="Comes">What an instance takes on a host.</param>
/// <param name="Weight">The weight of the measure, 1 or more.</param>
/// <param name="Mean">The utilisation of all hosts that count together, in thousandths.</param>
internal sealed record Utilisation(bool[] Hosts, long StartLoad, long Capacity, long MostLoad, Func<int, long> Leaves, Func<int, int, long> Comes, long Weight, long Mean)
{
    /// <summary>Which of the goal's measures, and of their moments, it is of.</summary>
    public int Measure { get; init; }

    /// <summary>The utilisation of a load, to the nearest thousandth.</summary>
    public static long Of(long load, long capacity) => ((2000 * load) + capacity) / (2 * capacity);

    /// <summary>The load once the instances are on their final hosts.</summary>
    public long LoadOf(PlacementProblem problem, Placement placement) => LoadAfter(problem, [.. placement.Moves(problem)]);

    /// <summary>The load after some moves.</summary>
    public long LoadAfter(PlacementProblem problem, ReadOnlySpan<MoveOption> moves)
    {
        long load = StartLoad;
        foreach (ref readonly MoveOption move in moves)
        {
            load += (Hosts[move.Destination] ? Comes(move.Instance, move.Destination) : 0)
                - (Hosts[problem.Start.HostOf(move.Instance)] ? Leaves(move.Instance) : 0);
        }

        return load;
    }
}
