using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing.Laws;

namespace Rebalancer.Testing.Tests.Laws;

/// <summary>Each law lets pass what keeps it and finds what breaks it.</summary>
public sealed class PlanLawsTests
{
    private static readonly PlannerTrial Idle = new(DoNothing) { Shape = CloudShape.Tiny, Cases = 30 };

    [Fact]
    public void A_planner_that_does_nothing_keeps_the_laws_of_what_is_done()
    {
        Idle.MustKeep(PlanLaws.EveryReachableStateIsFeasible);
        Idle.MustKeep(PlanLaws.LimitsAreKept);
        Idle.MustKeep(PlanLaws.BoundsAreNeverAboveValues);
        Idle.MustKeep(PlanLaws.NoDependencyIsUnneeded);
        Idle.MustKeep(PlanLaws.JsonKeepsThePlan);
        Idle.MustKeep((cluster, plan) => PlanLaws.PlanningTwiceGivesTheSameBytes(cluster, plan, DoNothing));
    }

    [Fact]
    public void A_planner_that_does_nothing_leaves_somebody_behind_unnamed() => FoundIn(
        DoNothing, PlanLaws.ExactlyThoseWhoStayAreLeftBehind, nameof(PlanLaws.ExactlyThoseWhoStayAreLeftBehind));

    [Fact]
    public void A_reason_that_nobody_has_is_found() => FoundIn(
        (cluster, goal) => DoNothing(cluster, goal) with
        {
            LeftBehind = [.. cluster.Instances.Where(instance => ((DrainGoal)goal).Hosts.Contains(instance.Host)).Select(instance => new LeftBehind(
                instance.Id, instance.Host, StayProof.NotProven, [new StayReason("limit.no-destination", "There is no other host.", "", [.. cluster.Hosts.Select(host => host.Name)])]))],
        },
        PlanLaws.EveryReasonToStayIsTrue,
        nameof(PlanLaws.EveryReasonToStayIsTrue));

    [Fact]
    public void A_bound_above_its_value_is_found() => FoundIn(
        (cluster, goal) => DoNothing(cluster, goal) with { Levels = [new ObjectiveLevel("moves", "instances", 0, 1)] },
        PlanLaws.BoundsAreNeverAboveValues,
        nameof(PlanLaws.BoundsAreNeverAboveValues));

    [Fact]
    public void A_move_of_a_kind_that_is_not_allowed_is_found() => FoundIn(
        MoveAll,
        PlanLaws.LimitsAreKept,
        nameof(PlanLaws.LimitsAreKept),
        (cluster, seed) => new DrainGoal([cluster.Hosts[0].Name]) { Limits = new PlanLimits { Kinds = [MoveKind.Cold] } });

    [Fact]
    public void Moves_that_no_world_allows_are_found() => FoundIn(
        MoveAll, PlanLaws.AssumptionsHoldTogether, nameof(PlanLaws.AssumptionsHoldTogether));

    [Fact]
    public void A_wait_without_need_is_found() => FoundIn(
        MoveAll, PlanLaws.NoDependencyIsUnneeded, nameof(PlanLaws.NoDependencyIsUnneeded));

    [Fact]
    public void A_plan_that_differs_each_time_is_found()
    {
        int plans = 0;
        Plan Planner(Cluster cluster, Goal goal) => DoNothing(cluster, goal) with { ClusterDigest = $"{plans++}" };
        FoundIn(Planner, (cluster, plan) => PlanLaws.PlanningTwiceGivesTheSameBytes(cluster, plan, Planner), nameof(PlanLaws.PlanningTwiceGivesTheSameBytes));
    }

    [Fact]
    public void A_planner_that_throws_is_found_with_its_own_words()
    {
        LawViolationException found = FoundIn((_, _) => throw new FormatException("not today"), PlanLaws.All, "ThePlannerGivesAPlan");
        Assert.Contains("not today", found.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(found.InnerException);
    }

    [Fact]
    public void A_plan_for_another_goal_is_found() =>
        FoundIn((cluster, goal) => DoNothing(cluster, new SpreadGoal()), PlanLaws.All, "ThePlanIsForTheGoal");

    [Fact]
    public void The_readers_own_law_is_shrunk_and_reported_like_the_others()
    {
        LawViolationException found = FoundIn(DoNothing, NobodyStays, nameof(NobodyStays));
        Assert.Single(found.Cluster.Instances);
        Assert.Contains("shrunk from seed", found.Message, StringComparison.Ordinal);
    }

    [Cases(30, Arbitrary = [typeof(CloudArbitraries)])]
    public void The_laws_serve_in_a_property(TinyGoal one) => PlanLaws.EveryReachableStateIsFeasible(one.Cluster, DoNothing(one.Cluster, one.Goal));

    private static void NobodyStays(Cluster cluster, Plan plan) => Assert.Empty(cluster.Instances);

    private static LawViolationException FoundIn(Func<Cluster, Goal, Plan> planner, Action<Cluster, Plan> law, string name, Func<Cluster, int, Goal>? goals = null)
    {
        PlannerTrial trial = new(planner) { Shape = CloudShape.Tiny, Goals = goals ?? ((cluster, seed) => new DrainGoal([cluster.Hosts[0].Name])) };
        LawViolationException? found = trial.FirstViolation(law);
        Assert.NotNull(found);
        Assert.Equal(name, found.Law);
        Assert.Equal(found.Message, Assert.Throws<LawViolationException>(() => trial.MustKeep(law)).Message);
        return found;
    }

    private static Plan DoNothing(Cluster cluster, Goal goal) => new() { Goal = goal, Profile = Profile.PlainNova, Outcome = PlanOutcome.NoPlanInTime };

    /// <summary>One after the other, live, to the last host.</summary>
    private static Plan MoveAll(Cluster cluster, Goal goal) => DoNothing(cluster, goal) with
    {
        Steps = [.. cluster.Instances.Where(instance => instance.Host != cluster.Hosts[^1].Name).Select((instance, place) =>
            new MoveStep(instance.Id, instance.Host, cluster.Hosts[^1].Name, MoveKind.Live) { Id = place + 1, After = place == 0 ? [] : [place] })],
    };
}
