using System.Collections.Immutable;
using FsCheck.Xunit;
using Rebalancer.Plans;
using Rebalancer.Plans.Verification;

namespace Rebalancer.Tests.Plans;

public sealed class PlanVerifierLaws
{
    private static ImmutableArray<PlanViolation> AllOrders(TinyScenario scenario)
    {
        (ResolvedPlan? plan, ImmutableArray<PlanViolation> malformed, _) = WellFormedness.Check(scenario.Cluster, scenario.Plan);
        Assert.Empty(malformed);
        ImmutableArray<PlanViolation>.Builder violations = ImmutableArray.CreateBuilder<PlanViolation>();
        PlanVerifier.CheckAllOrders(plan!, violations);
        return violations.ToImmutable();
    }

    [Property(MaxTest = 2000)]
    public void The_proof_over_all_orders_agrees_with_brute_force(byte[] bytes)
    {
        var scenario = TinyScenario.From(bytes);
        ImmutableArray<PlanViolation> violations = AllOrders(scenario);
        Assert.True(
            violations.IsEmpty == BruteForce.IsSafe(scenario.Cluster, scenario.Plan),
            $"{scenario}\n{string.Join('\n', violations)}");
    }

    [Property(MaxTest = 2000)]
    public void Every_violation_comes_with_events_that_lead_there_and_none_of_which_can_be_left_out(byte[] bytes)
    {
        var scenario = TinyScenario.From(bytes);
        ImmutableArray<PlanViolation> violations = AllOrders(scenario);
        foreach (PlanViolation violation in violations)
        {
            Assert.Equal(new PlanEvent(violation.Step!.Value, PlanEventKind.Start), violation.Events[^1]);
            Assert.NotNull(BruteForce.FirstRefused(scenario.Cluster, scenario.Plan, violation.Events));
        }

        // With a second violation, the events without one of them might meet that.
        if (violations is [var only])
        {
            Assert.Equal(only.Step, BruteForce.FirstRefused(scenario.Cluster, scenario.Plan, only.Events)?.Id);
            for (int i = 0; i < only.Events.Length - 1; i++)
            {
                PlanStep? refused = BruteForce.FirstRefused(scenario.Cluster, scenario.Plan, only.Events.RemoveAt(i));
                Assert.True(refused is null, $"{scenario}\n{only}\n{string.Join(' ', only.Events)}\nwithout {only.Events[i]}");
            }
        }
    }
}
