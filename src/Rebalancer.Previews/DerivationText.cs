using System.Collections.Immutable;
using Rebalancer.Previews.Text;
using Rebalancer.Rules;
using Rebalancer.Rules.Derivations;

namespace Rebalancer.Previews;

/// <summary>What every rule said to one kind of move, by whose rule it is.</summary>
internal static class DerivationText
{
    /// <summary>Writes the steps of a derivation.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="derivation">What is written.</param>
    /// <param name="before">A derivation on the page already; steps that are the same are not said again.</param>
    public static void Write(Page page, MoveDerivation derivation, MoveDerivation? before)
    {
        string answer = derivation.Verdict.IsAllowed ? "allowed, nothing speaks against it" : "refused";
        string alike = before is null ? "" : $"; what is not listed is as for {Words.Of(before.Verdict.Kind)}";
        page.Heading($"{Words.Of(derivation.Verdict.Kind)}: {answer}{alike}");
        foreach (RuleSource source in Enum.GetValues<RuleSource>())
        {
            ImmutableArray<DerivationStep> steps = [.. derivation.Steps.Where(step => step.Source == source && !IsSaid(step, before))];
            if (!steps.IsEmpty)
            {
                page.Paragraph(NameOf(source), 2, 2);
                WriteSteps(page, steps);
            }
        }
    }

    private static void WriteSteps(Page page, ImmutableArray<DerivationStep> steps)
    {
        foreach (DerivationStep step in steps.Where(step => step.Outcome != StepOutcome.DoesNotApply))
        {
            string facts = string.Join("; ", step.Facts.Select(Show));
            page.Paragraph($"{WordOf(step.Outcome)} - {step.Rule}{(facts.Length > 0 ? $": {facts}" : "")}", 4, 4);
            foreach (Refusal refusal in step.Refusals)
            {
                page.Paragraph($"{refusal.Code}: {refusal.Message}", 8, 2);
            }

            foreach (Assumption assumption in step.Assumptions)
            {
                page.Paragraph($"{assumption.Code}: {assumption.Text}", 8, 2);
            }
        }

        foreach (IGrouping<string, DerivationStep> silent in steps.Where(step => step.Outcome == StepOutcome.DoesNotApply).GroupBy(step => step.WhyNot ?? ""))
        {
            page.Paragraph($"not asked - {string.Join("; ", silent.Select(step => step.Rule))} ({silent.Key})", 4, 4);
        }
    }

    private static bool IsSaid(DerivationStep step, MoveDerivation? before) => before?.Steps.Any(other =>
        other.Rule == step.Rule
        && other.Outcome == step.Outcome
        && other.WhyNot == step.WhyNot
        && other.Facts.SequenceEqual(step.Facts)
        && other.Refusals.Select(refusal => refusal.Message).SequenceEqual(step.Refusals.Select(refusal => refusal.Message))
        && other.Assumptions.SequenceEqual(step.Assumptions)) == true;

    private static string Show(ComparedFact fact) => fact.Needed.Length == 0
        ? $"{fact.Name} {fact.Found}"
        : $"{fact.Name} needed {fact.Needed}, found {fact.Found}";

    private static string WordOf(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Passes => "passes",
        StepOutcome.Assumes => "assumed",
        _ => "REFUSES",
    };

    private static string NameOf(RuleSource source) => source switch
    {
        RuleSource.Nova => "Nova",
        RuleSource.Placement => "Placement",
        RuleSource.Libvirt => "libvirt",
        _ => "policies of the profile",
    };
}
