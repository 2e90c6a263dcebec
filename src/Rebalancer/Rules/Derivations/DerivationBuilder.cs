using System.Collections.Immutable;
using Rebalancer.Numa;
using Rebalancer.Plans;

namespace Rebalancer.Rules.Derivations;

/// <summary>Asks the rules one by one and keeps what each said.</summary>
internal static class DerivationBuilder
{
    /// <summary>The derivation of a move in a state.</summary>
    public static MoveDerivation Of(PlanState state, int instance, int destination, MoveKind kind, Profile profile)
    {
        var facts = CloudFacts.Of(state.Cluster);
        LastingMove lasting = new(facts, instance, state.HostOf(instance), destination, kind, profile);
        StateMove now = new(facts, state, instance, destination, kind, profile);
        var steps = ImmutableArray.CreateBuilder<DerivationStep>();
        foreach (ILastingRule rule in RuleBook.Lasting)
        {
            VerdictBuilder verdict = default;
            rule.Check(lasting, ref verdict);
            steps.Add(Step(LastingLooks.Of(rule, lasting), verdict));
        }

        foreach (IStateRule rule in RuleBook.OfState)
        {
            VerdictBuilder verdict = default;
            rule.Check(now, ref verdict);
            steps.Add(Step(StateLooks.Of(rule, now), verdict));
        }

        InstanceDemand demand = state.DemandOf(instance);
        NumaSearch? search = demand.Topology is null ? null : state.CellsOf(destination).Search(demand);
        return new MoveDerivation(MigrationRules.Check(state, instance, destination, kind, profile), steps.ToImmutable(), search);
    }

    /// <summary>A rule that refused or assumed something did apply, whatever the look says.</summary>
    private static DerivationStep Step(RuleLook look, in VerdictBuilder verdict)
    {
        ImmutableArray<Refusal> refusals = verdict.Refusals;
        ImmutableArray<Assumption> assumptions = verdict.Assumptions;
        StepOutcome outcome = !refusals.IsEmpty ? StepOutcome.Refuses
            : !assumptions.IsEmpty ? StepOutcome.Assumes
            : look.WhyNot is not null ? StepOutcome.DoesNotApply
            : StepOutcome.Passes;
        return new DerivationStep(
            look.Source, look.Rule, outcome, outcome == StepOutcome.DoesNotApply ? look.WhyNot : null, look.Facts, refusals, assumptions);
    }
}
