using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Sequencing.Flat;

/// <summary>What no schedule of given moves goes below.</summary>
/// <param name="Makespan">The end of the last move.</param>
/// <param name="SumOfEnds">The sum of the ends.</param>
internal readonly record struct ScheduleFloor(long Makespan, long SumOfEnds)
{
    /// <summary>Of a placement reached in one move for each instance that is not where it was.</summary>
    /// <param name="problem">Where everybody is.</param>
    /// <param name="target">By instance: where it shall be.</param>
    /// <param name="durations">By instance: how long a move of it takes.</param>
    /// <param name="limits">What a host takes part in at a time.</param>
    public static ScheduleFloor Of(FlatProblem problem, ReadOnlySpan<int> target, ReadOnlySpan<long> durations, HostConcurrency limits)
    {
        List<long>[] leaving = [.. Enumerable.Range(0, problem.HostCount).Select(_ => new List<long>())];
        List<long>[] arriving = [.. Enumerable.Range(0, problem.HostCount).Select(_ => new List<long>())];
        long longest = 0, sum = 0;
        for (int instance = 0; instance < target.Length; instance++)
        {
            if (target[instance] != problem.Origin[instance])
            {
                leaving[problem.Origin[instance]].Add(durations[instance]);
                arriving[target[instance]].Add(durations[instance]);
                longest = Math.Max(longest, durations[instance]);
                sum += durations[instance];
            }
        }

        (long outMakespan, long outSum) = Lanes(leaving, limits.MostOut);
        (long inMakespan, long inSum) = Lanes(arriving, limits.MostIn);
        return new ScheduleFloor(Math.Max(longest, Math.Max(outMakespan, inMakespan)), Math.Max(sum, Math.Max(outSum, inSum)));
    }

    /// <summary>Each host alone: the shortest first is the least sum, and no lane is done before the mean of all.</summary>
    private static (long Makespan, long Sum) Lanes(List<long>[] moves, int most)
    {
        long makespan = 0, sum = 0;
        foreach (List<long> own in moves)
        {
            if (most <= 0 || own.Count == 0)
            {
                continue;
            }

            own.Sort();
            var ends = new long[most];
            for (int i = 0; i < own.Count; i++)
            {
                ends[i % most] += own[i];
                sum += ends[i % most];
            }

            makespan = Math.Max(makespan, (own.Sum() + most - 1) / most);
        }

        return (makespan, sum);
    }
}
