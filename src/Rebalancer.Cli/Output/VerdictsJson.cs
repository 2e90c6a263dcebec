using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Cli.Output;

/// <summary>Verdicts as JSON.</summary>
internal static class VerdictsJson
{
    public static void Write(TextWriter output, Cluster cluster, ImmutableArray<Verdict> verdicts, Profile profile) => Json.Write(output, "verdicts", writer =>
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
                writer.WriteObjects("facts", refusal.Facts, fact =>
                {
                    writer.WriteString("name", fact.Name);
                    writer.WriteString("needed", fact.Needed);
                    writer.WriteString("found", fact.Found);
                });
            });
            writer.WriteObjects("assumptions", verdict.Assumptions, assumption =>
            {
                writer.WriteString("code", assumption.Code);
                writer.WriteString("text", assumption.Text);
            });
        });
    });
}
