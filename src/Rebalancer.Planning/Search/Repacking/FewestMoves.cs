using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Neighbourhoods;
using Rebalancer.Planning.Search.Terms;

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
    private const double ShareOfAnnealing = 0.5;

    // What one exact neighbourhood counts for beside trials.
    private const long TrialsPerNeighbourhood = 200_000;

    /// <summary>Looks for the fewest moves until the bound is met or the time is up.</summary>
    /// <param name="problem">Hosts with the limits that hold in the end; one with no room at all is to be emptied.</param>
    /// <param name="settings">Limits and seed.</param>
    /// <param name="enough">Ends the search when a placement has no more moves than this.</param>
    /// <param name="start">A placement to begin with; without it, one is made.</param>
    /// <param name="first">Told once of the first placement within the limits.</param>
    public static Repacking Find(FlatProblem problem, SearchSettings settings, int enough = 0, int[]? start = null, Action<int[]>? first = null)
    {
        long startedAt = settings.TimeProvider.GetTimestamp();
        SearchClock clock = new(settings, startedAt, CancellationToken.None);
        int[] leavers = Leavers.Find(problem, out int bound);
        int unplaced = 0;
        int[] hostOf = start ?? GreedyRepacking.Find(problem, leavers, out unplaced);
        int moves = problem.MovesTo(hostOf);
        if (unplaced == 0)
        {
            first?.Invoke(hostOf);
        }

        if (unplaced == 0 && moves <= Math.Max(bound, enough))
        {
            return new Repacking(hostOf, true, moves, bound);
        }

        int most = Math.Max(bound, enough);
        RepackAnnealing annealing = new(problem, hostOf, settings.Seed);
        bool IsOver() => clock.Spent(annealing.Tried) >= (annealing.IsFeasible ? ShareOfAnnealing : 1);
        for (double trials = FirstCooling; !IsOver() && !(annealing.IsFeasible && annealing.BestMoves <= most); trials *= Growth)
        {
            annealing.Cool((long)trials, most, IsOver);
            if (annealing.IsFeasible)
            {
                if (unplaced > 0)
                {
                    unplaced = 0;
                    first?.Invoke(annealing.Best.ToArray());
                }

                annealing.Return();
            }
        }

        int[] best = annealing.IsFeasible ? SendHome(problem, annealing, clock, settings.Seed, most) : annealing.Best.ToArray();
        return new Repacking(best, annealing.IsFeasible, problem.MovesTo(best), bound);
    }

    /// <summary>Looks a few hosts at a time for those who need not have moved, until there are few enough or the time is up.</summary>
    private static int[] SendHome(FlatProblem problem, RepackAnnealing annealing, SearchClock clock, int seed, int most)
    {
        // Those of a host without any room have to leave it; what others cost is what is left to gain.
        long[] costs = [.. problem.Origin.Select(origin => problem.CapacityOf(origin).ContainsAnyExcept(0L) ? 1L : 0)];
        MoveCostTerm movers = new(problem.Origin, costs);
        FlatState<MoveCostTerm> state = new(problem, movers);
        state.Load(annealing.Best);
        HostsNeighbourhood<MoveCostTerm> neighbourhood = new(state, new FastRandom(seed, 1));
        long tried = annealing.Tried;
        long enough = most - costs.Count(cost => cost == 0);
        while (state.Cost > enough && clock.Spent(tried) < 1)
        {
            neighbourhood.Step();
            tried += TrialsPerNeighbourhood;
        }

        return state.HostOf.ToArray();
    }
}
