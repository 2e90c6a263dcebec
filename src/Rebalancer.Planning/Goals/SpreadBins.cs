using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation.Terms;
using Rebalancer.Plans;

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
    }

    /// <summary>
    /// One utilisation per failure domain and measure, of measured load one per moment; domains without a capacity have none. The mean
    /// counts what hosts to be emptied will send.
    /// </summary>
    public IEnumerable<Utilisation> All()
    {
        long[] weights = GoalLevels.Whole([.. measures.Select(measure => measure.Weight)]);
        int[] domains = Domains.Of(cluster, goal.Across);
        bool[][] together = [.. domains.Distinct().Select(domain => domains.Select((other, host) => other == domain && counts[host]).ToArray()).Where(hosts => hosts.Contains(true))];

        // Squares are added, so that a measure of one moment weighs as much as one of several does in all of them.
        long repeats = goal.Means == SpreadMeans.Squares && measures.Any(measure => measure.Class is null) ? loads.Length : 1;
        int number = 0;
        for (int measure = 0; measure < measures.Length; measure++)
        {
            bool isMeasured = measures[measure].Class is null;
            long weight = weights[measure] * (isMeasured ? 1 : repeats);
            for (int moment = 0; moment < (isMeasured ? loads.Length : 1); moment++)
            {
                foreach (Utilisation bin in Bins(together, measures[measure].Class, moment, weight))
                {
                    yield return bin with { Measure = number };
                }

                number++;
            }
        }
    }

    private IEnumerable<Utilisation> Bins(bool[][] together, ResourceClass? measured, int moment, long weight)
    {
        Utilisation[] bins = [.. together.Select(hosts => BinOf(hosts, measured, moment, weight)).Where(bin => bin.Capacity > 0)];
        long capacity = bins.Sum(bin => bin.Capacity);
        long load = bins.Sum(bin => bin.StartLoad) + BinOf(emptied, measured, moment, 1).StartLoad;
        long mean = capacity > 0 ? Utilisation.Of(load, capacity) : 0;
        return bins.Select(bin => bin with { Mean = mean });
    }

    private Utilisation BinOf(bool[] hosts, ResourceClass? measured, int moment, long weight)
    {
        int[] members = [.. Enumerable.Range(0, hosts.Length).Where(host => hosts[host])];
        if (measured is not { } resourceClass)
        {
            long[] load = loads[moment];
            return new Utilisation(
                hosts,
                members.Sum(host => loadsOfHosts[moment][host]),
                members.Sum(CpuMillisOf),
                loadsOfHosts[moment].Sum(),
                instance => load[instance],
                (instance, _) => load[instance],
                weight,
                0);
        }

        int c = cluster.IndexOf(resourceClass);
        return new Utilisation(
            hosts,
            c < 0 ? 0 : members.Sum(host => start.Used(host, c)),
            c < 0 ? 0 : members.Sum(host => start.CapacityOf(host, c)),
            c < 0 ? 0 : members.Sum(host => Math.Max(start.Used(host, c), start.CapacityOf(host, c))),
            instance => start.HeldBy(instance)[c],
            (instance, host) => start.AmountsOn(instance, host)[c],
            weight,
            0);
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
