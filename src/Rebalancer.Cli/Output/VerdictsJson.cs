using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Model;
using Rebalancer.Rules;
using Rebalancer.Rules.Derivations;

namespace Rebalancer.Cli.Output;

/// <summary>Verdicts as JSON.</summary>
internal static class VerdictsJson
{
    public static void Write(TextWriter output, Cluster cluster, ImmutableArray<Verdict> verdicts, ImmutableArray<MoveDerivation> derivations, Profile profile) => Json.Write(output, "verdicts", writer =>
    {
        Instance instance = cluster.Instances[cluster.IndexOf(verdicts[0].Instance)];
        writer.WriteString("instance", instance.Id.ToString());
        writer.WriteString("name", instance.Name);
        writer.WriteString("source", instance.Host.ToString());
        writer.WriteString("profile", profile.Name);
        writer.WriteObjects("verdicts", verdicts, verdict =>
        {
            writer.WriteString("destination", verdict.Destination.ToString());
            writer.WriteString("kind", Spelling.Of(verdict.Kind));
            writer.WriteBoolean("allowed", verdict.IsAllowed);
            writer.WriteObjects("refusals", verdict.Refusals, refusal =>
            {
                writer.WriteString("code", refusal.Code);
                writer.WriteString("message", refusal.Message);
                writer.WriteString("remedy", refusal.Remedy);
                WriteFacts(writer, refusal.Facts);
            });
            WriteAssumptions(writer, verdict.Assumptions);
            if (derivations.FirstOrDefault(derivation => derivation.Verdict.Kind == verdict.Kind) is { } derivation)
            {
                DerivationJson.Write(writer, derivation);
            }
        });
    });

    /// <summary>Facts that a rule compared.</summary>
    public static void WriteFacts(Utf8JsonWriter writer, ImmutableArray<ComparedFact> facts) => writer.WriteObjects("facts", facts, fact =>
    {
        writer.WriteString("name", fact.Name);
        writer.WriteString("needed", fact.Needed);
        writer.WriteString("found", fact.Found);
    });

    /// <summary>What had to be assumed.</summary>
    public static void WriteAssumptions(Utf8JsonWriter writer, ImmutableArray<Assumption> assumptions) =>
        writer.WriteObjects("assumptions", assumptions, assumption =>
        {
            writer.WriteString("code", assumption.Code);
            writer.WriteString("text", assumption.Text);
        });
}
