using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Goals;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Sequencing;

/// <summary>Writes moves and their dependencies as the steps of a plan.</summary>
internal sealed class StepBuilder
{
    private readonly PlacementProblem problem;
    private readonly Cluster cluster;
    private readonly IReadOnlyList<ServiceWish> services;
    private readonly string? serves;
    private readonly IReadOnlyList<Hop> moves;
    private readonly Dependencies dependencies;
    private readonly HashSet<int> detouring;
    private ILookup<Dependency, int>? waiting;

    public StepBuilder(PlacementProblem problem, Goal goal, IReadOnlyList<Hop> moves, Dependencies dependencies)
    {
        this.problem = problem;
        cluster = problem.Start.Cluster;
        services = ServiceWish.Of(goal);
        serves = GoalPurpose.Of(goal);
        this.moves = moves;
        this.dependencies = dependencies;
        detouring = [.. moves.Where(move => move.IsSecond).Select(move => move.Instance)];
    }

    /// <summary>The steps with the moves in this priority; services are disabled first and enabled last.</summary>
    /// <param name="priority">Places of moves, the first to start first; each after what it waits for.</param>
    public ImmutableArray<PlanStep> Build(IReadOnlyList<int> priority)
    {
        List<PlanStep> steps = [];
        Dictionary<int, int> disables = [];
        foreach (ServiceWish wish in services)
        {
            int host = cluster.IndexOf(wish.Host);
            if (cluster.Hosts[host].Service.IsEnabled && (IsEmpty(host) || moves.Any(move => move.Source == host)))
            {
                disables[host] = steps.Count + 1;
                steps.Add(new DisableStep(wish.Host, wish.Reason) { Id = steps.Count + 1, Why = $"keeps new instances off {wish.Host} while it is emptied" });
            }
        }

        var arrived = new int[moves.Count];
        var released = new int[moves.Count];
        foreach (int move in priority)
        {
            Append(move, steps, disables, arrived, released);
        }

        foreach (ServiceWish wish in services.Where(wish => wish.EnablesAfter && disables.ContainsKey(cluster.IndexOf(wish.Host))))
        {
            int host = cluster.IndexOf(wish.Host);
            ImmutableArray<int> after =
            [
                .. Enumerable.Range(0, moves.Count).Where(move => moves[move].Source == host).Select(move => released[move])
                    .Append(disables[host]).Order(),
            ];
            steps.Add(new EnableStep(cluster.Hosts[host].Name) { Id = steps.Count + 1, After = after, Why = "was disabled by this plan" });
        }

        return [.. steps];
    }

    /// <summary>A host that nobody can leave is not disabled for nothing; an empty one is kept empty.</summary>
    private bool IsEmpty(int host) => !problem.InstancesOn(host).Any();

    private void Append(int place, List<PlanStep> steps, Dictionary<int, int> disables, int[] arrived, int[] released)
    {
        Hop move = moves[place];
        int source = move.Source;
        SortedSet<int> after = [];
        foreach (Dependency on in dependencies.Of(place))
        {
            after.Add(on.Until == Waits.Released ? released[on.Move] : arrived[on.Move]);
        }

        if (disables.TryGetValue(source, out int disable))
        {
            after.Add(disable);
        }

        InstanceId instance = cluster.Instances[move.Instance].Id;
        int id = steps.Count + 1;
        arrived[place] = released[place] = id;
        steps.Add(new MoveStep(instance, cluster.Hosts[source].Name, cluster.Hosts[move.Destination].Name, move.Kind)
        {
            Id = id,
            After = [.. after],
            Why = WhyOf(place, source) + (Converges(move, source) ? "" : "; it writes memory faster than the network copies it, so the move ends only when it is forced to"),
        });
        if (move.Kind == MoveKind.Cold)
        {
            released[place] = id + 1;
            steps.Add(new ConfirmStep(instance, id) { Id = id + 1, After = [id], Why = $"gives back what {cluster.Hosts[source].Name} still holds" });
        }
    }

    private bool Converges(Hop move, int source) =>
        move.Kind is MoveKind.Cold or MoveKind.Evacuate || MoveEstimate.Of(cluster, move.Instance, source, move.Destination, move.Kind).Converges;

    private string WhyOf(int place, int source)
    {
        if (moves[place].IsSecond)
        {
            return $"ends its detour by way of {cluster.Hosts[source].Name}";
        }

        if (detouring.Contains(moves[place].Instance))
        {
            return $"lets others pass by way of {cluster.Hosts[moves[place].Destination].Name}, and goes on from there";
        }

        if (problem.MustLeave[moves[place].Instance])
        {
            return $"empties {cluster.Hosts[source].Name}";
        }

        waiting ??= dependencies.All().ToLookup(edge => edge.On, edge => edge.Move);
        IEnumerable<string> unblocked = waiting[new Dependency(place, Waits.Released)]
            .Where(move => moves[move].Destination == source)
            .Select(move => Label(moves[move].Instance));
        string list = string.Join(", ", unblocked.Take(3));
        return list.Length > 0 ? $"makes room on {cluster.Hosts[source].Name} for {list}"
            : serves is { } purpose ? purpose
            : $"makes room on {cluster.Hosts[source].Name}";
    }

    private string Label(int instance) =>
        cluster.Instances[instance].Name.Length > 0 ? cluster.Instances[instance].Name : cluster.Instances[instance].Id.Value;
}
