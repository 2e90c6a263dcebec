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

    /// <summary>So many moves are tried in every order, where the first does not end well.</summary>
    private const int MostReordered = 6;

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

    /// <summary>Where the instances of one of <see cref="Hosts"/> would go after some moves; not shown where no order of them is found.</summary>
    /// <param name="place">The host's place among <see cref="Hosts"/>.</param>
    /// <param name="moves">The moves before; a second move of an instance after its first.</param>
    public FailureWitness Of(int place, IEnumerable<Hop> moves) =>
        After(place, [.. before, .. moves]) is { } state ? Of(place, state) : new FailureWitness(cluster.Hosts[Hosts[place]].Name, false, []);

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

    /// <summary>The state after some moves, each made as soon as its cells and devices are free; <c>null</c> where no order was found in which all of them are.</summary>
    private PlanState? After(int place, ImmutableArray<Hop> moves)
    {
        PlanState state = PlanState.Of(failed[place]);
        List<Hop> left = [.. moves];
        while (left.Count > 0)
        {
            int next = left.FindIndex(move => MayBeMade(state, move));
            if (next < 0)
            {
                return moves.Length <= MostReordered ? InAnyOrder(PlanState.Of(failed[place]), moves) : null;
            }

            Make(state, left[next]);
            left.RemoveAt(next);
        }

        return state;
    }

    /// <summary>Which cells a guest gets depends on who was there before, so that one order can end where another does not.</summary>
    private static PlanState? InAnyOrder(PlanState state, ImmutableArray<Hop> left)
    {
        if (left.IsEmpty)
        {
            return state;
        }

        for (int next = 0; next < left.Length; next++)
        {
            if (MayBeMade(state, left[next]))
            {
                PlanState made = state.Clone();
                Make(made, left[next]);
                if (InAnyOrder(made, left.RemoveAt(next)) is { } end)
                {
                    return end;
                }
            }
        }

        return null;
    }

    private static bool MayBeMade(PlanState state, Hop move) =>
        state.HostOf(move.Instance) == move.Source && state.Fit(move.Instance, move.Destination).Refusals.IsEmpty;

    /// <remarks>Who was evacuated is on its destination: what Placement still counts on the failed host keeps nobody from anything.</remarks>
    private static void Make(PlanState state, Hop move)
    {
        state.Claim(move.Instance, move.Destination);
        state.Release(move.Instance);
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
