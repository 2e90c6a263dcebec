using System.Collections.Immutable;
using Rebalancer.Plans;

namespace Rebalancer.Tests.Plans;

public sealed class PlanVerifierLaws
{
    [Cases(2000)]
    public void The_proof_over_all_orders_agrees_with_brute_force(byte[] bytes)
    {
        var scenario = TinyScenario.From(bytes);
        ImmutableArray<PlanViolation> violations = PlanVerifier.Verify(scenario.Cluster, scenario.Plan).Violations;
        Assert.DoesNotContain(violations, violation => violation.Events.IsEmpty);
        Assert.True(
            violations.IsEmpty == BruteForce.IsSafe(scenario.Cluster, scenario.Plan),
            $"{scenario}\n{string.Join('\n', violations)}");
    }

    /// <summary>That a migration in flight ends unseen is no event of the plan.</summary>
    private static bool MayNeedUnseenEnd(TinyScenario scenario, PlanViolation violation) =>
        !scenario.Cluster.MovesInFlight.IsEmpty && violation.Code is "plan.hint" or "plan.cells" or "plan.page-size";

    [Cases(2000)]
    public void Every_violation_comes_with_events_that_lead_there_and_none_of_which_can_be_left_out(byte[] bytes)
    {
        var scenario = TinyScenario.From(bytes);
        ImmutableArray<PlanViolation> violations = PlanVerifier.Verify(scenario.Cluster, scenario.Plan).Violations;
        foreach (PlanViolation violation in violations)
        {
            Assert.Equal(new PlanEvent(violation.Step!.Value, PlanEventKind.Start), violation.Events[^1]);
            Assert.True(
                BruteForce.FirstRefused(scenario.Cluster, scenario.Plan, violation.Events) is not null || MayNeedUnseenEnd(scenario, violation),
                $"{scenario}\n{violation}\n{string.Join(' ', violation.Events)}");
        }

        // With a second violation, the events without one of them might meet that.
        if (violations is [var only] && !MayNeedUnseenEnd(scenario, only))
        {
            Assert.Equal(only.Step, BruteForce.FirstRefused(scenario.Cluster, scenario.Plan, only.Events)?.Id);
            for (int i = 0; i < only.Events.Length - 1; i++)
            {
                PlanStep? refused = BruteForce.FirstRefused(scenario.Cluster, scenario.Plan, only.Events.RemoveAt(i));
                Assert.True(refused is null, $"{scenario}\n{only}\n{string.Join(' ', only.Events)}\nwithout {only.Events[i]}");
            }
        }
    }

    [Fact]
    public void The_scenarios_break_the_law_in_every_way_and_also_keep_it()
    {
        Random random = new(7);
        Dictionary<string, int> counts = [];
        for (int i = 0; i < 3000; i++)
        {
            var bytes = new byte[100];
            random.NextBytes(bytes);
            var scenario = TinyScenario.From(bytes);
            ImmutableArray<PlanViolation> violations = PlanVerifier.Verify(scenario.Cluster, scenario.Plan).Violations;
            string outcome = scenario.Plan.Steps.OfType<MoveStep>().Count() > 2 && violations.IsEmpty ? "proven with three moves or more" : "";
            foreach (string code in violations.Select(violation => violation.Code).Append(outcome).Distinct())
            {
                counts[code] = counts.GetValueOrDefault(code) + 1;
            }
        }

        string table = string.Join('\n', counts.Select(pair => $"{pair.Key}: {pair.Value}"));
        Assert.All(
            ["plan.capacity", "plan.group", "plan.affinity", "plan.service", "plan.count", "plan.hint", "plan.cells", "plan.page-size", "plan.over-full-source", "proven with three moves or more"],
            code => Assert.True(counts.GetValueOrDefault(code) >= 20, table));
    }
}
