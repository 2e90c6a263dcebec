using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Tests.Drain;

/// <summary>The verifier rejects every plan that one change has made wrong. Cases without such a change are drawn again.</summary>
[Properties(Arbitrary = [typeof(DrainCases)])]
public sealed class MutationLaws
{
    [Cases(60)]
    public Property A_step_that_makes_room_cannot_be_dropped(CrowdedDrain drain) =>
        EachIsRejected(drain, Mutations.WithoutAStepThatMakesRoom(drain.Plan()));

    [Cases(25)]
    public Property A_confirm_step_cannot_be_dropped_where_its_release_is_waited_for(CrowdedColdDrain drain) =>
        EachIsRejected(drain, Mutations.WithoutAConfirmThatIsWaitedFor(drain.Plan()));

    [Cases(60)]
    public Property No_dependency_can_be_removed(CrowdedDrain drain) =>
        EachIsRejected(drain, Mutations.WithoutADependency(drain.Plan()));

    [Cases(60)]
    public Property A_destination_cannot_be_changed_to_a_host_that_cannot_hold_the_instance(SmallDrain drain) =>
        EachIsRejected(drain, Mutations.WithADestinationThatCannotHoldIt(drain.Cluster, drain.Plan()));

    [Cases(60)]
    public Property A_host_cannot_be_disabled_before_an_arrival(SmallDrain drain) =>
        EachIsRejected(drain, Mutations.WithADisableBeforeAnArrival(Moving(drain)));

    [Cases(60)]
    public Property Two_moves_of_one_instance_cannot_go_unordered(SmallDrain drain) =>
        EachIsRejected(drain, Mutations.WithASecondMoveAtAnyTime(drain.Cluster, Moving(drain)));

    private static Plan Moving(DrainCase drain)
    {
        Plan plan = drain.Plan();
        return plan.Steps.IsEmpty ? plan with { Steps = [new EnableStep(drain.Cluster.Hosts[0].Name) { Id = 1 }] } : plan;
    }

    private static Property EachIsRejected(DrainCase drain, IEnumerable<Plan> mutants)
    {
        List<Plan> all = [.. mutants];
        Func<bool> rejected = () =>
        {
            Assert.All(all, mutant => Assert.False(PlanVerifier.Verify(drain.Cluster, mutant).IsProven, string.Join('\n', mutant.Steps)));
            return true;
        };
        return rejected.When(all.Count > 0);
    }
}
