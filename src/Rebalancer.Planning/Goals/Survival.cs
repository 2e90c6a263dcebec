using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Search;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Goals;

/// <summary>Looks for places for the instances of a host that has failed, once others have moved.</summary>
internal sealed class Survival
{
    /// <summary>Deterministic seconds that one look may take.</summary>
    private const double WorkPerLook = 0.5;

    private readonly Cluster cluster;
    private readonly PlanningOptions options;
    private readonly SearchBudget budget;
    private readonly Cluster[] failed;
    private readonly VerdictTable[] verdicts;

    public Survival(Cluster cluster, GoalScope scope, SearchBudget budget)
    {
        this.cluster = cluster;
        options = budget.Options with { TimeLimit = null, WorkLimit = WorkPerLook };
        this.budget = budget;
        Hosts = [.. scope.Limits.Survives.Distinct().Select(host => cluster.IndexOf(host))];
        failed = [.. Hosts.Select(host => Without(host, scope.Emptied))];
        verdicts = [.. failed.Select(without => VerdictTable.Of(without, options.Profile))];
    }

    /// <summary>The hosts that may fail, one at a time.</summary>
    public int[] Hosts { get; }

    /// <summary>Whether the lasting rules let an instance be evacuated from one of <see cref="Hosts"/>.</summary>
    /// <param name="place">The host's place among <see cref="Hosts"/>.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="destination">Where to.</param>
    public bool MayGo(int place, int instance, int destination) =>
        destination != Hosts[place]
        && failed[place].Hosts[destination].Service is { IsUp: true, IsForcedDown: false, IsEnabled: true }
        && verdicts[place].IsAllowed(instance, Hosts[place], destination, MoveKind.Evacuate);

    /// <summary>Where the instances of each of <see cref="Hosts"/> would go after a plan.</summary>
    public ImmutableArray<FailureWitness> After(ImmutableArray<PlanStep> steps) =>
        [.. Hosts.Select((_, place) => Of(place, steps.OfType<MoveStep>().Select(move => Hop.Of(cluster, move))))];

    /// <summary>Where the instances of one of <see cref="Hosts"/> would go after some moves.</summary>
    /// <param name="place">The host's place among <see cref="Hosts"/>.</param>
    /// <param name="moves">The moves before, in their order.</param>
    public FailureWitness Of(int place, IEnumerable<Hop> moves)
    {
        HostName host = cluster.Hosts[Hosts[place]].Name;
        if (After(PlanState.Of(failed[place]), [.. moves]) is not { } state)
        {
            return new FailureWitness(host, false, []);
        }

        // Nobody else makes room, and a host that fails does not wait for the times that owners allow.
        EvacuateGoal evacuate = new([host])
        {
            DisablesFirst = false,
            Limits = new PlanLimits { Kinds = [MoveKind.Evacuate], StartsAt = DateTimeOffset.MaxValue },
        };
        SearchBudget look = new(options, budget.Cancellation);
        Solution found = new GoalSearch(state, evacuate, null, look, null, _ => new PlanProof([], [])).Solve();
        budget.Spend(look.WorkDone);
        bool isShown = found.Best.Values[0] == 0;
        return new FailureWitness(
            host,
            isShown,
            isShown ? [.. found.Best.Ordered.Moves.Select(move => new Refuge(cluster.Instances[move.Instance].Id, cluster.Hosts[move.Destination].Name))] : []);
    }

    /// <summary>The state after some moves, each made as soon as its cells and devices are free; <c>null</c> where some never are.</summary>
    /// <remarks>Who was evacuated is on its destination: what Placement still counts on the failed host keeps nobody from anything.</remarks>
    private static PlanState? After(PlanState state, List<Hop> moves)
    {
        while (moves.Count > 0)
        {
            int next = moves.FindIndex(move => state.HostOf(move.Instance) == move.Source && state.Fit(move.Instance, move.Destination).Refusals.IsEmpty);
            if (next < 0)
            {
                return null;
            }

            Hop move = moves[next];
            moves.RemoveAt(next);
            state.Claim(move.Instance, move.Destination);
            state.Release(move.Instance);
        }

        return state;
    }

    /// <summary>The cluster with a host that has failed, and nobody welcome on hosts that are to be empty.</summary>
    private Cluster Without(int host, bool[] emptied)
    {
        ClusterParts parts = cluster.ToParts();
        return Cluster.Build(parts with
        {
            Hosts =
            [
                .. parts.Hosts.Select((read, index) =>
                    index == host ? read with { Service = read.Service with { IsUp = false, IsFenced = Fact.Given(true) } }
                    : emptied[index] ? read with { Service = read.Service with { IsEnabled = false } }
                    : read),
            ],
        }).OrThrow();
    }
}
