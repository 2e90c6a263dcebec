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
    private readonly long[] loads;

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
        loads = [.. cluster.Instances.Select(instance => (long)Math.Round(instance.CpuLoad.ValueOr(0) * MillisPerCpu))];
    }

    /// <summary>One utilisation per failure domain and measure; domains without a capacity have none. The mean counts what hosts to be emptied will send.</summary>
    public IEnumerable<Utilisation> All()
    {
        long[] weights = GoalLevels.Whole([.. measures.Select(measure => measure.Weight)]);
        int[] domains = Domains.Of(cluster, goal.Across);
        for (int measure = 0; measure < measures.Length; measure++)
        {
            List<Utilisation> bins = [];
            foreach (int domain in domains.Distinct())
            {
                bool[] hosts = [.. domains.Select((other, host) => other == domain && counts[host])];
                if (Array.IndexOf(hosts, true) >= 0)
                {
                    bins.Add(BinOf(hosts, measures[measure].Class, weights[measure]));
                }
            }

            bins.RemoveAll(bin => bin.Capacity <= 0);
            long capacity = bins.Sum(bin => bin.Capacity);
            long load = bins.Sum(bin => bin.StartLoad) + BinOf(emptied, measures[measure].Class, 1).StartLoad;
            long mean = capacity > 0 ? Utilisation.Of(load, capacity) : 0;
            foreach (Utilisation bin in bins)
            {
                yield return bin with { Mean = mean, Measure = measure };
            }
        }
    }

    private Utilisation BinOf(bool[] hosts, ResourceClass? measured, long weight)
    {
        int[] members = [.. Enumerable.Range(0, hosts.Length).Where(host => hosts[host])];
        if (measured is not { } resourceClass)
        {
            return new Utilisation(
                hosts,
                members.Sum(host => Enumerable.Range(0, loads.Length).Where(instance => start.HostOf(instance) == host).Sum(instance => loads[instance])),
                members.Sum(CpuMillisOf),
                loads.Sum(),
                instance => loads[instance],
                (instance, _) => loads[instance],
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

    /// <summary>The CPUs of a host in thousandths: those of its cells where known, else what its inventories count.</summary>
    private long CpuMillisOf(int host)
    {
        long cpus = cluster.Hosts[host].Topology.TryGet(out Numa.HostTopology? topology)
            ? topology!.Cells.Sum(cell => (long)cell.Cpus.Count)
            : cluster.Hosts[host].Inventories.Where(inventory => inventory.ResourceClass == ResourceClass.Vcpu || inventory.ResourceClass == ResourceClass.Pcpu).Sum(inventory => inventory.Total);
        return cpus * (long)MillisPerCpu;
    }
}
