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
        foreach (PlanViolation violation in AllOrders(scenario))
        {
            Assert.Equal(new PlanEvent(violation.Step!.Value, PlanEventKind.Start), violation.Events[^1]);
            Assert.NotNull(BruteForce.FirstRefused(scenario.Cluster, scenario.Plan, violation.Events));
            for (int i = 0; i < violation.Events.Length - 1; i++)
            {
                PlanStep? refused = BruteForce.FirstRefused(scenario.Cluster, scenario.Plan, violation.Events.RemoveAt(i));
                Assert.True(refused?.Id != violation.Step, $"{scenario}\n{violation}\n{string.Join(' ', violation.Events)}\nwithout {violation.Events[i]}");
            }
        }
    }
}
