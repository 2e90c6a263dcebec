using System.CommandLine;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Output;
using Rebalancer.Model;
using Rebalancer.Previews;
using Rebalancer.Snapshots;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer snapshot</c>.</summary>
internal static class SnapshotCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("snapshot", "Make a cluster file from a live cloud, or from recorded answers of Nova and Placement.");
        ClusterInput input = ClusterInput.Answers(command);
        Option<string> file = new("--out")
        {
            Description = "The cluster file to write.",
            HelpName = "cluster.json",
            Required = true,
        };
        command.Options.Add(file);
        command.SetAction(parsed => Run(parsed, context, input.Read(parsed, context), parsed.GetRequiredValue(file)));
        help.Add(
            command,
            "rebalancer snapshot --recorded fixtures/recorded --facts fixtures/recorded/facts.yaml --out cluster.json",
            "rebalancer snapshot --cloud prod --facts facts.yaml --out cluster.json",
            "rebalancer snapshot --recorded answers --out cluster.json --json");
        return command;
    }

    private static int Run(ParseResult parsed, CommandContext context, Cluster cluster, string file)
    {
        InputFile.Write(file, ClusterJson.ToUtf8(cluster));
        FindingsText.Write(context.Error, cluster.Warnings);
        if (parsed.GetValue(GlobalOptions.Json))
        {
            ClusterSummaryJson.Write(context.Output, cluster, file);
        }
        else
        {
            ClusterText.Write(context.Output, cluster, context.Environment.Width);
        }

        return ExitCode.Done;
    }
}
