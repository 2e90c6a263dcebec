using System.Collections.Immutable;
using System.CommandLine;
using Rebalancer.Advice;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Output;
using Rebalancer.Model;
using Rebalancer.Previews;
using Rebalancer.Rules;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer advise</c>.</summary>
internal static class AdviseCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new(
            "advise",
            "Look a cloud over for what would stand in the way of moves: hosts that should be alike, missing filters, options without effect, instances with nowhere to go. Exits with 1 where there is an error or a warning; notes alone leave it at 0.");
        ClusterInput input = ClusterInput.ArgumentOrAnswers(command);
        ProfileOptions profile = new(command);
        command.SetAction(parsed => Run(parsed, context, input.Read(parsed, context), profile.Read(parsed)));
        help.Add(
            command,
            "rebalancer advise cluster.json",
            "rebalancer advise --recorded fixtures/recorded --facts fixtures/recorded/facts.yaml",
            "rebalancer advise cluster.json --profile plain-nova --json");
        return command;
    }

    private static int Run(ParseResult parsed, CommandContext context, Cluster cluster, Profile profile)
    {
        ImmutableArray<AdviceFinding> findings = Advisor.Advise(cluster, profile);
        if (parsed.GetValue(GlobalOptions.Json))
        {
            AdviceJson.Write(context.Output, findings, profile);
        }
        else
        {
            AdviceText.Write(context.Output, cluster, findings, context.Environment.Width);
        }

        return findings.Any(finding => finding.Severity > AdviceSeverity.Note) ? ExitCode.NotInFull : ExitCode.Done;
    }
}
