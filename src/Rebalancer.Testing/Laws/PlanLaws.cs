using System.Runtime.CompilerServices;
using Rebalancer.Findings;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Snapshots;

namespace Rebalancer.Testing.Laws;

/// <summary>What a plan of any planner must obey. Each law takes a cluster and a plan for it, and throws where it does not hold.</summary>
/// <remarks>
/// The goal and the profile are those that the plan names. Call a law from a test of any framework, or give it to <see cref="PlannerTrial"/>,
/// which draws the cases and makes a failing one smaller.
/// </remarks>
public static class PlanLaws
{
    /// <summary>Whatever order real durations give the steps, no host is overfilled, no rule is broken, and the headroom asked for is there at the end.</summary>
    /// <exception cref="LawViolationException">It does not hold; the report names the events that lead to each forbidden state.</exception>
    public static void EveryReachableStateIsFeasible(Cluster cluster, Plan plan)
    {
        Check(cluster, plan);
        HoldFor(cluster, plan, PlanVerifier.Verify(cluster, plan).Violations.Select(LawReport.Of));
    }

    /// <summary>The plan stays within its goal's limits: number of moves, GiB, detours, time, kinds, hosts and instances left alone, owners' not-before times.</summary>
    /// <exception cref="LawViolationException">It does not hold.</exception>
    public static void LimitsAreKept(Cluster cluster, Plan plan)
    {
        Check(cluster, plan);
        HoldFor(cluster, plan, LimitLaw.Broken(cluster, plan));
    }

    /// <summary>What is unknown of the hosts can be such that Nova takes all moves: no host is taken to be in two cells, or of two CPU models.</summary>
    /// <exception cref="LawViolationException">It does not hold: of two moves one would be refused, whatever the hosts are.</exception>
    public static void AssumptionsHoldTogether(Cluster cluster, Plan plan)
    {
        Check(cluster, plan);
        HoldFor(cluster, plan, new OneWorldLaw(cluster, plan).Contradictions());
    }

    /// <summary>No level of the objective says that it is better than its own bound, and no bound is below 0.</summary>
    /// <exception cref="LawViolationException">It does not hold.</exception>
    public static void BoundsAreNeverAboveValues(Cluster cluster, Plan plan)
    {
        Check(cluster, plan);
        HoldFor(cluster, plan, plan.Levels.Where(level => !(level.Bound >= 0 && level.Bound <= level.Value)).Select(level => $"Level {level.Name}: value {level.Value}, bound {level.Bound}."));
    }

    /// <summary>After a drain exactly those are named as left behind who still hold a host that was to be emptied. Other goals are not judged.</summary>
    /// <exception cref="LawViolationException">It does not hold.</exception>
    public static void ExactlyThoseWhoStayAreLeftBehind(Cluster cluster, Plan plan)
    {
        Check(cluster, plan);
        HoldFor(cluster, plan, plan.Goal is DrainGoal drain ? new StayLaw(cluster, plan, drain).Misnamed() : []);
    }

    /// <summary>Every reason that a drain gives for an instance left behind is true in the state that the plan ends in. Other goals are not judged.</summary>
    /// <exception cref="LawViolationException">It does not hold.</exception>
    public static void EveryReasonToStayIsTrue(Cluster cluster, Plan plan)
    {
        Check(cluster, plan);
        HoldFor(cluster, plan, plan.Goal is DrainGoal drain ? new StayLaw(cluster, plan, drain).Untrue() : []);
    }

    /// <summary>In a drain no move waits for another step, other than one that disables or enables a host, without need. Other goals are not judged.</summary>
    /// <remarks>One proof per dependency: slow for large plans.</remarks>
    /// <exception cref="LawViolationException">It does not hold: a plan without the dependency is safe too.</exception>
    public static void NoDependencyIsUnneeded(Cluster cluster, Plan plan)
    {
        Check(cluster, plan);
        HoldFor(cluster, plan, plan.Goal is DrainGoal ? Unneeded(cluster, plan) : []);
    }

    /// <summary>The plan reads back from its JSON as it was written.</summary>
    /// <exception cref="LawViolationException">It does not hold.</exception>
    public static void JsonKeepsThePlan(Cluster cluster, Plan plan)
    {
        Check(cluster, plan);
        byte[] written = PlanJson.ToUtf8(plan);
        Checked<Plan> read = PlanJson.Read(written);
        HoldFor(cluster, plan, read.OrNull is not { } same
            ? read.Findings.Select(finding => finding.ToString())
            : PlanJson.ToUtf8(same).AsSpan().SequenceEqual(written) ? [] : ["The plan differs once it was written and read."]);
    }

    /// <summary>The planner gives the same plan, byte for byte, when it is asked again.</summary>
    /// <param name="cluster">The cloud.</param>
    /// <param name="plan">The plan it gave.</param>
    /// <param name="planner">The planner.</param>
    /// <exception cref="LawViolationException">It does not hold.</exception>
    public static void PlanningTwiceGivesTheSameBytes(Cluster cluster, Plan plan, Func<Cluster, Goal, Plan> planner)
    {
        Check(cluster, plan);
        ArgumentNullException.ThrowIfNull(planner);
        bool isSame = PlanJson.ToUtf8(planner(cluster, plan.Goal)).AsSpan().SequenceEqual(PlanJson.ToUtf8(plan));
        HoldFor(cluster, plan, isSame ? [] : ["The second plan differs from the first."]);
    }

    /// <summary>All the laws that a cluster and a plan decide, one after the other.</summary>
    /// <exception cref="LawViolationException">The first that does not hold.</exception>
    public static void All(Cluster cluster, Plan plan)
    {
        EveryReachableStateIsFeasible(cluster, plan);
        LimitsAreKept(cluster, plan);
        AssumptionsHoldTogether(cluster, plan);
        BoundsAreNeverAboveValues(cluster, plan);
        ExactlyThoseWhoStayAreLeftBehind(cluster, plan);
        EveryReasonToStayIsTrue(cluster, plan);
        NoDependencyIsUnneeded(cluster, plan);
        JsonKeepsThePlan(cluster, plan);
    }

    private static IEnumerable<string> Unneeded(Cluster cluster, Plan plan)
    {
        HashSet<int> services = [.. plan.Steps.Where(step => step is DisableStep or EnableStep).Select(step => step.Id)];
        return from step in plan.Steps
               where step is MoveStep
               from needed in step.After
               where !services.Contains(needed)
               let looser = plan with { Steps = plan.Steps.Replace(step, step with { After = step.After.Remove(needed) }) }
               where PlanVerifier.Verify(cluster, looser).IsProven
               select $"Step {step.Id} need not wait for step {needed}.";
    }

    private static void Check(Cluster cluster, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(plan);
    }

    private static void HoldFor(Cluster cluster, Plan plan, IEnumerable<string> broken, [CallerMemberName] string law = "")
    {
        string[] all = [.. broken];
        if (all.Length > 0)
        {
            throw new LawViolationException(law, string.Join('\n', all), cluster, plan.Goal, plan);
        }
    }
}
