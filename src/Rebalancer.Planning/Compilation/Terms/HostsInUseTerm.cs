using Google.OrTools.Sat;
using Rebalancer.Model;
using Rebalancer.Planning.Exact;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Compilation.Terms;

/// <summary>The weight of all hosts that hold an instance at the end.</summary>
/// <param name="weights">By host; 0 for hosts that do not count.</param>
internal sealed class HostsInUseTerm(long[] weights) : ObjectiveTerm
{
    public override long ValueOf(PlacementProblem problem, Placement placement, int[] finalHosts)
    {
        bool[] isUsed = HeldInFlight(problem);
        foreach (int host in finalHosts)
        {
            isUsed[host] = true;
        }

        long value = 0;
        for (int host = 0; host < weights.Length; host++)
        {
            value += isUsed[host] ? weights[host] : 0;
        }

        return value;
    }

    /// <summary>Hosts that cannot be emptied count; of the others, as many of the best as hold what is left, class by class.</summary>
    public override long FloorIn(PlacementProblem problem) => Floor(problem, instance => !problem.OptionsOf(instance).IsEmpty, _ => problem.KeepsAmounts);

    /// <summary>The same with no look at options.</summary>
    public override long FloorFor(PlacementProblem problem, IReadOnlyList<bool> mayMove) => Floor(problem, instance => mayMove[instance], c => KeepsAmounts(problem, mayMove, c));

    /// <summary>Whoever is on a host that gets empty moves, so the hosts with the fewest for their weight are the cheapest.</summary>
    public override Func<long, long> FewestMoves(PlacementProblem problem, Predicate<int> mayMove)
    {
        bool[] isFixed = FixedHosts(problem, mayMove);
        long inUse = 0;
        List<(long Weight, long Count)> open = [];
        for (int host = 0; host < weights.Length; host++)
        {
            long count = problem.InstancesOn(host).LongCount();
            inUse += isFixed[host] || count > 0 ? weights[host] : 0;
            if (!isFixed[host] && count > 0 && weights[host] > 0)
            {
                open.Add((weights[host], count));
            }
        }

        (long Weight, long Count)[] cheapest = [.. open.OrderBy(host => (double)host.Count / host.Weight)];
        return value =>
        {
            double moves = 0, missing = inUse - value;
            for (int index = 0; index < cheapest.Length && missing > 0; index++)
            {
                (long weight, long count) = cheapest[index];
                moves += count * Math.Min(1, missing / weight);
                missing -= weight;
            }

            return (long)Math.Ceiling(moves - 1e-6);
        };
    }

    private static bool[] FixedHosts(PlacementProblem problem, Predicate<int> mayMove)
    {
        bool[] isFixed = HeldInFlight(problem);
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            if (!mayMove(instance))
            {
                isFixed[problem.Start.HostOf(instance)] = true;
            }
        }

        return isFixed;
    }

    private long Floor(PlacementProblem problem, Predicate<int> mayMove, Predicate<int> keepsAmounts)
    {
        bool[] isFixed = FixedHosts(problem, mayMove);
        long fixedWeight = 0;
        for (int host = 0; host < weights.Length; host++)
        {
            fixedWeight += isFixed[host] ? weights[host] : 0;
        }

        long most = 0;
        for (int c = 0; c < problem.ClassCount; c++)
        {
            // Amounts may shrink on the way (an allocation left over from before a resize); such clouds get no such bound.
            most = keepsAmounts(c) ? Math.Max(most, PooledWeight(problem, isFixed, c)) : most;
        }

        return fixedWeight + most;
    }

    public override LinearExpr In(PlacementModel model)
    {
        PlacementProblem problem = model.Problem;
        bool[] inFlight = HeldInFlight(problem);
        LinearExprBuilder sum = LinearExpr.NewBuilder();
        HostsOf hosts = new(weights.Length);
        for (int host = 0; host < weights.Length; host++)
        {
            if (weights[host] == 0)
            {
                continue;
            }

            if (inFlight[host] || model.HasFixedInstance(host))
            {
                sum.Add(weights[host]);
                continue;
            }

            int watched = host;
            BoolVar isUsed = model.NewAuxiliary($"used{host}", finalHosts => hosts.Has(finalHosts, watched));
            foreach (int option in model.OptionsInto(host))
            {
                model.Model.AddImplication(model.Chosen(option), isUsed);
            }

            foreach (int instance in model.MoversOn(host))
            {
                model.Model.Add(model.Moved(instance) + isUsed >= 1);
            }

            sum.AddTerm(isUsed, weights[host]);
        }

        return sum;
    }

    /// <summary>The hosts in use where instances end, noted once for all who ask of the same ends.</summary>
    private sealed class HostsOf(int hostCount)
    {
        private int[]? noted;
        private bool[] isUsed = [];

        public bool Has(int[] finalHosts, int host)
        {
            if (!ReferenceEquals(noted, finalHosts))
            {
                (noted, isUsed) = (finalHosts, new bool[hostCount]);
                foreach (int used in finalHosts)
                {
                    isUsed[used] = true;
                }
            }

            return isUsed[host];
        }
    }

    /// <summary>The least weight of further hosts whose capacity of a class holds what fits on no host that is used anyway.</summary>
    private long PooledWeight(PlacementProblem problem, bool[] isFixed, int c)
    {
        long load = 0;
        List<(long Weight, long Capacity)> open = [];
        for (int host = 0; host < weights.Length; host++)
        {
            // What nobody here moves (a reservation, an instance in flight) takes room away but needs no host.
            long held = problem.InstancesOn(host).Sum(instance => problem.Start.HeldBy(instance)[c]);
            long room = problem.FinalLimits[(host * problem.ClassCount) + c] - (problem.Start.Used(host, c) - held);
            long limit = Math.Max(Math.Max(room, held), 0);
            load += held;
            if (isFixed[host] || weights[host] == 0)
            {
                load -= limit;
            }
            else
            {
                open.Add((weights[host], limit));
            }
        }

        double weight = 0;
        foreach ((long hostWeight, long capacity) in open.Where(host => host.Capacity > 0).OrderBy(host => (double)host.Weight / host.Capacity))
        {
            if (load <= 0)
            {
                break;
            }

            weight += hostWeight * Math.Min(1, (double)load / capacity);
            load -= capacity;
        }

        return (long)Math.Ceiling(weight - 1e-6);
    }

    /// <summary>Whether nobody who may move takes less of a class elsewhere. What a guest with cells takes may depend on the host, so it is asked of memory and disk alone.</summary>
    private static bool KeepsAmounts(PlacementProblem problem, IReadOnlyList<bool> mayMove, int c)
    {
        PlanState start = problem.Start;
        bool isSameEverywhere = start.Cluster.ResourceClasses[c] == ResourceClass.MemoryMb || start.Cluster.ResourceClasses[c] == ResourceClass.DiskGb;
        for (int instance = 0; instance < mayMove.Count; instance++)
        {
            long held = start.HeldBy(instance)[c];
            if (mayMove[instance] && held > 0 && (held > start.AmountsOn(instance, start.HostOf(instance))[c] || (!isSameEverywhere && start.DemandOf(instance).IsStructured)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool[] HeldInFlight(PlacementProblem problem)
    {
        Cluster cluster = problem.Start.Cluster;
        var isHeld = new bool[problem.HostCount];
        foreach (MoveInFlight move in cluster.MovesInFlight)
        {
            isHeld[cluster.IndexOf(move.Source)] = true;
            if (move.Destination is { } destination && cluster.IndexOf(destination) is >= 0 and var host)
            {
                isHeld[host] = true;
            }
        }

        return isHeld;
    }
}
