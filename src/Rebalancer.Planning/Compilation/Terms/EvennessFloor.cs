using Rebalancer.Plans;

namespace Rebalancer.Planning.Compilation.Terms;

/// <summary>How even utilisations become at best with so many moves: each bin sends its largest movers first, and to each may come the largest of all.</summary>
/// <remarks>
/// What leaves one bin need not come to another, and what is sent may be split where less is enough. Every further move then gains less
/// than the one before, so that always making the move that gains most is best.
/// </remarks>
internal sealed class EvennessFloor
{
    private const int Halvings = 60;
    private const double Thousand = 1000;

    // Utilisations are rounded to whole thousandths, half a thousandth either way; the rest is for the arithmetic.
    private const double Rounding = 0.5 + 1e-6;
    private const double Arithmetic = 1e-9;

    private readonly Pool[] pools;
    private readonly bool isMaximum;

    /// <summary>Sums up who may move.</summary>
    /// <param name="measures">The bins, measure by measure.</param>
    /// <param name="isMaximum">Whether the largest utilisation counts instead of the squares of what they differ from the mean.</param>
    /// <param name="isClosed">Whether whoever moves ends in a bin.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="mayMove">By instance.</param>
    public EvennessFloor(Utilisation[][] measures, bool isMaximum, bool isClosed, PlacementProblem problem, Predicate<int> mayMove)
    {
        this.isMaximum = isMaximum;
        int[] movers = [.. Enumerable.Range(0, problem.InstanceCount).Where(instance => mayMove(instance))];
        pools = [.. measures.Select(bins => Pool.Of(bins, movers, problem.Start, isClosed, hasSquares: !isMaximum))];
    }

    /// <summary>The least value with so many moves or fewer.</summary>
    public long With(long moves) => isMaximum
        ? pools.Select(pool => pool.Weight * Largest(pool, moves)).DefaultIfEmpty(0).Max()
        : pools.Sum(pool => pool.Weight * Squares(pool, moves));

    /// <summary>The fewest moves with which it could be as low as a value.</summary>
    public long MovesFor(long value)
    {
        if (isMaximum)
        {
            return pools.Select(pool => pool.MovesToLevel(((value / pool.Weight) + Rounding) / Thousand)).DefaultIfEmpty(0).Max();
        }

        long fewest = 0, enough = pools.Select(pool => Math.Max(pool.Above.Length, pool.Below.Length) - 1).DefaultIfEmpty(0).Max();
        while (fewest < enough)
        {
            long middle = (fewest + enough) / 2;
            (fewest, enough) = With(middle) <= value ? (fewest, middle) : (middle + 1, enough);
        }

        return fewest;
    }

    private static long Squares(Pool pool, long moves) =>
        (long)Math.Floor((pool.Above[Math.Min(moves, pool.Above.Length - 1)] + pool.Below[Math.Min(moves, pool.Below.Length - 1)]) * (1 - Arithmetic));

    /// <summary>The lowest level, in thousandths, that all bins can be brought to.</summary>
    private static long Largest(Pool pool, long moves)
    {
        double low = pool.LowestLevel, high = Math.Max(low, pool.Bins.Max(bin => (double)bin.StartLoad / bin.Capacity));
        for (int halving = 0; halving < Halvings && pool.MovesToLevel(low) > moves; halving++)
        {
            double middle = (low + high) / 2;
            (low, high) = pool.MovesToLevel(middle) > moves ? (middle, high) : (low, middle);
        }

        return Math.Max(0, (long)Math.Ceiling((Thousand * low) - Rounding));
    }

    /// <summary>The bins of a measure.</summary>
    private sealed class Pool
    {
        // By number of moves, the most that they take out of each bin.
        private readonly double[][] sent;

        private Pool(Utilisation[] bins, double[][] sent) => (Bins, this.sent) = (bins, sent);

        public Utilisation[] Bins { get; }

        public long Weight => Bins[0].Weight;

        /// <summary>The level below which no moves bring all bins.</summary>
        public double LowestLevel { get; private init; }

        /// <summary>By number of moves, the squares of the bins above the mean that are left.</summary>
        public double[] Above { get; private init; } = [0];

        /// <summary>By number of moves, the squares of the bins below the mean that are left.</summary>
        public double[] Below { get; private init; } = [0];

        public static Pool Of(Utilisation[] bins, int[] movers, PlanState start, bool isClosed, bool hasSquares)
        {
            int[] binOf = bins[0].BinOf;
            InstanceLoads loads = bins[0].Loads;
            ILookup<int, double> leaves = movers.ToLookup(instance => binOf[start.HostOf(instance)], instance => (double)loads.Leaves(instance));
            double[][] sent = [.. bins.Select(bin => LargestFirst(leaves[bin.Index]))];
            double[] brought = hasSquares ? LargestFirst(movers.Select(instance => (double)loads.Most(instance))) : [0];
            double stays = bins.Sum(bin => (double)bin.StartLoad) - movers.Where(instance => binOf[start.HostOf(instance)] >= 0)
                .Sum(instance => isClosed ? Math.Max(0, loads.Leaves(instance) - loads.Least(instance)) : (double)loads.Leaves(instance));
            return new Pool(bins, sent)
            {
                LowestLevel = Math.Max(stays / bins.Sum(bin => (double)bin.Capacity), bins.Select((bin, place) => (bin.StartLoad - sent[place][^1]) / bin.Capacity).Max()),
                Above = hasSquares ? SquaresLeft(bins, movers.Length, (place, moves) => DistanceOf(bins[place], bins[place].StartLoad - At(sent[place], moves), 1)) : [0],
                Below = hasSquares ? SquaresLeft(bins, movers.Length, (place, moves) => DistanceOf(bins[place], Math.Max(bins[place].StartLoad, Math.Min(bins[place].StartLoad + At(brought, moves), bins[place].MostLoad)), -1)) : [0],
            };
        }

        /// <summary>The fewest moves out of all bins with which none is above a level.</summary>
        public long MovesToLevel(double level)
        {
            long moves = 0;
            for (int place = 0; place < Bins.Length; place++)
            {
                double tooMuch = Bins[place].StartLoad - (level * Bins[place].Capacity);
                if (tooMuch > 0)
                {
                    int index = Array.BinarySearch(sent[place], tooMuch);
                    moves += Math.Min(index < 0 ? ~index : index, sent[place].Length - 1);
                }
            }

            return moves;
        }

        private static double[] SquaresLeft(Utilisation[] bins, int most, Func<int, int, double> distanceAfter)
        {
            double Square(int place, int moves) => Math.Pow(Math.Max(0, distanceAfter(place, moves)), 2);
            var moves = new int[bins.Length];
            PriorityQueue<int, double> next = new();
            List<double> left = [0];
            for (int place = 0; place < bins.Length; place++)
            {
                left[0] += Square(place, 0);
                next.Enqueue(place, Square(place, 1) - Square(place, 0));
            }

            while (left.Count <= most && next.TryDequeue(out int place, out double change) && change < 0)
            {
                left.Add(Math.Max(0, left[^1] + change));
                int made = ++moves[place];
                next.Enqueue(place, Square(place, made + 1) - Square(place, made));
            }

            return [.. left];
        }

        /// <summary>How far a load is from the mean on one side, in thousandths; what rounding may hide is taken off.</summary>
        private static double DistanceOf(Utilisation bin, double load, int side) => (side * ((Thousand * load / bin.Capacity) - bin.Mean)) - Rounding;

        private static double At(double[] sums, int count) => sums[Math.Min(count, sums.Length - 1)];

        /// <summary>By number of instances, from none, those that take nothing left out: the most that they take in all.</summary>
        private static double[] LargestFirst(IEnumerable<double> loads)
        {
            double[] sorted = [.. loads.Where(load => load > 0).OrderDescending()];
            var sums = new double[sorted.Length + 1];
            for (int count = 0; count < sorted.Length; count++)
            {
                sums[count + 1] = sums[count] + sorted[count];
            }

            return sums;
        }
    }
}
