using System.Text;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Goals;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Sequencing;

/// <summary>Of all ways to bring instances to given hosts, one move after the other, the cheapest by the levels of cost: downtime, moves, transfer.</summary>
/// <remarks>
/// Whoever may stop on the way may; whoever ends at home may go out and come back. States that differ in nothing that later moves
/// can see count as one, and the cheapest is looked at first, so that what is found is cheapest, and where nothing is left to look
/// at there is no way.
/// </remarks>
internal sealed class CheapestWay
{
    /// <summary>The end of an instance that may be anywhere.</summary>
    public const int Anywhere = -1;

    private const int MaxChecks = 20_000;
    private const double WorkPerCheck = 4e-6;

    private readonly PlacementProblem problem;
    private readonly ArrivalCheck check;
    private readonly int[] movers;
    private readonly int[] watched;
    private readonly (long, long, long)[] costs;
    private int checks;

    /// <summary>Reads the options of a problem, and what each of them costs.</summary>
    public CheapestWay(PlacementProblem problem)
    {
        this.problem = problem;
        check = new ArrivalCheck(problem.ArrivalLimits, problem.Profile);
        movers = [.. Enumerable.Range(0, problem.InstanceCount).Where(instance => !problem.OptionsOf(instance).IsEmpty)];
        watched =
        [
            .. problem.Options.Where(option => problem.Start.DemandOf(option.Instance).IsStructured)
                .SelectMany(option => new[] { problem.Start.HostOf(option.Instance), option.Destination, option.Detour?.Host ?? option.Destination })
                .Distinct().Order(),
        ];
        Placement unmoved = Placement.Unmoved(problem);
        long[] none = unmoved.ValuesIn(problem, problem.Levels.AsSpan(^GoalLevels.CostLevels..));
        costs = new (long, long, long)[problem.Options.Length];
        for (int option = 0; option < costs.Length; option++)
        {
            int instance = problem.Options[option].Instance;
            unmoved.Choice[instance] = option;
            long[] one = unmoved.ValuesIn(problem, problem.Levels.AsSpan(^GoalLevels.CostLevels..));
            unmoved.Choice[instance] = -1;
            costs[option] = (one[0] - none[0], one[1] - none[1], one[2] - none[2]);
        }
    }

    /// <summary>The work that was done so far, in the solver's deterministic seconds, about.</summary>
    public double Work { get; private set; }

    /// <summary>The cheapest way, or <c>null</c>.</summary>
    /// <param name="ends">By instance: the host where it ends, or <see cref="Anywhere"/>.</param>
    /// <param name="isProven">Whether all ways were looked at: then what is found is the cheapest, and where nothing is, there is no way.</param>
    public OrderedPlacement? Find(int[] ends, out bool isProven)
    {
        checks = 0;
        Node? end = Search(ends);
        isProven = end is not null || checks < MaxChecks;
        Work += checks * WorkPerCheck;
        if (end is null)
        {
            return null;
        }

        Placement placement = Placement.Unmoved(problem);
        List<Hop> hops = [];
        for (Node node = end; node.Before is { } before; node = before)
        {
            hops.Add(node.Move);
            if (node.Option >= 0)
            {
                placement.Choice[node.Move.Instance] = node.Option;
            }
        }

        hops.Reverse();
        return new OrderedPlacement(placement, hops);
    }

    private Node? Search(int[] ends)
    {
        PriorityQueue<Node, (long, long, long, int)> open = new();
        HashSet<string> seen = [];
        int count = 0;
        Add(new Node(problem.Start.Clone(), new Stage[movers.Length], default, -1, null, (0, 0, 0)));
        while (checks < MaxChecks && open.TryDequeue(out Node? node, out _))
        {
            if (!seen.Add(KeyOf(node)))
            {
                continue;
            }

            if (IsEnd(node, ends))
            {
                return node;
            }

            for (int mover = 0; mover < movers.Length; mover++)
            {
                foreach (Node next in After(node, mover, ends[movers[mover]]))
                {
                    Add(next);
                }
            }
        }

        return null;

        void Add(Node node) => open.Enqueue(node, (node.Cost.Downtime, node.Cost.Moves, node.Cost.Bytes, count++));
    }

    private bool IsEnd(Node node, int[] ends)
    {
        for (int mover = 0; mover < movers.Length; mover++)
        {
            int end = ends[movers[mover]];
            if (node.Stages[mover].IsOnTheWay || (end != Anywhere && (node.Stages[mover].End ?? problem.Start.HostOf(movers[mover])) != end))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What one more move of an instance makes of a state. Where it stops on the way, what it costs is told once it goes on.</summary>
    private IEnumerable<Node> After(Node node, int mover, int end)
    {
        int instance = movers[mover];
        Stage stage = node.Stages[mover];
        if (stage.End is not null)
        {
            yield break;
        }

        HashSet<Detour> stops = [];
        for (int option = problem.FirstOption[instance]; option < problem.FirstOption[instance + 1]; option++)
        {
            MoveOption way = problem.Options[option];
            if (end != Anywhere && way.Destination != end)
            {
                continue;
            }

            if (way.Detour is not { } stop || stage.Stop == stop)
            {
                if (stage.IsOnTheWay == way.Detour.HasValue && Made(node, new Hop(instance, node.State.HostOf(instance), way.Destination, way.Kind, stage.IsOnTheWay)) is { } there)
                {
                    yield return Next(node, mover, new Stage(null, way.Destination), there, option);
                }
            }
            else if (!stage.IsOnTheWay && stops.Add(stop) && Made(node, new Hop(instance, node.State.HostOf(instance), stop.Host, stop.Kind)) is { } half)
            {
                yield return Next(node, mover, new Stage(stop, null), half, -1);
            }
        }
    }

    private (PlanState State, Hop Move)? Made(Node node, Hop move)
    {
        checks++;
        if (!check.Allows(node.State, move.Instance, move.Destination, move.Kind))
        {
            return null;
        }

        PlanState next = node.State.Clone();
        move.MakeIn(next);
        return (next, move);
    }

    private Node Next(Node node, int mover, Stage stage, (PlanState State, Hop Move) made, int option)
    {
        Stage[] stages = [.. node.Stages];
        stages[mover] = stage;
        (long downtime, long moves, long bytes) = option >= 0 ? costs[option] : default;
        return new Node(made.State, stages, made.Move, option, node, (node.Cost.Downtime + downtime, node.Cost.Moves + moves, node.Cost.Bytes + bytes));
    }

    /// <summary>Who is where and may still go on decides the amounts; cells depend on the order as well.</summary>
    private string KeyOf(Node node)
    {
        StringBuilder key = new();
        for (int mover = 0; mover < movers.Length; mover++)
        {
            Stage stage = node.Stages[mover];
            key.Append(stage.End ?? stage.Stop?.Host).Append(stage.End is not null ? '!' : stage.Stop is { } stop ? (char)('a' + (int)stop.Kind) : ' ');
        }

        return key.Append('|').Append(CellKey.Of(node.State, watched)).ToString();
    }

    /// <summary>How far an instance has come.</summary>
    /// <param name="Stop">Where it stops on the way; <c>null</c> before and after.</param>
    /// <param name="End">The host where it has come to its end; <c>null</c> before.</param>
    private readonly record struct Stage(Detour? Stop, int? End)
    {
        public bool IsOnTheWay => Stop is not null;
    }

    private sealed record Node(PlanState State, Stage[] Stages, Hop Move, int Option, Node? Before, (long Downtime, long Moves, long Bytes) Cost);
}
