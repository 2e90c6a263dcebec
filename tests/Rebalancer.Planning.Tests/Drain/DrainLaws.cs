using FsCheck.Xunit;
using Rebalancer.Plans;
using Rebalancer.Testing.Laws;

namespace Rebalancer.Planning.Tests.Drain;

/// <summary>What holds for every drain of every cloud.</summary>
[Properties(Arbitrary = [typeof(DrainCases)])]
public sealed class DrainLaws
{
    [Cases(700)]
    public void Every_plan_of_a_small_cloud_is_proven_and_explains_who_stays(SmallDrain drain)
    {
        Plan plan = drain.Plan();
        PlanLaws.EveryReachableStateIsFeasible(drain.Cluster, plan);
        PlanLaws.LimitsAreKept(drain.Cluster, plan);
        PlanLaws.AssumptionsHoldTogether(drain.Cluster, plan);
        PlanLaws.BoundsAreNeverAboveValues(drain.Cluster, plan);
        PlanLaws.ExactlyThoseWhoStayAreLeftBehind(drain.Cluster, plan);
        PlanLaws.EveryReasonToStayIsTrue(drain.Cluster, plan);
    }

    /// <summary>CP-SAT calls a model of this cloud infeasible, though its incumbent is feasible, unless it goes without presolve.</summary>
    [Property(Replay = "(6622239590259185585,7038422724620002105,69)", MaxTest = 1)]
    public void Presolve_that_calls_a_feasible_model_infeasible_ends_no_plan(SmallDrain drain) => PlanLaws.EveryReachableStateIsFeasible(drain.Cluster, drain.Plan());

    [Cases(100)]
    public void Planning_twice_gives_the_same_bytes(SmallDrain drain)
    {
        Plan plan = drain.Plan();
        PlanLaws.PlanningTwiceGivesTheSameBytes(drain.Cluster, plan, (_, _) => drain.Plan());
        PlanLaws.JsonKeepsThePlan(drain.Cluster, plan);
    }

    [Cases(300)]
    public void A_plan_has_no_dependency_that_it_does_not_need(TinyDrain drain) => PlanLaws.NoDependencyIsUnneeded(drain.Cluster, drain.Plan());
}
