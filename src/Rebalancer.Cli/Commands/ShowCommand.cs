using System.CommandLine;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Output;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer show</c>.</summary>
internal static class ShowCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("show", "Show a plan; with its cluster also names, times, sizes and the use of hosts.");
        Argument<string> planFile = new("plan.json") { Description = "The plan, as 'rebalancer plan' writes it." };
        Option<string> clusterFile = new("--cluster") { Description = "The cluster that the plan was made for.", HelpName = "cluster.json" };
        command.Arguments.Add(planFile);
        command.Options.Add(clusterFile);
        command.SetAction(parsed => Run(parsed, context, parsed.GetRequiredValue(planFile), parsed.GetValue(clusterFile)));
        help.Add(
            command,
            "rebalancer show plan.json --cluster cluster.json",
            "rebalancer show plan.json",
            "rebalancer show plan.json --cluster cluster.json --json");
        return command;
    }

    private static int Run(ParseResult parsed, CommandContext context, string planFile, string? clusterFile)
    {
        Plan plan = PlanInput.ReadFile(context, planFile);
        Cluster? cluster = clusterFile is null ? null : ClusterInput.ReadFile(context, clusterFile);
        if (cluster is not null)
        {
            PlanInput.WarnOfOtherCluster(context, cluster, plan);
        }

        PlanProof? proof = cluster is null ? null : PlanVerifier.Verify(cluster, plan);
        if (parsed.GetValue(GlobalOptions.Json))
        {
            PlanSummaryJson.Write(context.Output, cluster, plan, proof);
        }
        else
        {
            PlanText.Write(context.Output, cluster, plan, proof, context.Environment.Width);
        }

        return proof is { IsProven: false } ? ExitCode.NotInFull : ExitCode.Done;
    }
}
