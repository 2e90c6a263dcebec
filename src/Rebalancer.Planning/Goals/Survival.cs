using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sequencing;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Goals;

/// <summary>Looks for places for the instances of hosts that have failed, once others have moved.</summary>
internal sealed class Survival
{
    /// <summary>Deterministic seconds that one look may take.</summary>
    private const double WorkPerLook = 0.5;

    /// <summary>Up to so many moves are tried in every order.</summary>
    private const int MostReordered = 10;

    private readonly Cluster cluster;
    private readonly PlanningOptions options;
    private readonly SearchBudget budget;
    private readonly Cluster[] failed;
    private readonly VerdictTable[] verdicts;
    private readonly ImmutableArray<Hop> before = [];

    private Survival(Cluster cluster, GoalScope scope, SearchBudget budget)
    {
        this.cluster = cluster;
        options = budget.Options with { TimeLimit = null, WorkLimit = WorkPerLook };
        this.budget = budget;
        Failures = Failure.Of(cluster, scope.Limits);
        failed = [.. Failures.Select(failure => Without(failure, scope.Emptied))];
        verdicts = [.. failed.Select(without => VerdictTable.Of(without, options.Profile))];
    }

    private Survival(Survival whole, ImmutableArray<Hop> before)
    {
        (cluster, options, budget, Failures, failed, verdicts) = (whole.cluster, whole.options, whole.budget, whole.Failures, whole.failed, whole.verdicts);
        this.before = before;
    }

    /// <summary>The same after some moves, which go before all that it is asked about.</summary>
    public Survival Following(IEnumerable<MoveStep> moves) => new(this, [.. moves.Select(move => Hop.Of(cluster, move))]);

    /// <summary>What may fail, one at a time.</summary>
    public Failure[] Failures { get; }

    /// <summary>Looks for places where some limits ask for it; <c>null</c> where nothing may fail.</summary>
    public static Survival? For(Cluster cluster, GoalScope scope, SearchBudget budget) =>
        scope.Limits is { Survives.IsEmpty: true, SurvivesRacks.IsEmpty: true } ? null : new Survival(cluster, scope, budget);

    /// <summary>Whether the lasting rules let an instance be evacuated from one of the hosts of a failure.</summary>
    /// <param name="place">The failure's place among <see cref="Failures"/>.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="destination">Where to.</param>
    public bool MayGo(int place, int instance, int destination) =>
        failed[place].Hosts[destination].Service is { IsUp: true, IsForcedDown: false, IsEnabled: true }
        && Array.Exists(Failures[place].Hosts, host => verdicts[place].IsAllowed(instance, host, destination, MoveKind.Evacuate));

    /// <summary>Where the instances of each of <see cref="Failures"/> would go after a plan.</summary>
    public ImmutableArray<FailureWitness> After(ImmutableArray<PlanStep> steps) =>
        [.. Failures.Select((_, place) => Of(place, steps.OfType<MoveStep>().Select(move => Hop.Of(cluster, move))))];

    /// <summary>Where the instances of one of <see cref="Failures"/> would go after some moves, in whatever order they are made; not shown where no order of them is found.</summary>
    /// <param name="place">The failure's place among <see cref="Failures"/>.</param>
    /// <param name="moves">The moves before; a second move of an instance after its first.</param>
    public FailureWitness Of(int place, IEnumerable<Hop> moves)
    {
        IReadOnlyList<PlanState> ends = MoveEnds.Of(PlanState.Of(failed[place]), [.. before, .. moves], MostReordered);
        foreach (PlanState end in ends)
        {
            FailureWitness witness = Of(place, end);
            if (!witness.IsShown || ends.All(other => other == end || Holds(witness, other)))
            {
                return witness;
            }
        }

        return Witness(place, false, []);
    }

    /// <summary>Whether every instance would find its place in another state too.</summary>
    private bool Holds(FailureWitness witness, PlanState state)
    {
        PlanState made = state.Clone();
        foreach (Refuge refuge in witness.Refuges)
        {
            int instance = cluster.IndexOf(refuge.Instance), destination = cluster.IndexOf(refuge.Destination);
            if (!made.Fit(instance, destination).Refusals.IsEmpty)
            {
                return false;
            }

            made.Claim(instance, destination);
        }

        return true;
    }

    private FailureWitness Of(int place, PlanState state)
    {
        // Nobody else makes room, and a host that fails does not wait for the times that owners allow.
        EvacuateGoal evacuate = new([.. Failures[place].Hosts.Select(host => cluster.Hosts[host].Name)])
        {
            DisablesFirst = false,
            Limits = new PlanLimits { Kinds = [MoveKind.Evacuate], StartsAt = DateTimeOffset.MaxValue },
        };
        SearchBudget look = new(options, budget.Cancellation);
        Solution found = new GoalSearch(state, evacuate, null, look, null, _ => new PlanProof([], [])).Solve();
        budget.Spend(look.WorkDone);
        bool isShown = found.Best.Values[0] == 0;
        return Witness(place, isShown, isShown ? [.. found.Best.Ordered.Moves.Select(move => new Refuge(cluster.Instances[move.Instance].Id, cluster.Hosts[move.Destination].Name))] : []);
    }

    private FailureWitness Witness(int place, bool isShown, ImmutableArray<Refuge> refuges) =>
        new([.. Failures[place].Hosts.Select(host => cluster.Hosts[host].Name)], isShown, refuges) { Rack = Failures[place].Rack };

    /// <summary>The cluster with hosts that have failed, and nobody welcome on hosts that are to be empty.</summary>
    private Cluster Without(Failure failure, bool[] emptied)
    {
        ClusterParts parts = cluster.ToParts();
        return Cluster.Build(parts with
        {
            Hosts =
            [
                .. parts.Hosts.Select((read, index) =>
                    failure.Takes(index) ? read with { Service = read.Service with { IsUp = false, IsFenced = Fact.Given(true) } }
                    : emptied[index] ? read with { Service = read.Service with { IsEnabled = false } }
                    : read),
            ],
        }).OrThrow();
    }
}
