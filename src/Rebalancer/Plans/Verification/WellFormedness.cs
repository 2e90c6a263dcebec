using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Plans.Verification;

/// <summary>Checks that the steps of a plan make sense at all, before anything is proven about them.</summary>
internal sealed class WellFormedness
{
    private readonly Cluster cluster;
    private readonly ImmutableArray<PlanStep> steps;
    private readonly Dictionary<int, int> places = [];
    private readonly ImmutableArray<PlanViolation>.Builder violations = ImmutableArray.CreateBuilder<PlanViolation>();
    private readonly ImmutableArray<string>.Builder warnings = ImmutableArray.CreateBuilder<string>();
    private readonly Dictionary<int, int> confirmOf = [];
    private readonly List<ResolvedWait> waits = [];

    private WellFormedness(Cluster cluster, ImmutableArray<PlanStep> steps)
    {
        this.cluster = cluster;
        this.steps = steps;
    }

    /// <summary>The plan by indexes, or what is wrong with it.</summary>
    public static (ResolvedPlan? Plan, ImmutableArray<PlanViolation> Violations, ImmutableArray<string> Warnings) Check(Cluster cluster, Plan plan)
    {
        WellFormedness check = new(cluster, plan.Steps);
        ResolvedPlan? resolved = check.Run(plan.Profile);
        return (check.violations.Count == 0 ? resolved : null, check.violations.ToImmutable(), check.warnings.ToImmutable());
    }

    private ResolvedPlan? Run(Profile profile)
    {
        CheckNumbers();
        CheckNames();
        if (violations.Count > 0)
        {
            return null;
        }

        if (!StepGraph.TryOf(steps, out StepGraph? graph))
        {
            int[] circle = StepCircle.Find(steps, places);
            Add("plan.circle", $"Steps {string.Join(", ", circle.Select(step => steps[step].Id))} wait for each other in a circle.", circle[0]);
            return null;
        }

        CheckConfirms(graph);
        CheckWaits();
        return violations.Count > 0 ? null : new ResolvedPlan(cluster, profile, steps, graph, Chain(graph), waits);
    }

    private void CheckNumbers()
    {
        for (int step = 0; step < steps.Length; step++)
        {
            if (!places.TryAdd(steps[step].Id, step))
            {
                Add("plan.number", $"The number {steps[step].Id} stands for more than one step.", step);
            }
        }

        for (int step = 0; step < steps.Length; step++)
        {
            foreach (int after in steps[step].After)
            {
                if (!places.ContainsKey(after))
                {
                    Add("plan.after", $"Step {steps[step].Id} waits for step {after}, which the plan does not have.", step);
                }
            }
        }
    }

    private void CheckNames()
    {
        var inFlight = cluster.MovesInFlight.Select(move => move.Instance).ToHashSet();
        for (int step = 0; step < steps.Length; step++)
        {
            switch (steps[step])
            {
                case DisableStep disable:
                    CheckHost(disable.Host, step);
                    break;
                case EnableStep enable:
                    CheckHost(enable.Host, step);
                    break;
                case MaintainStep maintain:
                    foreach (HostName host in maintain.Hosts)
                    {
                        CheckHost(host, step);
                    }

                    break;
                case ConfirmStep confirm:
                    CheckInstance(confirm.Instance, step);
                    break;
                case WaitStep wait:
                    CheckInstance(wait.Instance, step);
                    break;
                case MoveStep move:
                    CheckInstance(move.Instance, step);
                    CheckHost(move.Source, step);
                    CheckHost(move.Destination, step);
                    if (move.Source == move.Destination)
                    {
                        Add("plan.same-host", $"Step {move.Id} moves {move.Instance} from {move.Source} to itself.", step);
                    }

                    if (inFlight.Contains(move.Instance))
                    {
                        Add("plan.in-flight", $"Step {move.Id} moves {move.Instance}, of which the snapshot saw a migration in flight.", step);
                    }

                    break;
            }
        }
    }

    private void CheckHost(HostName host, int step)
    {
        if (cluster.IndexOf(host) < 0)
        {
            Add("plan.unknown-host", $"Step {steps[step].Id} names the host {host}, which the cluster does not have.", step);
        }
    }

    private void CheckInstance(InstanceId instance, int step)
    {
        if (cluster.IndexOf(instance) < 0)
        {
            Add("plan.unknown-instance", $"Step {steps[step].Id} names the instance {instance}, which the cluster does not have.", step);
        }
    }

    private void CheckConfirms(StepGraph graph)
    {
        List<(int Step, int Other)> pairs = [];
        for (int step = 0; step < steps.Length; step++)
        {
            if (steps[step] is not ConfirmStep confirm)
            {
                continue;
            }

            if (!places.TryGetValue(confirm.Move, out int place) || steps[place] is not MoveStep { Kind: MoveKind.Cold } move || move.Instance != confirm.Instance)
            {
                Add("plan.confirm", $"Step {confirm.Id} confirms step {confirm.Move}, which is no cold migration of {confirm.Instance}.", step);
            }
            else if (!confirmOf.TryAdd(place, step))
            {
                Add("plan.confirm", $"Step {confirm.Id} confirms step {confirm.Move} a second time.", step);
            }
            else
            {
                pairs.Add((place, step));
            }
        }

        bool[] answers = StepOrder.Answer(graph, pairs);
        for (int i = 0; i < pairs.Count; i++)
        {
            if (!answers[i])
            {
                Add("plan.confirm", $"Step {steps[pairs[i].Other].Id} confirms step {steps[pairs[i].Step].Id} without coming after it.", pairs[i].Other);
            }
        }
    }

    private void CheckWaits()
    {
        HashSet<int> seen = [];
        for (int step = 0; step < steps.Length; step++)
        {
            if (steps[step] is not WaitStep wait)
            {
                continue;
            }

            int inFlight = IndexOf(wait);
            if (inFlight < 0)
            {
                Add("plan.wait", $"Step {wait.Id} waits for migration {wait.MigrationId} of {wait.Instance}, which the snapshot did not see in flight.", step);
                continue;
            }

            MoveInFlight move = cluster.MovesInFlight[inFlight];
            if (move.AwaitsConfirm || move.Kind == InFlightKind.Evacuation)
            {
                warnings.Add($"Step {wait.Id} waits for migration {wait.MigrationId}, which does not release {move.Source} by itself.");
            }
            else if (move.Destination is not { } destination || cluster.IndexOf(destination) < 0 || cluster.IndexOf(move.Source) < 0)
            {
                Add("plan.wait", $"Step {wait.Id} waits for migration {wait.MigrationId}, of which nobody knows both ends.", step);
            }
            else if (!seen.Add(inFlight))
            {
                Add("plan.wait", $"Step {wait.Id} waits for migration {wait.MigrationId} a second time.", step);
            }
            else
            {
                waits.Add(new ResolvedWait(step, inFlight, cluster.IndexOf(move.Source), cluster.IndexOf(destination)));
            }
        }
    }

    private int IndexOf(WaitStep wait)
    {
        for (int i = 0; i < cluster.MovesInFlight.Length; i++)
        {
            if (cluster.MovesInFlight[i].MigrationId == wait.MigrationId && cluster.MovesInFlight[i].Instance == wait.Instance)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The moves in an order in which they can run, each knowing its instance's move before it.</summary>
    private ImmutableArray<ResolvedMove> Chain(StepGraph graph)
    {
        ImmutableArray<ResolvedMove>.Builder moves = ImmutableArray.CreateBuilder<ResolvedMove>();
        Dictionary<int, ResolvedMove> latest = [];
        List<(ResolvedMove First, ResolvedMove Second)> hops = [];
        foreach (int step in graph.Order)
        {
            if (steps[step] is not MoveStep move)
            {
                continue;
            }

            MovePlace place = MovePlace.Of(cluster, move);
            ResolvedMove? previous = latest.GetValueOrDefault(place.Instance);
            int release = move.Kind switch
            {
                MoveKind.Evacuate => -1,
                MoveKind.Cold => confirmOf.GetValueOrDefault(step, -1),
                _ => step,
            };
            ResolvedMove resolved = new(step, place.Instance, place.Source, place.Destination, move.Kind, release, previous);
            latest[place.Instance] = resolved;
            moves.Add(resolved);
            int by = previous?.Destination ?? cluster.IndexOf(cluster.Instances[place.Instance].Host);
            if (by != place.Source)
            {
                Add("plan.source", $"Step {move.Id} moves {move.Instance} from {move.Source}, but by then it is on {cluster.Hosts[by].Name}.", step);
            }

            if (previous is { ReleaseStep: >= 0 })
            {
                hops.Add((previous, resolved));
            }
            else if (previous is not null)
            {
                NotChained(previous, resolved);
            }
        }

        bool[] answers = StepOrder.Answer(graph, [.. hops.Select(hop => (hop.First.ReleaseStep, hop.Second.Step))]);
        for (int i = 0; i < hops.Count; i++)
        {
            if (!answers[i])
            {
                NotChained(hops[i].First, hops[i].Second);
            }
        }

        return moves.ToImmutable();
    }

    private void NotChained(ResolvedMove first, ResolvedMove second) => Add(
        "plan.chain",
        $"Step {steps[second.Step].Id} moves {cluster.Instances[second.Instance].Id} again without waiting until step {steps[first.Step].Id} has released {cluster.Hosts[first.Source].Name}.",
        second.Step);

    private void Add(string code, string message, int step) => violations.Add(new PlanViolation(code, message, steps[step].Id, []));
}
