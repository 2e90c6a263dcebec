using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Compilation.Terms;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Goals;

/// <summary>What a spread evens out: hosts or failure domains, measure by measure.</summary>
internal sealed class SpreadBins
{
    private const double MillisPerCpu = 1000;

    private static readonly SpreadMeasure[] UsualMeasures = [new(ResourceClass.Vcpu), new(ResourceClass.MemoryMb)];

    private readonly PlanState start;
    private readonly Cluster cluster;
    private readonly SpreadGoal goal;
    private readonly bool[] counts;
    private readonly bool[] emptied;
    private readonly SpreadMeasure[] measures;
    private readonly long[][] loads;
    private readonly long[][] loadsOfHosts;

    // A request takes the same of hosts of which all have dedicated CPUs or none has; of hosts with child providers each its own.
    private readonly Lazily<int[]> oneOfEachShape;

    public SpreadBins(PlanState start, GoalScope scope, SpreadGoal goal)
    {
        this.start = start;
        this.goal = goal;
        cluster = start.Cluster;
        emptied = scope.Emptied;
        bool[] named = scope.HostsOf(goal.Hosts);
        counts = [.. cluster.Hosts.Select((host, index) => !scope.Emptied[index]
            && (goal.Hosts.IsDefaultOrEmpty ? host.Service is { IsUp: true, IsEnabled: true } : named[index]))];
        measures = goal.Measures.IsDefaultOrEmpty ? UsualMeasures : [.. goal.Measures];
        CpuLoads measured = CpuLoads.Of(cluster);
        loads = [.. Enumerable.Range(0, measured.Moments).Select(moment => Enumerable.Range(0, cluster.Instances.Length).Select(i => (long)Math.Round(measured.At(i, moment) * MillisPerCpu)).ToArray())];
        loadsOfHosts = [.. loads.Select(ByHost)];
        oneOfEachShape = new Lazily<int[]>(() =>
        [
            .. Enumerable.Range(0, cluster.Hosts.Length).DistinctBy(host => !cluster.Hosts[host].Providers.IsEmpty
                ? host
                : cluster.Hosts[host].Inventories.Any(inventory => inventory.ResourceClass == ResourceClass.Pcpu) ? -1 : -2),
        ]);
    }

    /// <summary>
    /// One utilisation per failure domain and measure, of measured load one per moment; domains without a capacity have none. The mean
    /// counts what hosts to be emptied will send.
    /// </summary>
    public IEnumerable<Utilisation> All()
    {
        long[] weights = GoalLevels.Whole([.. measures.Select(measure => measure.Weight)]);
        int[] domains = Domains.Of(cluster, goal.Across);
        Dictionary<int, int> numbers = [];
        int[] binOf = [.. domains.Select((domain, host) => !counts[host] ? -1 : numbers.TryGetValue(domain, out int known) ? known : numbers[domain] = numbers.Count)];

        // Squares are added, so that a measure of one moment weighs as much as one of several does in all of them.
        long repeats = goal.Means == SpreadMeans.Squares && measures.Any(measure => measure.Class is null) ? loads.Length : 1;
        int number = 0;
        for (int measure = 0; measure < measures.Length; measure++)
        {
            bool isMeasured = measures[measure].Class is null;
            long weight = weights[measure] * (isMeasured ? 1 : repeats);
            for (int moment = 0; moment < (isMeasured ? loads.Length : 1); moment++)
            {
                foreach (Utilisation bin in Bins(binOf, numbers.Count, measures[measure].Class, moment, weight))
                {
                    yield return bin with { Measure = number };
                }

                number++;
            }
        }
    }

    /// <summary>Whether whoever moves ends on a host that counts, one with a capacity in every measure.</summary>
    public bool IsClosed(IReadOnlyCollection<Utilisation> bins)
    {
        for (int host = 0; host < counts.Length; host++)
        {
            if (!counts[host] && !emptied[host] && cluster.Hosts[host].Service is { IsUp: true, IsEnabled: true })
            {
                return false;
            }
        }

        return bins.GroupBy(bin => bin.Measure).All(measure => measure.Count() == measure.First().BinOf.DefaultIfEmpty(-1).Max() + 1);
    }

    private Utilisation[] Bins(int[] binOf, int count, ResourceClass? measured, int moment, long weight)
    {
        int c = measured is { } named ? cluster.IndexOf(named) : -1;
        if (measured is not null && c < 0)
        {
            return [];
        }

        long[] loadOf = loads[moment], loadOn = loadsOfHosts[moment];
        long most = loadOn.Sum(), leaving = 0;
        long[] held = new long[count], capacities = new long[count], mosts = new long[count];
        for (int host = 0; host < binOf.Length; host++)
        {
            long load = c < 0 ? loadOn[host] : start.Used(host, c);
            leaving += emptied[host] ? load : 0;
            if (binOf[host] is >= 0 and var bin)
            {
                long capacity = c < 0 ? CpuMillisOf(host) : start.CapacityOf(host, c);
                held[bin] += load;
                capacities[bin] += capacity;
                mosts[bin] += Math.Max(load, capacity);
            }
        }

        long all = capacities.Sum();
        long mean = all > 0 ? Utilisation.Of(held.Where((_, bin) => capacities[bin] > 0).Sum() + leaving, all) : 0;
        InstanceLoads instances = c < 0
            ? new InstanceLoads(instance => loadOf[instance], (instance, _) => loadOf[instance], instance => loadOf[instance], instance => loadOf[instance])
            : LoadsOf(c);
        return
        [
            .. Enumerable.Range(0, count).Where(bin => capacities[bin] > 0)
                .Select(bin => new Utilisation(binOf, bin, held[bin], capacities[bin], c < 0 ? most : mosts[bin], weight, mean) { Loads = instances }),
        ];
    }

    /// <summary>What instances take of a resource class.</summary>
    private InstanceLoads LoadsOf(int c)
    {
        Dictionary<InstanceDemand, (long Least, long Most)> known = new(ReferenceEqualityComparer.Instance);
        return new InstanceLoads(
            instance => start.HeldBy(instance)[c], (instance, host) => start.AmountsOn(instance, host)[c], instance => Range(instance).Least, instance => Range(instance).Most);

        (long Least, long Most) Range(int instance)
        {
            InstanceDemand demand = start.DemandOf(instance);
            if (!known.TryGetValue(demand, out (long Least, long Most) range))
            {
                long[] amounts = [.. oneOfEachShape.Value.Select(host => start.AmountsOn(instance, host)[c])];
                known.Add(demand, range = (amounts.Min(), amounts.Max()));
            }

            return range;
        }
    }

    private long[] ByHost(long[] load)
    {
        var sums = new long[cluster.Hosts.Length];
        for (int instance = 0; instance < load.Length; instance++)
        {
            sums[start.HostOf(instance)] += load[instance];
        }

        return sums;
    }

    /// <summary>The CPUs of a host in thousandths: those of its cells where known, else what its inventories count.</summary>
    private long CpuMillisOf(int host)
    {
        long cpus = cluster.Hosts[host].Topology.TryGet(out Numa.HostTopology? topology)
            ? topology!.Cells.Sum(cell => (long)cell.Cpus.Count)
            : cluster.Hosts[host].Inventories.Where(inventory => inventory.ResourceClass == ResourceClass.Vcpu || inventory.ResourceClass == ResourceClass.Pcpu).Sum(inventory => inventory.Total);
        return cpus * (long)MillisPerCpu;
    }
}
