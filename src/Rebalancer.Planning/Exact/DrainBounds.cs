using Rebalancer.Planning.Compilation;

namespace Rebalancer.Planning.Exact;

/// <summary>What no drain can go below, from each instance's own options alone.</summary>
internal sealed class DrainBounds
{
    private readonly int mustLeave;
    private readonly int withoutOptions;
    private readonly int onlyWithDowntime;
    private readonly long[] smallestTransfers;
    private readonly int? maxMoves;

    public DrainBounds(PlacementProblem problem)
    {
        List<long> transfers = [];
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            if (!problem.MustLeave[instance])
            {
                continue;
            }

            mustLeave++;
            ReadOnlySpan<MoveOption> options = problem.OptionsOf(instance);
            if (options.IsEmpty)
            {
                withoutOptions++;
                continue;
            }

            long smallest = long.MaxValue;
            bool needsDowntime = true;
            foreach (MoveOption option in options)
            {
                smallest = Math.Min(smallest, option.Bytes);
                needsDowntime &= option.HasDowntime;
            }

            transfers.Add(smallest);
            onlyWithDowntime += needsDowntime ? 1 : 0;
        }

        transfers.Sort();
        smallestTransfers = [.. transfers];
        maxMoves = problem.Limits.MaxMoves;
    }

    /// <summary>The bounds of the four levels, each given that those before it are as in <paramref name="values"/>.</summary>
    public long[] Given(long[] values)
    {
        long left = Math.Max(withoutOptions, mustLeave - (maxMoves ?? mustLeave));
        long leaving = mustLeave - values[0];
        long leftOfThoseWhoCould = values[0] - withoutOptions;
        return
        [
            left,
            Math.Max(0, onlyWithDowntime - leftOfThoseWhoCould),
            leaving,
            smallestTransfers.Take((int)leaving).Sum(),
        ];
    }

    /// <summary>Whether only those who must leave move, and at the first two levels as well as anybody can: then nobody else could help.</summary>
    public bool NobodyElseHelps(long[] values)
    {
        long[] bounds = Given(values);
        return values[0] == bounds[0] && values[1] == bounds[1] && values[2] == bounds[2];
    }
}
