using System.CommandLine;
using Rebalancer.Cli.Options;
using Rebalancer.Findings;
using Rebalancer.Goals;
using Rebalancer.Previews;
using Rebalancer.Snapshots;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer plan</c>: one subcommand per goal, or goals from a file.</summary>
internal static class PlanCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("plan", "Make a plan: choose a host and a kind of move for every instance, order the moves, prove the order.")
        {
            PlanDrainCommand.Create(context, help),
            PlanEvacuateCommand.Create(context, help),
            PlanConsolidateCommand.Create(context, help),
            PlanSpreadCommand.Create(context, help),
            PlanLocateCommand.Create(context, help),
            PlanWavesCommand.Create(context, help),
        };
        Option<string> goalFile = new("--goal")
        {
            Description = "A goal of any kind or a list of goals, as JSON; its limits hold where no option says otherwise.",
            HelpName = "goal.json",
            Required = true,
        };
        command.Options.Add(goalFile);
        GoalCommand.Complete(command, context, (parsed, _) => ReadFile(context, parsed.GetRequiredValue(goalFile)));
        help.Add(
            command,
            "rebalancer plan drain compute3 --cluster cluster.json",
            "rebalancer plan drain compute3 --cluster cluster.json --save-goal goal.json",
            "rebalancer plan --goal goal.json --cluster cluster.json --max-moves 20");
        return command;
    }

    private static Goal ReadFile(CommandContext context, string path)
    {
        Checked<Goal> read = GoalJson.Read(InputFile.Read(path), path);
        Goal goal = read.OrThrow();
        FindingsText.Write(context.Error, read.Findings);
        return goal;
    }
}
