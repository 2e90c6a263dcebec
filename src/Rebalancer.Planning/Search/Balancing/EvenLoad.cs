using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Balancing;

/// <summary>Evens out load with a given number of moves.</summary>
internal static class EvenLoad
{
    // A short cooling first, so that a search that is stopped early has something to show.
    private const double FirstCooling = 0.05;

    /// <summary>Looks for the most even load with no more moves than allowed, until the time is up; each worker by itself.</summary>
    public static Balance Find(FlatProblem problem, BalanceGoal goal, int mostMoves, SearchSettings settings)
    {
        SearchClock clock = new(settings, settings.TimeProvider.GetTimestamp(), CancellationToken.None);
        BalanceAnnealing[] workers = [.. Enumerable.Range(1, settings.Workers).Select(stream => new BalanceAnnealing(problem, goal, mostMoves, problem.Origin, new FastRandom(settings.Seed, stream)))];
        Parallel.ForEach(workers, new ParallelOptions { MaxDegreeOfParallelism = settings.Workers }, worker =>
        {
            worker.Cool(tried => clock.Spent(tried) / FirstCooling);
            worker.Cool(tried => (clock.Spent(tried) - FirstCooling) / (1 - FirstCooling));
        });
        return Measure(problem, goal, workers.MinBy(worker => worker.BestCost)!.Best.ToArray());
    }

    /// <summary>No placement with so small a deviation moves fewer instances.</summary>
    /// <remarks>Hosts that no move touches keep their shares, and are as uneven as they are; each move touches two hosts.</remarks>
    public static int FewestMoves(FlatProblem problem, BalanceGoal goal, double deviation)
    {
        BinShares shares = new(goal.Main, goal.BinOf);
        shares.Load(problem.Origin);
        double[] sorted = shares.Values.ToArray();
        Array.Sort(sorted);
        double most = sorted.Length * deviation * deviation * (1 + 1e-9), sum = 0, squares = 0;
        int untouched = 0, first = 0;
        for (int last = 0; last < sorted.Length; last++)
        {
            sum += sorted[last];
            squares += sorted[last] * sorted[last];
            while (first < last && squares - (sum * sum / (last - first + 1)) > most)
            {
                sum -= sorted[first];
                squares -= sorted[first] * sorted[first];
                first++;
            }

            untouched = Math.Max(untouched, last - first + 1);
        }

        return (sorted.Length - untouched + 1) / 2;
    }

    private static Balance Measure(FlatProblem problem, BalanceGoal goal, int[] hostOf)
    {
        BinShares shares = new(goal.Main, goal.BinOf), side = new(goal.Side, goal.BinOf);
        shares.Load(hostOf);
        side.Load(hostOf);
        return new Balance(hostOf, problem.MovesTo(hostOf), shares.Deviation, side.Deviation);
    }
}
