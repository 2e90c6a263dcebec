using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Goals.Waves;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Goals;

/// <summary>What a goal means for each host and instance.</summary>
internal sealed class GoalScope
{
    private readonly Dictionary<InstanceId, MoveInFlight> inFlight = [];
    private readonly PlanState start;

    public GoalScope(PlanState start, Goal goal)
    {
        this.start = start;
        Goals = goal is GoalList list ? list.Goals : [goal];
        Limits = goal.Limits;
        foreach (MoveInFlight move in start.Cluster.MovesInFlight)
        {
            inFlight[move.Instance] = move;
        }

        Evacuated = HostsOf(Goals.OfType<EvacuateGoal>().SelectMany(evacuate => evacuate.Hosts));
        Emptied = HostsOf(Goals.SelectMany(EmptiedBy));
        MustLeave = LeavingFrom(Emptied);
        OnlyEmpties = Goals.All(single => single is DrainGoal or EvacuateGoal);
    }

    /// <summary>The single goals, the most important first.</summary>
    public IReadOnlyList<Goal> Goals { get; }

    /// <summary>What the plan must stay within.</summary>
    public PlanLimits Limits { get; }

    /// <summary>By host: whether it is to be emptied, by whatever kind of move.</summary>
    public bool[] Emptied { get; }

    /// <summary>By host: whether its instances are to be evacuated.</summary>
    public bool[] Evacuated { get; }

    /// <summary>Instances that hold something of a host to be emptied: those on it, and those in flight from or to it.</summary>
    public bool[] MustLeave { get; }

    /// <summary>Which round of a larger plan this is; <c>null</c> where it is the whole.</summary>
    public Round? Round { get; init; }

    /// <summary>The most bytes over the wire.</summary>
    public long MostBytes => Round?.BytesLeft ?? (Limits.MaxGiB is { } gib ? gib << 30 : long.MaxValue);

    /// <summary>Where instances would go if hosts failed in the end, or <c>null</c> where the goal does not ask.</summary>
    public Survival? Survival { get; set; }

    /// <summary>Whether hosts are emptied and nothing else is asked for.</summary>
    public bool OnlyEmpties { get; }

    /// <summary>The hosts that a single goal empties.</summary>
    public static IEnumerable<HostName> EmptiedBy(Goal goal) => goal switch
    {
        DrainGoal drain => drain.Hosts,
        EvacuateGoal evacuate => evacuate.Hosts,
        _ => [],
    };

    /// <summary>By host: whether it is among some.</summary>
    public bool[] HostsOf(IEnumerable<HostName> names)
    {
        var among = new bool[start.Cluster.Hosts.Length];
        foreach (HostName name in names)
        {
            among[start.Cluster.IndexOf(name)] = true;
        }

        return among;
    }

    /// <summary>Instances that hold something of some hosts.</summary>
    public bool[] LeavingFrom(bool[] hosts)
    {
        var leaving = new bool[start.Cluster.Instances.Length];
        for (int instance = 0; instance < leaving.Length; instance++)
        {
            leaving[instance] = hosts[start.HostOf(instance)]
                || (InFlightOf(instance) is { } move && (IsAmong(move.Source) || (move.Destination is { } to && IsAmong(to))));
        }

        return leaving;

        bool IsAmong(HostName name) => start.Cluster.IndexOf(name) is >= 0 and var host && hosts[host];
    }

    /// <summary>The migration that the snapshot saw an instance in, or <c>null</c>.</summary>
    public MoveInFlight? InFlightOf(int instance) => inFlight.GetValueOrDefault(start.Cluster.Instances[instance].Id);
}
