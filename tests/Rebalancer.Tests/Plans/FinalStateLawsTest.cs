using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using static Rebalancer.Tests.Plans.TinyCloud;

namespace Rebalancer.Tests.Plans;

/// <summary>Laws of what a plan ends with, and of what it comes by on the way.</summary>
public sealed class FinalStateLawsTest
{
    private static TinyCloud Cloud() => new TinyCloud().Host(4096).Host(4096).Host(4096).Instance(0, 2048).Instance(1, 1024);

    [Fact]
    public void A_host_that_takes_an_instance_keeps_the_headroom_of_the_goal()
    {
        Cluster cluster = Cloud().Build();
        Plan plan = PlanOf(Move(1, 0, 0, 1));
        Assert.True(PlanVerifier.Verify(cluster, WithHeadroom(plan, 0.25)).IsProven);
        PlanViolation violation = Assert.Single(PlanVerifier.Verify(cluster, WithHeadroom(plan, 0.3)).Violations);
        Assert.Equal("plan.headroom", violation.Code);
        Assert.Contains("h1", violation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_an_instance_only_passes_need_not_keep_headroom() =>
        Assert.True(PlanVerifier.Verify(Cloud().Build(), WithHeadroom(PlanOf(Move(1, 0, 0, 1), Move(2, 0, 1, 2, MoveKind.Live, 1)), 0.5)).IsProven);

    [Fact]
    public void Maintenance_comes_after_the_last_instance_has_left()
    {
        MaintainStep maintain = new([Name(0)]) { Id = 2, After = [1] };
        Assert.True(PlanVerifier.Verify(Cloud().Build(), PlanOf(Move(1, 0, 0, 1), maintain)).IsProven);
        PlanViolation violation = Assert.Single(PlanVerifier.Verify(Cloud().Build(), PlanOf(Move(1, 0, 0, 1), maintain with { After = [] })).Violations);
        Assert.Equal("plan.maintenance", violation.Code);
        Assert.Equal([new PlanEvent(2, PlanEventKind.Start)], violation.Events);
    }

    [Fact]
    public void Nobody_arrives_before_the_maintenance_but_who_leaves_again()
    {
        MaintainStep maintain = new([Name(2)]) { Id = 2 };
        Assert.Contains(PlanVerifier.Verify(Cloud().Build(), PlanOf(Move(1, 0, 0, 2), maintain)).Violations, violation => violation.Code == "plan.maintenance");
        Assert.True(PlanVerifier.Verify(Cloud().Build(), PlanOf(Move(1, 0, 0, 2, MoveKind.Live, 2), maintain)).IsProven);
        Assert.True(PlanVerifier.Verify(Cloud().Build(), PlanOf(Move(1, 0, 0, 2), Move(3, 0, 2, 1, MoveKind.Live, 1), maintain with { After = [3] })).IsProven);
    }

    private static Plan WithHeadroom(Plan plan, double headroom) => plan with { Goal = plan.Goal with { Limits = new PlanLimits { Headroom = headroom } } };
}
