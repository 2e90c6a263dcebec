using System.CommandLine;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer plan</c>: one subcommand per goal.</summary>
internal static class PlanCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help) =>
        new("plan", "Make a plan: choose a host and a kind of move for every instance, order the moves, prove the order.")
        {
            PlanDrainCommand.Create(context, help),
        };
}
