using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Goals;

namespace Rebalancer.Planning.Exact;

/// <summary>What no plan can go below, from each instance's own options and from pooled amounts alone.</summary>
internal sealed class LevelBounds
{
    private readonly int mustLeave;
    private readonly int withoutOptions;
    private readonly int onlyWithDowntime;
    private readonly long[] smallestTransfers;
    private readonly long[] floors;
    private readonly bool[] countsLeft;
    private readonly int? maxMoves;
    private readonly bool isOneGoal;
    private readonly (int Level, long Weight, Func<long, long> FewestMoves)[] movesFor;

    /// <summary>Reads the bounds of a problem in which whoever must leave has all their straight moves.</summary>
    /// <remarks>A detour begins with a straight move to a host that takes instances, so it opens no way to one who has none, and none without downtime.</remarks>
    /// <param name="problem">The problem.</param>
    /// <param name="isWhole">Whether everybody who may move has all their straight moves there.</param>
    /// <param name="mayMove">By instance: whether it may move at all.</param>
    public LevelBounds(PlacementProblem problem, bool isWhole, IReadOnlyList<bool> mayMove)
    {
        List<long> transfers = [];
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            if (!problem.MustLeave[instance])
            {
                continue;
            }

            mustLeave++;
            if (problem.FloorOf(instance) is not { } floor)
            {
                withoutOptions++;
                continue;
            }

            transfers.Add(floor.Bytes);
            onlyWithDowntime += floor.HasDowntime ? 1 : 0;
        }

        transfers.Sort();
        smallestTransfers = [.. transfers];
        maxMoves = problem.Limits.MaxMoves;
        int goals = problem.Levels.Length - GoalLevels.CostLevels;
        countsLeft = [.. problem.Levels.Take(goals).Select(level => level.Name == GoalLevels.LeftBehindName)];
        isOneGoal = goals == 1;
        movesFor =
        [
            .. problem.Levels.Take(goals).SelectMany((level, index) => level.Parts.Select(part => (
                index, part.Weight, part.Term.FewestMoves(problem, isWhole ? instance => !problem.OptionsOf(instance).IsEmpty : instance => mayMove[instance])))),
        ];
        floors = [.. problem.Levels.Take(goals).Select((level, index) => isWhole || countsLeft[index] ? level.FloorIn(problem) : level.FloorFor(problem, mayMove))];
    }

    /// <summary>The bounds of the levels, each given that those before it are as in <paramref name="values"/>.</summary>
    public long[] Given(long[] values)
    {
        var bounds = new long[values.Length];
        long left = 0;
        for (int index = 0; index < floors.Length; index++)
        {
            left += countsLeft[index] ? values[index] : 0;
            bounds[index] = countsLeft[index] && isOneGoal ? Math.Max(floors[index], mustLeave - (maxMoves ?? mustLeave)) : floors[index];
        }

        if (Array.IndexOf(countsLeft, true) >= 0)
        {
            long leaving = Math.Max(0, mustLeave - left);
            long leftOfThoseWhoCould = Math.Max(0, left - withoutOptions);
            bounds[^3] = Math.Max(0, onlyWithDowntime - leftOfThoseWhoCould);
            bounds[^2] = leaving;
            bounds[^1] = smallestTransfers.Take((int)leaving).Sum();
        }

        foreach ((int level, long weight, Func<long, long> fewest) in movesFor)
        {
            // Every part of a sum is 0 or more, so that none is above the whole.
            bounds[^2] = Math.Max(bounds[^2], fewest(values[level] / weight));
        }

        return bounds;
    }

    /// <summary>Whether hosts are emptied by those alone who must leave, none of them more than once and no more of them with downtime than need be: then nobody else could help.</summary>
    public bool NobodyElseHelps(long[] values)
    {
        long[] known = Given(values);
        return values.AsSpan(..^1).SequenceEqual(known.AsSpan(..^1));
    }
}
