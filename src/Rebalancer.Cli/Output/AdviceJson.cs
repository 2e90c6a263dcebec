using System.Collections.Immutable;
using Rebalancer.Advice;
using Rebalancer.Rules;

namespace Rebalancer.Cli.Output;

/// <summary>Advice as JSON; nothing is shortened.</summary>
internal static class AdviceJson
{
    public static void Write(TextWriter output, ImmutableArray<AdviceFinding> findings, Profile profile) => Json.Write(output, "advice", writer =>
    {
        writer.WriteString("profile", profile.Name);
        writer.WriteObjects("findings", findings, finding =>
        {
            writer.WriteString("severity", Spelling.Of(finding.Severity));
            writer.WriteString("code", finding.Code);
            writer.WriteString("message", finding.Message);
            writer.WriteStrings("hosts", finding.Hosts.Select(host => host.ToString()));
            writer.WriteStrings("instances", finding.Instances.Select(instance => instance.ToString()));
            writer.WriteObjects("facts", finding.Facts, fact =>
            {
                writer.WriteString("name", fact.Name);
                writer.WriteString("needed", fact.Needed);
                writer.WriteString("found", fact.Found);
            });
            writer.WriteString("why", finding.Why);
            writer.WriteString("remedy", finding.Remedy);
            if (finding.Snippet is not null)
            {
                writer.WriteString("snippet", finding.Snippet);
            }
        });
    });
}
