using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Repacking;

/// <summary>A placement within the limits of all hosts that moves few instances.</summary>
/// <param name="HostOf">By instance: its host.</param>
/// <param name="IsFeasible">Whether every host is within its limits.</param>
/// <param name="Moves">How many instances are not where they were.</param>
/// <param name="Bound">No placement within the limits moves fewer.</param>
internal sealed record Repacking(int[] HostOf, bool IsFeasible, int Moves, int Bound);

/// <summary>Repairs overload and empties hosts with as few moves as it can.</summary>
internal static class FewestMoves
{
    private const long FirstCooling = 100_000;
    private const double Growth = 1.5;

    /// <summary>Looks for the fewest moves until the bound is met or the time is up.</summary>
    /// <param name="problem">Hosts with the limits that hold in the end; one with no room at all is to be emptied.</param>
    /// <param name="settings">Limits and seed.</param>
    /// <param name="enough">Ends the search when a placement has no more moves than this.</param>
    /// <param name="start">A placement to begin with; without it, one is made.</param>
    public static Repacking Find(FlatProblem problem, SearchSettings settings, int enough = 0, int[]? start = null)
    {
        long startedAt = settings.TimeProvider.GetTimestamp();
        SearchClock clock = new(settings, startedAt, CancellationToken.None);
        int[] leavers = Leavers.Find(problem, out int bound);
        int unplaced = 0;
        int[] hostOf = start ?? GreedyRepacking.Find(problem, leavers, out unplaced);
        int moves = CountMoves(problem, hostOf);
        if (unplaced == 0 && moves <= Math.Max(bound, enough))
        {
            return new Repacking(hostOf, true, moves, bound);
        }

        RepackAnnealing annealing = new(problem, hostOf, settings.Seed);
        for (double trials = FirstCooling; clock.Spent(annealing.Tried) < 1 && !(annealing.IsFeasible && annealing.BestMoves <= Math.Max(bound, enough)); trials *= Growth)
        {
            annealing.Cool((long)trials, Math.Max(bound, enough), () => clock.Spent(annealing.Tried) >= 1);
            if (annealing.IsFeasible)
            {
                annealing.Return();
            }
        }

        int[] best = annealing.Best.ToArray();
        return new Repacking(best, annealing.IsFeasible, CountMoves(problem, best), bound);
    }

    private static int CountMoves(FlatProblem problem, int[] hostOf) => problem.Origin.Zip(hostOf).Count(pair => pair.First != pair.Second);
}
