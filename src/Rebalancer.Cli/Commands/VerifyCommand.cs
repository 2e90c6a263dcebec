using System.CommandLine;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Output;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer verify</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("verify", "Prove a plan from whatever hand, over all orders it allows, or name the events that break it.");
        Argument<string> clusterFile = new("cluster.json") { Description = "The cluster, as 'rebalancer snapshot' writes it." };
        Argument<string> planFile = new("plan.json") { Description = "The plan, as 'rebalancer plan' writes it, or written by hand." };
        command.Arguments.Add(clusterFile);
        command.Arguments.Add(planFile);
        command.SetAction(parsed => Run(parsed, context, parsed.GetRequiredValue(clusterFile), parsed.GetRequiredValue(planFile)));
        help.Add(command, "rebalancer verify cluster.json plan.json", "rebalancer verify cluster.json plan.json --json");
        return command;
    }

    private static int Run(ParseResult parsed, CommandContext context, string clusterFile, string planFile)
    {
        Cluster cluster = ClusterInput.ReadFile(context, clusterFile);
        Plan plan = PlanInput.ReadFile(context, planFile);
        PlanInput.WarnOfOtherCluster(context, cluster, plan);
        PlanProof proof = PlanVerifier.Verify(cluster, plan);
        if (parsed.GetValue(GlobalOptions.Json))
        {
            ProofJson.Write(context.Output, proof);
        }
        else
        {
            ProofText.Write(context.Output, cluster, plan, proof, context.Environment.Width);
        }

        return proof.IsProven ? ExitCode.Done : ExitCode.NotInFull;
    }
}
