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
    private readonly Incumbent best;
    private readonly IReadOnlySet<int> late;
    private readonly PlanState final;
    private readonly RuleReasons ruleReasons;

    public StayReasons(PlanState start, Profile profile, Solution found, ModelSizes sizes)
    {
        cluster = start.Cluster;
        scope = found.Scope;
        late = found.Late;
        limits = scope.Limits;
        best = found.Best;
        final = start.Clone();
        foreach (MoveStep move in found.Safe.Steps.OfType<MoveStep>())
        {
            Hop.Of(cluster, move).MakeIn(final);
        }

        ruleReasons = new RuleReasons(final, scope, profile, sizes.MostAskedInFull);
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
        ImmutableArray<StayReason> reasons = [.. LimitReasons(instance), .. HeadroomReasons(instance), .. ruleReasons.Of(instance)];
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
            yield return new StayReason("limit.window", $"Its move would not end within the {scope.Round?.Whole.Window ?? window} that the plan may take, the others going before it.", "Take more time.", []);
        }

        if (limits.MaxMoves is { } moves && best.Ordered.Moves.Count >= moves)
        {
            yield return moves == scope.Round?.MostMoves
                ? new StayReason("limit.later-wave", "A later wave would have to move it again; as it stays, the plan leaves no more behind at less cost.", "Allow more moves, or empty its host alone.", [])
                : new StayReason("limit.max-moves", $"The plan may have {scope.Round?.Whole.MaxMoves ?? moves} moves and has them.", "Allow more moves.", []);
        }

        if (limits.MaxGiB is { } gib)
        {
            long used = best.Ordered.Placement.Moves(best.Problem).Sum(option => option.Bytes);
            ReadOnlySpan<MoveOption> options = best.Problem.OptionsOf(instance);
            if (!options.IsEmpty && SmallestOf(options) > scope.MostBytes - used)
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
                [.. hosts.Order().Take(RuleReasons.MostNamed).Select(host => cluster.Hosts[host].Name)])
            {
                MoreHosts = Math.Max(0, hosts.Count - RuleReasons.MostNamed),
            };
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
}
