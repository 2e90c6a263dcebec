using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>Compiles a drain into placement problems, from narrow (only who must leave) to wide (everybody may move).</summary>
internal sealed class ProblemCompiler
{
    private readonly Cluster cluster;
    private readonly PlanState start;
    private readonly PlanLimits limits;
    private readonly Profile profile;
    private readonly VerdictTable verdicts;
    private readonly bool[] takes;
    private readonly bool[] movable;
    private readonly bool[] mustLeave;
    private readonly long[] arrivalLimits;
    private readonly EmptiedHosts emptied;
    private readonly HintsInFlight hints;
    private readonly MoveKind[] kindsByCost;

    public ProblemCompiler(PlanState start, DrainGoal goal, Profile profile)
    {
        this.start = start;
        cluster = start.Cluster;
        limits = goal.Limits;
        this.profile = profile;
        kindsByCost = [.. new[] { MoveKind.Live, MoveKind.BlockLive, MoveKind.Cold }.Where(kind => limits.Kinds.Contains(kind))];
        verdicts = VerdictTable.Of(cluster, profile);
        arrivalLimits = Compilation.ArrivalLimits.Of(start, profile);

        var drained = new bool[cluster.Hosts.Length];
        takes = new bool[cluster.Hosts.Length];
        for (int host = 0; host < takes.Length; host++)
        {
            Host read = cluster.Hosts[host];
            drained[host] = goal.Hosts.Contains(read.Name);
            takes[host] = !drained[host] && read.Service is { IsUp: true, IsForcedDown: false, IsEnabled: true } && !limits.HostsLeftAlone.Contains(read.Name);
        }

        Dictionary<InstanceId, MoveInFlight> inFlight = [];
        foreach (MoveInFlight move in cluster.MovesInFlight)
        {
            inFlight[move.Instance] = move;
        }

        var leftAlone = limits.InstancesLeftAlone.ToHashSet();
        movable = new bool[cluster.Instances.Length];
        mustLeave = new bool[cluster.Instances.Length];
        for (int instance = 0; instance < movable.Length; instance++)
        {
            Instance read = cluster.Instances[instance];
            mustLeave[instance] = drained[start.HostOf(instance)]
                || (inFlight.TryGetValue(read.Id, out MoveInFlight? move) && (IsDrained(move.Source) || (move.Destination is { } to && IsDrained(to))));

            // Whoever holds some of what its host has too much of stays, so the host keeps too much of it.
            movable[instance] = start.LetsGo(instance) && !inFlight.ContainsKey(read.Id) && !leftAlone.Contains(read.Id)
                && (mustLeave[instance] || !limits.HostsLeftAlone.Contains(read.Host))
                && (read.Policy.ValueOr(new OwnerPolicy(AllowedMoves.LiveOnly)).NotBefore is not { } moment || limits.StartsAt >= moment);
        }

        emptied = new EmptiedHosts(start, movable);
        hints = new HintsInFlight(start, profile);

        bool IsDrained(HostName name) => cluster.IndexOf(name) is >= 0 and var host && drained[host];
    }

    /// <summary>Instances that hold something of a host to be emptied: those on it, and those in flight from or to it.</summary>
    public IReadOnlyList<bool> MustLeave => mustLeave;

    /// <summary>Hosts that may take an instance.</summary>
    public IReadOnlyList<bool> Takes => takes;

    /// <summary>Options as the wide problem would have, at most.</summary>
    public long WideSize => movable.LongCount(may => may) * takes.LongCount(may => may);

    /// <summary>Only instances that must leave may move.</summary>
    public PlacementProblem Narrow() => Compile(instance => mustLeave[instance]);

    /// <summary>Every instance may move.</summary>
    public PlacementProblem Wide() => Compile(_ => true);

    private PlacementProblem Compile(Predicate<int> mayMove)
    {
        List<MoveOption> options = [];
        var first = new int[movable.Length + 1];
        for (int instance = 0; instance < movable.Length; instance++)
        {
            first[instance] = options.Count;
            if (movable[instance] && mayMove(instance))
            {
                AddOptions(instance, options);
            }
        }

        first[^1] = options.Count;
        return new PlacementProblem
        {
            Start = start,
            Profile = profile,
            Limits = limits,
            ArrivalLimits = arrivalLimits,
            FinalLimits = Compilation.ArrivalLimits.WithHeadroom(arrivalLimits, limits.Headroom),
            Options = [.. options],
            FirstOption = first,
            MustLeave = mustLeave,
            Levels = DrainLevels(),
        };
    }

    private void AddOptions(int instance, List<MoveOption> options)
    {
        int source = start.HostOf(instance);
        bool isStructured = start.DemandOf(instance).IsStructured;
        for (int host = 0; host < takes.Length; host++)
        {
            if (!takes[host] || host == source || !HasMemberWhereNeeded(instance, host) || !emptied.CouldFit(instance, host) || hints.MayRefuse(instance, host))
            {
                continue;
            }

            foreach (MoveKind kind in kindsByCost)
            {
                if (verdicts.IsAllowed(instance, source, host, kind))
                {
                    options.Add(OptionOf(instance, source, host, kind));
                    if (!isStructured && limits.MaxGiB is null)
                    {
                        // The rules of the state treat all kinds of a floating instance alike, so the first stands for all.
                        break;
                    }
                }
            }
        }
    }

    /// <summary>A member of a strict affinity group can only follow another member.</summary>
    private bool HasMemberWhereNeeded(int instance, int host)
    {
        foreach (int group in cluster.GroupsOf(instance))
        {
            if (start.RequiresCompany(group) && start.SettledMembersOn(group, host) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private MoveOption OptionOf(int instance, int source, int host, MoveKind kind)
    {
        bool hasDowntime = kind == MoveKind.Cold && cluster.Instances[instance].VmState != VmState.Stopped;
        return new MoveOption(instance, host, kind, hasDowntime, MoveEstimate.Of(cluster, instance, source, host, kind).Bytes);
    }

    private LinearLevel[] DrainLevels() =>
    [
        new("left behind", "instances", instance => mustLeave[instance] ? 1 : 0, _ => 0),
        new("downtime", "instances", _ => 0, option => option.HasDowntime ? 1 : 0),
        new("moves", "instances", _ => 0, _ => 1),
        new("transfer", "bytes", _ => 0, option => option.Bytes),
    ];
}
