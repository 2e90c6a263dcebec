using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Repacking;

/// <summary>Who has to leave a host so that the others fit: as few as possible, and of those the smallest.</summary>
internal static class Leavers
{
    private const int MostSteps = 200_000;

    /// <summary>For every host, its leavers, and how few there can be on all hosts together.</summary>
    /// <param name="problem">Hosts with the limits that hold in the end.</param>
    /// <param name="fewest">No placement moves fewer instances.</param>
    public static int[] Find(FlatProblem problem, out int fewest)
    {
        ILookup<int, int> membersOf = Enumerable.Range(0, problem.InstanceCount).ToLookup(instance => problem.Origin[instance]);
        List<int> leavers = [];
        fewest = 0;
        for (int host = 0; host < problem.HostCount; host++)
        {
            long[] over = new long[problem.QuantityCount];
            problem.CapacityOf(host).CopyTo(over);
            for (int quantity = 0; quantity < over.Length; quantity++)
            {
                over[quantity] = -over[quantity];
            }

            int[] members = [.. membersOf[host]];
            foreach (int member in members)
            {
                Add(over, problem.DemandOf(member));
            }

            if (over.Any(amount => amount > 0))
            {
                Choice choice = new(problem, members, over);
                leavers.AddRange(choice.Find(out int bound));
                fewest += bound;
            }
        }

        return [.. leavers];
    }

    private static void Add(long[] sums, ReadOnlySpan<long> amounts)
    {
        for (int quantity = 0; quantity < sums.Length; quantity++)
        {
            sums[quantity] += amounts[quantity];
        }
    }

    /// <summary>The search on one host: by number, each number depth first, cut off where even the largest left would not do.</summary>
    private sealed class Choice
    {
        private readonly long[] over;
        private readonly int[] members;
        private readonly long[][] demands;
        private readonly double[] sizes;
        private readonly long[] most;
        private readonly List<int> chosen = [];
        private int[]? best;
        private double bestSize;
        private int steps;

        public Choice(FlatProblem problem, int[] members, long[] over)
        {
            this.over = over;
            double SizeOf(int member)
            {
                double size = 0;
                for (int quantity = 0; quantity < over.Length; quantity++)
                {
                    size += over[quantity] > 0 ? (double)problem.DemandOf(member)[quantity] / over[quantity] : 0;
                }

                return size;
            }

            this.members = [.. members.OrderByDescending(SizeOf)];
            demands = [.. this.members.Select(member => problem.DemandOf(member).ToArray())];
            sizes = [.. this.members.Select(SizeOf)];

            // By place and quantity: the largest demand from there on.
            most = new long[(members.Length + 1) * over.Length];
            for (int place = members.Length - 1; place >= 0; place--)
            {
                for (int quantity = 0; quantity < over.Length; quantity++)
                {
                    most[(place * over.Length) + quantity] = Math.Max(demands[place][quantity], most[((place + 1) * over.Length) + quantity]);
                }
            }
        }

        /// <param name="bound">No fewer will do; fewer than found only if the search was cut short.</param>
        public int[] Find(out int bound)
        {
            bound = FewestBySums();
            for (int count = bound; count < members.Length; count++)
            {
                bestSize = double.PositiveInfinity;
                Extend(0, count, [.. over], 0);
                if (best is not null)
                {
                    bound = steps <= MostSteps ? count : bound;
                    return best;
                }
            }

            bound = steps <= MostSteps ? members.Length : bound;
            return members;
        }

        private int FewestBySums()
        {
            int fewest = 0;
            for (int quantity = 0; quantity < over.Length; quantity++)
            {
                long left = over[quantity];
                int count = 0;
                foreach (long demand in demands.Select(row => row[quantity]).OrderDescending())
                {
                    if (left <= 0)
                    {
                        break;
                    }

                    left -= demand;
                    count++;
                }

                fewest = Math.Max(fewest, count);
            }

            return fewest;
        }

        private void Extend(int place, int count, long[] left, double size)
        {
            if (count == 0)
            {
                if (size < bestSize && left.All(amount => amount <= 0))
                {
                    (best, bestSize) = ([.. chosen.Select(index => members[index])], size);
                }

                return;
            }

            if (members.Length - place < count || size >= bestSize || ++steps > MostSteps)
            {
                return;
            }

            for (int quantity = 0; quantity < left.Length; quantity++)
            {
                if (left[quantity] > count * most[(place * left.Length) + quantity])
                {
                    return;
                }
            }

            chosen.Add(place);
            Extend(place + 1, count - 1, [.. left.Zip(demands[place], (amount, demand) => amount - demand)], size + sizes[place]);
            chosen.RemoveAt(chosen.Count - 1);
            Extend(place + 1, count, left, size);
        }
    }
}
