using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Goals;

/// <summary>Says why instances stay: the rules' refusals in the state that the plan ends in, and the limits of the goal.</summary>
internal sealed class StayReasons
{
    private static readonly StayReason Together = new(
        "limit.together", "It could move by itself, but not beside the others that leave.", "Drain in two steps, or allow more.", []);

    private readonly Cluster cluster;
    private readonly GoalScope scope;
    private readonly PlanLimits limits;
    private readonly Profile profile;
    private readonly Incumbent best;
    private readonly IReadOnlySet<int> late;
    private readonly PlanState final;

    public StayReasons(PlanState start, Profile profile, Solution found)
    {
        cluster = start.Cluster;
        scope = found.Scope;
        late = found.Late;
        limits = scope.Limits;
        this.profile = profile;
        best = found.Best;
        final = start.Clone();
        foreach (MoveStep move in found.Safe.Steps.OfType<MoveStep>())
        {
            int instance = cluster.IndexOf(move.Instance);
            final.Claim(instance, cluster.IndexOf(move.Destination));
            if (move.Kind != MoveKind.Evacuate)
            {
                final.Release(instance);
            }
        }
    }

    /// <summary>Everybody who should have left and stays, by the cluster's order.</summary>
    public ImmutableArray<LeftBehind> All() =>
    [
        .. Enumerable.Range(0, cluster.Instances.Length)
            .Where(instance => scope.MustLeave[instance] && best.Ordered.Placement.Choice[instance] < 0)
            .Select(Explain),
    ];

    private LeftBehind Explain(int instance)
    {
        Instance read = cluster.Instances[instance];
        if (cluster.MovesInFlight.FirstOrDefault(move => move.Instance == read.Id) is { } inFlight)
        {
            return new LeftBehind(read.Id, HeldHost(read, inFlight), StayProof.CannotMove, [InFlightReason(inFlight)]);
        }

        bool hasOptions = !best.Problem.OptionsOf(instance).IsEmpty;
        StayProof proof = !hasOptions ? StayProof.CannotMove
            : best.IsProvenInLeftBehind ? StayProof.NoRoomForAll
            : StayProof.NotProven;
        ImmutableArray<StayReason> reasons = [.. LimitReasons(instance), .. HeadroomReasons(instance), .. RuleReasons(instance)];
        return new LeftBehind(read.Id, cluster.Hosts[final.HostOf(instance)].Name, proof, reasons.IsEmpty ? [Together] : reasons);
    }

    /// <summary>The host to be emptied that a move in flight holds.</summary>
    private HostName HeldHost(Instance instance, MoveInFlight move) =>
        new[] { instance.Host, move.Source, move.Destination ?? move.Source }.First(host => scope.Emptied[cluster.IndexOf(host)]);

    private static StayReason InFlightReason(MoveInFlight move) => move.AwaitsConfirm
        ? new StayReason(
            "nova.unconfirmed",
            $"Its {(move.Kind == InFlightKind.Resize ? "resize" : "cold migration")} from {move.Source} to {move.Destination} waits in VERIFY_RESIZE; both hosts hold it until then.",
            "Confirm or revert it, then plan again.",
            [])
        : new StayReason(
            "nova.in-flight",
            $"It is moving already, from {move.Source} to {move.Destination?.Value ?? "a host not chosen yet"} (migration {move.MigrationId}, {move.Status}).",
            "Wait until that migration has ended, then plan again.",
            []);

    private IEnumerable<StayReason> LimitReasons(int instance)
    {
        Instance read = cluster.Instances[instance];
        if (limits.InstancesLeftAlone.Contains(read.Id))
        {
            yield return new StayReason("limit.left-alone", "The goal leaves this instance alone.", "Take it off the instances left alone.", []);
        }

        if (read.Policy.IsKnown && read.Policy.Value.NotBefore is { } moment && !(limits.StartsAt >= moment))
        {
            yield return new StayReason("policy.not-before", $"Its owner allows no move before {moment:u}.", "Start the plan later, and say when it starts.", []);
        }

        if (limits.Window is { } window && late.Contains(instance))
        {
            yield return new StayReason("limit.window", $"Its move would not end within the {window} that the plan may take, the others going before it.", "Take more time.", []);
        }

        if (limits.MaxMoves is { } moves && best.Ordered.Moves.Count >= moves)
        {
            yield return new StayReason("limit.max-moves", $"The plan may have {moves} moves and has them.", "Allow more moves.", []);
        }

        if (limits.MaxGiB is { } gib)
        {
            long used = best.Ordered.Placement.Moves(best.Problem).Sum(option => option.Bytes);
            ReadOnlySpan<MoveOption> options = best.Problem.OptionsOf(instance);
            if (!options.IsEmpty && SmallestOf(options) + used > gib << 30)
            {
                yield return new StayReason("limit.max-gib", $"The plan may transfer {gib} GiB and has not enough left for this instance.", "Allow more GiB.", []);
            }
        }
    }

    /// <summary>Hosts where the rules leave room that the goal wants to keep free.</summary>
    private IEnumerable<StayReason> HeadroomReasons(int instance)
    {
        HashSet<int> hosts = [];
        foreach (MoveOption option in best.Problem.OptionsOf(instance))
        {
            if (!best.Problem.KeepsHeadroom(final, option))
            {
                hosts.Add(option.Destination);
            }
        }

        if (limits.Headroom > 0 && hosts.Count > 0)
        {
            yield return new StayReason(
                "limit.headroom",
                $"It would take room that the goal keeps free ({limits.Headroom:P0} of every capacity).",
                "Keep less free, or add room.",
                [.. hosts.Order().Select(host => cluster.Hosts[host].Name)]);
        }
    }

    private static long SmallestOf(ReadOnlySpan<MoveOption> options)
    {
        long smallest = long.MaxValue;
        foreach (MoveOption option in options)
        {
            smallest = Math.Min(smallest, option.Bytes);
        }

        return smallest;
    }

    /// <summary>The refusals of every destination and kind in the final state, one entry per code, those of most hosts first.</summary>
    private IEnumerable<StayReason> RuleReasons(int instance)
    {
        Dictionary<string, (Refusal Refusal, List<HostName> Hosts)> byCode = [];
        int asked = 0;
        int source = final.HostOf(instance);
        for (int host = 0; host < cluster.Hosts.Length; host++)
        {
            HostName name = cluster.Hosts[host].Name;
            if (host == source || scope.Emptied[host] || limits.HostsLeftAlone.Contains(name))
            {
                continue;
            }

            asked++;
            foreach (Refusal refusal in RefusalsOf(instance, host))
            {
                Collect(byCode, refusal, name);
            }
        }

        if (asked == 0)
        {
            yield return new StayReason("limit.no-destination", "There is no host that may take it.", "Leave fewer hosts alone, or drain fewer at once.", []);
        }

        foreach ((Refusal refusal, List<HostName> hosts) in byCode.Values.OrderByDescending(entry => entry.Hosts.Count))
        {
            yield return new StayReason(refusal.Code, refusal.Message, refusal.Remedy, hosts.Count == asked ? [] : [.. hosts]);
        }
    }

    /// <summary>Every kind's refusals; of live and block-live the one that comes closer, since shared disks or local ones always bar the other.</summary>
    private IEnumerable<Refusal> RefusalsOf(int instance, int host)
    {
        Verdict[] verdicts =
        [
            .. limits.Kinds.Where(kind => kind == MoveKind.Evacuate == scope.Evacuated[final.HostOf(instance)]).Distinct()
                .Select(kind => MigrationRules.Check(final, instance, host, kind, profile)),
        ];
        Verdict? live = verdicts.Where(IsLive).MinBy(verdict => verdict.Refusals.Length);
        return verdicts.Where(verdict => !IsLive(verdict) || ReferenceEquals(verdict, live)).SelectMany(verdict => verdict.Refusals);

        static bool IsLive(Verdict verdict) => verdict.Kind is MoveKind.Live or MoveKind.BlockLive;
    }

    private static void Collect(Dictionary<string, (Refusal Refusal, List<HostName> Hosts)> byCode, Refusal refusal, HostName host)
    {
        if (!byCode.TryGetValue(refusal.Code, out (Refusal Refusal, List<HostName> Hosts) entry))
        {
            byCode[refusal.Code] = entry = (refusal, []);
        }

        if (entry.Hosts.Count == 0 || entry.Hosts[^1] != host)
        {
            entry.Hosts.Add(host);
        }
    }
}
