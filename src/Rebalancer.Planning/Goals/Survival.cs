using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sequencing;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Goals;

/// <summary>Looks for places for the instances of a host that has failed, once others have moved.</summary>
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

    public Survival(Cluster cluster, GoalScope scope, SearchBudget budget)
    {
        this.cluster = cluster;
        options = budget.Options with { TimeLimit = null, WorkLimit = WorkPerLook };
        this.budget = budget;
        Hosts = [.. scope.Limits.Survives.Distinct().Select(host => cluster.IndexOf(host))];
        failed = [.. Hosts.Select(host => Without(host, scope.Emptied))];
        verdicts = [.. failed.Select(without => VerdictTable.Of(without, options.Profile))];
    }

    private Survival(Survival whole, ImmutableArray<Hop> before)
    {
        (cluster, options, budget, Hosts, failed, verdicts) = (whole.cluster, whole.options, whole.budget, whole.Hosts, whole.failed, whole.verdicts);
        this.before = before;
    }

    /// <summary>The same after some moves, which go before all that it is asked about.</summary>
    public Survival Following(IEnumerable<MoveStep> moves) => new(this, [.. moves.Select(move => Hop.Of(cluster, move))]);

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

    /// <summary>Where the instances of one of <see cref="Hosts"/> would go after some moves, in whatever order they are made; not shown where no order of them is found.</summary>
    /// <param name="place">The host's place among <see cref="Hosts"/>.</param>
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

        return new FailureWitness(cluster.Hosts[Hosts[place]].Name, false, []);
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
        HostName host = cluster.Hosts[Hosts[place]].Name;

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
