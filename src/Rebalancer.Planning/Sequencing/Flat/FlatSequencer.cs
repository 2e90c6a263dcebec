using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Sequencing.Flat;

/// <summary>Orders the moves to a placement so that every state on the way is feasible, each move as early as it can start.</summary>
/// <remarks>
/// Several orders are tried that differ in who comes first where several wait for the same room; whoever was stuck comes earlier in
/// the next. Only if all get stuck does an instance take a detour.
/// </remarks>
internal static class FlatSequencer
{
    private const int MostAttempts = 24;

    /// <summary>The best schedule found; <c>null</c> if none was, detours included.</summary>
    /// <param name="problem">Where everybody is, and what hosts can hold at any moment.</param>
    /// <param name="target">By instance: where it shall be; a feasible placement.</param>
    /// <param name="durations">By instance: how long a move of it takes, at least 1.</param>
    /// <param name="limits">What a host takes part in at a time.</param>
    public static FlatSchedule? Find(FlatProblem problem, int[] target, long[] durations, HostConcurrency limits)
    {
        ScheduleFloor floor = ScheduleFloor.Of(problem, target, durations, limits);
        FlatSchedule? best = null;
        bool isStuck = false;
        foreach (bool shortestFirst in (ReadOnlySpan<bool>)[true, false])
        {
            MovePriorities priorities = new(problem, target, durations, shortestFirst);
            for (int attempt = 0; attempt < MostAttempts; attempt++)
            {
                ScheduleRun run = new(problem, target, durations, limits, priorities.Values);
                bool isDone = run.Run(mayDetour: false);
                isStuck |= !isDone;
                if (isDone && run.Schedule.IsBetterThan(best))
                {
                    best = run.Schedule;
                }

                if (isDone)
                {
                    break;
                }

                priorities.Raise(run.Stuck);
            }

            if (best is not null && best.Makespan <= floor.Makespan && best.SumOfEnds <= floor.SumOfEnds)
            {
                return best;
            }
        }

        if (best is not null || !isStuck)
        {
            return best;
        }

        foreach (bool shortestFirst in (ReadOnlySpan<bool>)[true, false])
        {
            ScheduleRun run = new(problem, target, durations, limits, new MovePriorities(problem, target, durations, shortestFirst).Values);
            if (run.Run(mayDetour: true) && run.Schedule.IsBetterThan(best))
            {
                best = run.Schedule;
            }
        }

        return best;
    }
}
