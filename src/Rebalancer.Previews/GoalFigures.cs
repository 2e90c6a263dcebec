using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Previews;

/// <summary>Counts what goals are about, before a plan and after it.</summary>
internal sealed class GoalFigures
{
    private readonly Cluster cluster;
    private readonly CpuLoads loads;
    private readonly ImmutableArray<HostChange> changes;
    private readonly int[] before;
    private readonly int[] after;
    private readonly int[] moves;
    private readonly HashSet<HostName> emptied;

    public GoalFigures(Cluster cluster, Plan plan, ImmutableArray<HostChange> changes)
    {
        this.cluster = cluster;
        loads = CpuLoads.Of(cluster);
        this.changes = changes;
        before = [.. cluster.Instances.Select(instance => cluster.IndexOf(instance.Host))];
        after = [.. before];
        moves = new int[before.Length];
        ImmutableArray<int> stages = Stages.Of(plan.Steps) ?? [.. plan.Steps.Select(_ => 1)];
        foreach (MoveStep move in plan.Steps.Select((step, place) => (step, place)).OrderBy(pair => stages[pair.place]).Select(pair => pair.step).OfType<MoveStep>())
        {
            int instance = cluster.IndexOf(move.Instance);
            after[instance] = cluster.IndexOf(move.Destination);
            moves[instance]++;
        }

        // In a rolling maintenance hosts are emptied in turn, so none of them is without a load in the end.
        emptied = [.. GoalParts.Of(plan.Goal).Where(goal => goal is not WaveGoal).SelectMany(GoalParts.EmptiedBy)];
    }

    /// <summary>The figures of a single goal.</summary>
    public IEnumerable<(string What, string Unit, double Before, double After)> Of(Goal goal) => goal switch
    {
        DrainGoal drain => [OnHosts(drain.Hosts)],
        EvacuateGoal evacuate => [OnHosts(evacuate.Hosts)],
        ConsolidateGoal consolidate => InUse(consolidate),
        SpreadGoal spread => (spread.Measures.IsEmpty ? [new(ResourceClass.Vcpu), new(ResourceClass.MemoryMb)] : spread.Measures).SelectMany(measure => Load(spread, measure)),
        LocalityGoal locality => [("weighted distance from what they should be near", "", Distance(locality, before), Distance(locality, after))],
        WaveGoal => [("instances that moved", "instances", 0, moves.Count(count => count > 0)), ("the most moves of one instance", "moves", 0, moves.DefaultIfEmpty().Max())],
        _ => [],
    };

    private (string What, string Unit, double Before, double After) OnHosts(ImmutableArray<HostName> hosts)
    {
        HashSet<int> places = [.. hosts.Select(host => cluster.IndexOf(host))];
        return ("instances on hosts to be emptied", "instances", before.Count(places.Contains), after.Count(places.Contains));
    }

    private IEnumerable<(string What, string Unit, double Before, double After)> InUse(ConsolidateGoal goal)
    {
        HashSet<HostName> counted = goal.Hosts.IsEmpty ? [.. cluster.Hosts.Select(host => host.Name)] : [.. goal.Hosts];
        HostName[] Used(int[] places) =>
        [
            .. places.Select(host => cluster.Hosts[host].Name)
                .Concat(cluster.MovesInFlight.SelectMany(move => new[] { move.Source, move.Destination }.OfType<HostName>()))
                .Distinct()
                .Where(counted.Contains),
        ];
        yield return ($"hosts in use, of {counted.Count}", "hosts", Used(before).Length, Used(after).Length);
        if (!goal.Weights.IsEmpty)
        {
            double Weight(int[] places) => Used(places).Sum(host => (double)goal.Weights.GetValueOrDefault(host, 1));
            yield return ("weight of the hosts in use", "", Weight(before), Weight(after));
        }
    }

    private IEnumerable<(string What, string Unit, double Before, double After)> Load(SpreadGoal goal, SpreadMeasure measure)
    {
        int[] counted =
        [
            .. Enumerable.Range(0, cluster.Hosts.Length).Where(host => !emptied.Contains(cluster.Hosts[host].Name)
                && (goal.Hosts.IsEmpty ? cluster.Hosts[host].Service is { IsUp: true, IsEnabled: true } : goal.Hosts.Contains(cluster.Hosts[host].Name))),
        ];
        int[][] bins = [.. counted.GroupBy(host => FailureDomains.Of(cluster, host, goal.Across)).Select(bin => bin.ToArray()).Where(bin => RoomOn(bin, measure) > 0)];
        if (bins.Length == 0)
        {
            yield break;
        }

        double[] first = [.. bins.Select(bin => LoadOn(bin, measure, isAfter: false) / RoomOn(bin, measure))];
        double[] last = [.. bins.Select(bin => LoadOn(bin, measure, isAfter: true) / RoomOn(bin, measure))];
        string noun = goal.Across switch
        {
            FailureDomain.Rack => "racks",
            FailureDomain.Zone => "zones",
            _ => "hosts",
        };
        string peak = measure.Class is null && loads.Moments > 1 ? " at its peak" : "";
        string name = $"{GoalWords.Of(measure)}{peak} of {bins.Length} {noun}";
        yield return ($"{name}, standard deviation", "share", Deviation(first), Deviation(last));
        yield return ($"{name}, largest", "share", first.Max(), last.Max());
    }

    private double LoadOn(int[] hosts, SpreadMeasure measure, bool isAfter)
    {
        if (measure.Class is not { } resourceClass)
        {
            int[] places = isAfter ? after : before;
            HashSet<int> counted = [.. hosts];
            int[] there = [.. Enumerable.Range(0, places.Length).Where(instance => counted.Contains(places[instance]))];
            return Enumerable.Range(0, loads.Moments).Max(moment => there.Sum(instance => loads.At(instance, moment)));
        }

        int index = cluster.IndexOf(resourceClass);
        return index < 0 ? 0 : hosts.Sum(host => (double)(isAfter ? changes[host].Quantities[index].After : changes[host].Quantities[index].Before));
    }

    private double RoomOn(int[] hosts, SpreadMeasure measure) => measure.Class is { } resourceClass
        ? cluster.IndexOf(resourceClass) is >= 0 and var index ? hosts.Sum(host => (double)changes[host].Quantities[index].Capacity) : 0
        : hosts.Sum(host => (double)CpusOf(cluster.Hosts[host]));

    /// <summary>The CPUs of a host: those of its cells where they are known, else what its inventories count.</summary>
    private static long CpusOf(Host host) => host.Topology.TryGet(out Numa.HostTopology? topology)
        ? topology.Cells.Sum(cell => (long)cell.Cpus.Count)
        : host.Inventories.Where(inventory => inventory.ResourceClass == ResourceClass.Vcpu || inventory.ResourceClass == ResourceClass.Pcpu).Sum(inventory => inventory.Total);

    private static double Deviation(double[] shares)
    {
        double mean = shares.Average();
        return Math.Sqrt(shares.Average(share => (share - mean) * (share - mean)));
    }

    private double Distance(LocalityGoal goal, int[] places) => goal.Wishes.Sum(wish => wish.Weight * (double)Known(wish.Instances).Sum(instance =>
    {
        long company = Known(wish.Others).Where(other => other != instance).Sum(other => (long)FailureDomains.Distance(cluster, places[instance], places[other]));
        return company + FailureDomains.Distance(cluster, places[instance], wish);
    }));

    private IEnumerable<int> Known(ImmutableArray<InstanceId> instances) => instances.Distinct().Select(id => cluster.IndexOf(id)).Where(instance => instance >= 0);
}
