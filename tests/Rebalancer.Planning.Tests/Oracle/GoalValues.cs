using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Oracle;

/// <summary>What goals count, said as plainly as it goes.</summary>
internal sealed class GoalValues(Cluster cluster, Goal goal)
{
    private readonly PlanState start = PlanState.Of(cluster);

    /// <summary>Hosts whose service is disabled before anything moves.</summary>
    public static IEnumerable<HostName> DisabledBy(Goal goal) => goal switch
    {
        DrainGoal { DisablesFirst: true } drain => drain.Hosts,
        EvacuateGoal { DisablesFirst: true } evacuate => evacuate.Hosts,
        GoalList list => list.Goals.SelectMany(DisabledBy),
        _ => [],
    };

    public bool IsEvacuated(int host) => Single().OfType<EvacuateGoal>().Any(evacuate => evacuate.Hosts.Contains(cluster.Hosts[host].Name));

    public bool IsEmptied(int host) => IsEvacuated(host) || Single().OfType<DrainGoal>().Any(drain => drain.Hosts.Contains(cluster.Hosts[host].Name));

    /// <summary>The value of each goal, or the weighted sum of them.</summary>
    /// <param name="state">The amounts on hosts, evacuated instances counted on both ends.</param>
    /// <param name="hosts">By instance: where it is.</param>
    public long[] Of(PlanState state, int[] hosts)
    {
        long[] values = [.. Single().Select(single => Of(single, state, hosts))];
        return goal is GoalList { Weights: { IsDefaultOrEmpty: false } weights }
            ? [values.Zip(Whole([.. weights])).Sum(pair => pair.First * pair.Second)]
            : values;
    }

    /// <summary>The values once a plan is done, or would be if one instance stayed; and whether it would be safe then.</summary>
    public (long[] Values, bool IsSafe) After(Plan plan, InstanceId? staying)
    {
        HashSet<int> gone = [.. plan.Steps.Where(step => (step is MoveStep move && move.Instance == staying) || (step is ConfirmStep confirm && confirm.Instance == staying)).Select(step => step.Id)];
        Plan rest = plan with { Steps = [.. plan.Steps.Where(step => !gone.Contains(step.Id)).Select(step => step with { After = [.. step.After.Where(id => !gone.Contains(id))] })] };
        if (!PlanVerifier.Verify(cluster, rest).IsProven)
        {
            return ([], false);
        }

        PlanState state = start.Clone();
        int[] hosts = [.. Enumerable.Range(0, cluster.Instances.Length).Select(start.HostOf)];
        foreach (MoveStep move in rest.Steps.OfType<MoveStep>())
        {
            int instance = cluster.IndexOf(move.Instance);
            hosts[instance] = cluster.IndexOf(move.Destination);
            state.Claim(instance, hosts[instance]);
            if (move.Kind != MoveKind.Evacuate)
            {
                state.Release(instance);
            }
        }

        return (Of(state, hosts), true);
    }

    private Goal[] Single() => goal is GoalList list ? [.. list.Goals] : [goal];

    private long Of(Goal single, PlanState state, int[] hosts) => single switch
    {
        DrainGoal drain => LeftBehind([.. drain.Hosts], hosts),
        EvacuateGoal evacuate => LeftBehind([.. evacuate.Hosts], hosts),
        ConsolidateGoal consolidate => Enumerable.Range(0, cluster.Hosts.Length).Where(host => IsUsed(host, hosts)).Sum(host => WeightOf(consolidate, host)),
        SpreadGoal spread => Unevenness(spread, state, hosts),
        LocalityGoal locality => locality.Wishes.Sum(wish => wish.Weight * Distance(wish, hosts)),
        _ => throw new InvalidOperationException(),
    };

    private long LeftBehind(HashSet<HostName> emptied, int[] hosts) => LeftOn(emptied, hosts).Count();

    /// <summary>Instances that hold something of some hosts: those on them, and those in flight from or to them.</summary>
    public IEnumerable<int> LeftOn(HashSet<HostName> emptied, int[] hosts) => Enumerable.Range(0, hosts.Length).Where(instance =>
        emptied.Contains(cluster.Hosts[hosts[instance]].Name)
        || cluster.MovesInFlight.Any(move => move.Instance == cluster.Instances[instance].Id
            && (emptied.Contains(move.Source) || (move.Destination is { } to && emptied.Contains(to)))));

    private bool IsUsed(int host, int[] hosts) =>
        hosts.Contains(host) || cluster.MovesInFlight.Any(move => move.Source == cluster.Hosts[host].Name || move.Destination == cluster.Hosts[host].Name);

    private long WeightOf(ConsolidateGoal consolidate, int host)
    {
        HostName name = cluster.Hosts[host].Name;
        return consolidate.Hosts.IsEmpty || consolidate.Hosts.Contains(name) ? consolidate.Weights.GetValueOrDefault(name, 1) : 0;
    }

    private long Unevenness(SpreadGoal spread, PlanState state, int[] hosts)
    {
        int[] counting = [.. Enumerable.Range(0, cluster.Hosts.Length).Where(host => !IsEmptied(host) && (spread.Hosts.IsEmpty
            ? cluster.Hosts[host].Service is { IsUp: true, IsEnabled: true }
            : spread.Hosts.Contains(cluster.Hosts[host].Name)))];
        SpreadMeasure[] measures = spread.Measures.IsEmpty ? [new(ResourceClass.Vcpu), new(ResourceClass.MemoryMb)] : [.. spread.Measures];
        long[] weights = Whole([.. measures.Select(measure => measure.Weight)]);
        long sum = 0;
        long largest = 0;
        int moments = cluster.Instances.Max(instance => (int?)instance.CpuLoadSamples.ValueOr([]).Length) is > 0 and var samples ? samples : 1;
        (int Measure, int Moment)[] told = [.. Enumerable.Range(0, measures.Length).SelectMany(m => Enumerable.Range(0, measures[m].Class is null ? moments : 1).Select(moment => (m, moment)))];
        int repeats = spread.Means == SpreadMeans.Squares && measures.Any(measure => measure.Class is null) ? moments : 1;
        foreach ((int m, int moment) in told)
        {
            SpreadMeasure measure = measures[m];
            long weight = weights[m] * (measure.Class is null ? 1 : repeats);
            int[] starting = [.. Enumerable.Range(0, cluster.Instances.Length).Select(start.HostOf)];
            var bins = counting.GroupBy(host => DomainOf(spread.Across, host))
                .Select(bin => (Before: bin.Sum(host => Load(measure, moment, start, starting, host)), After: bin.Sum(host => Load(measure, moment, state, hosts, host)), Room: bin.Sum(host => Room(measure, host))))
                .Where(bin => bin.Room > 0).ToArray();
            if (bins.Length == 0)
            {
                continue;
            }

            long leaving = Enumerable.Range(0, cluster.Hosts.Length).Where(IsEmptied).Sum(host => Load(measure, moment, start, starting, host));
            long mean = Thousandths(leaving + bins.Sum(bin => bin.Before), bins.Sum(bin => bin.Room));
            sum += weight * bins.Sum(bin => (Thousandths(bin.After, bin.Room) - mean) * (Thousandths(bin.After, bin.Room) - mean));
            largest = Math.Max(largest, weight * bins.Max(bin => Thousandths(bin.After, bin.Room)));
        }

        return spread.Means == SpreadMeans.Maximum ? largest : sum;
    }

    private long Load(SpreadMeasure measure, int moment, PlanState state, int[] hosts, int host)
    {
        if (measure.Class is { } resourceClass)
        {
            return cluster.IndexOf(resourceClass) is >= 0 and var c ? state.Used(host, c) : 0;
        }

        return Enumerable.Range(0, hosts.Length).Where(instance => hosts[instance] == host)
            .Sum(instance => (long)Math.Round(1000 * (cluster.Instances[instance].CpuLoadSamples.TryGet(out var samples) ? samples[moment] : cluster.Instances[instance].CpuLoad.ValueOr(0))));
    }

    private long Room(SpreadMeasure measure, int host)
    {
        if (measure.Class is { } resourceClass)
        {
            return cluster.IndexOf(resourceClass) is >= 0 and var c ? start.CapacityOf(host, c) : 0;
        }

        Host read = cluster.Hosts[host];
        return 1000 * (read.Topology.IsKnown
            ? read.Topology.Value.Cells.Sum(cell => cell.Cpus.Count)
            : read.Inventories.Where(inventory => inventory.ResourceClass.Name is "VCPU" or "PCPU").Sum(inventory => inventory.Total));
    }

    private static long Thousandths(long load, long room) => (long)Math.Floor((1000m * load / room) + 0.5m);

    private string DomainOf(FailureDomain across, int host) => across switch
    {
        FailureDomain.Rack => cluster.Hosts[host].Labels.TryGetValue("rack", out string? rack) ? "rack " + rack : "host " + host,
        FailureDomain.Zone => cluster.ZoneOf(host) is { } zone ? "zone " + zone : "host " + host,
        _ => "host " + host,
    };

    private long Distance(NearWish wish, int[] hosts)
    {
        long sum = 0;
        foreach (InstanceId id in wish.Instances.Distinct())
        {
            int host = hosts[cluster.IndexOf(id)];
            if (!wish.Hosts.IsEmpty || !wish.Racks.IsEmpty || !wish.Zones.IsEmpty)
            {
                bool isWithin = (cluster.Hosts[host].Labels.TryGetValue("rack", out string? rack) && wish.Racks.Contains(rack))
                    || (cluster.ZoneOf(host) is { } zone && wish.Zones.Contains(zone));
                sum += isWithin ? 0 : wish.Hosts.Select(near => Distance(host, cluster.IndexOf(near))).DefaultIfEmpty(3).Min();
            }

            sum += wish.Others.Distinct().Where(other => other != id).Sum(other => Distance(host, hosts[cluster.IndexOf(other)]));
        }

        return sum;
    }

    private long Distance(int host, int other) =>
        host == other ? 0
        : DomainOf(FailureDomain.Rack, host) == DomainOf(FailureDomain.Rack, other) ? 1 + (DomainOf(FailureDomain.Zone, host) == DomainOf(FailureDomain.Zone, other) ? 0 : 1)
        : DomainOf(FailureDomain.Zone, host) == DomainOf(FailureDomain.Zone, other) ? 2
        : 3;

    private static long[] Whole(double[] weights) => weights.All(weight => weight % 1 == 0)
        ? [.. weights.Select(weight => (long)weight)]
        : [.. weights.Select(weight => Math.Max(1, (long)Math.Round(1000 * weight)))];
}
