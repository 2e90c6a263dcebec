using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Balancing;

/// <summary>Evens out load with a given number of moves.</summary>
internal static class EvenLoad
{
    // Shares of the limits, and how many coolings of each are compared.
    private const double Short = 0.01;
    private const double Longer = 0.04;
    private const int Compared = 3;

    /// <summary>Looks for the most even load with no more moves than allowed, until the time is up; each worker by itself.</summary>
    public static Balance Find(FlatProblem problem, BalanceGoal goal, int mostMoves, SearchSettings settings)
    {
        SearchClock clock = new(settings, settings.TimeProvider.GetTimestamp(), CancellationToken.None);
        BalanceAnnealing[] workers = [.. Enumerable.Range(1, settings.Workers).Select(stream => new BalanceAnnealing(problem, goal, mostMoves, problem.Origin, new FastRandom(settings.Seed, stream)))];
        Parallel.ForEach(workers, new ParallelOptions { MaxDegreeOfParallelism = settings.Workers }, worker => Search(worker, clock));
        return Measure(problem, goal, workers.MinBy(worker => worker.BestCost)!.Best.ToArray());
    }

    /// <summary>Short coolings and longer ones; if even the mean of these is better than the best of those, one as long as there is time, else short ones.</summary>
    private static void Search(BalanceAnnealing worker, SearchClock clock)
    {
        double Cool(double length)
        {
            double from = clock.Spent(worker.Tried), span = Math.Min(length, 1 - from);
            return worker.Cool(tried => span > 0 ? (clock.Spent(tried) - from) / span : 1);
        }

        double[] shorter = [.. Enumerable.Range(0, Compared).Select(_ => Cool(Short))], longer = [.. Enumerable.Range(0, Compared).Select(_ => Cool(Longer))];
        double length = longer.Average() < shorter.Min() ? 1 : Short;
        while (clock.Spent(worker.Tried) < 1 && worker.BestCost > 0)
        {
            Cool(length);
        }
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
