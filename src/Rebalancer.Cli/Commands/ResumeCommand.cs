using System.CommandLine;
using Rebalancer.Cli.Execution;
using Rebalancer.Execution;
using Rebalancer.Execution.Journals;
using Rebalancer.Model;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer resume</c>.</summary>
internal static class ResumeCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("resume", "Go on with a run that was interrupted: find out what became of each step, and run the rest.");
        Argument<string> journalFile = new("journal") { Description = "The journal of the run." };
        command.Arguments.Add(journalFile);
        RunOptions options = new(command);
        command.SetAction(parsed => Run(parsed, context, options, parsed.GetRequiredValue(journalFile)));
        help.Add(command, "rebalancer resume plan.json.journal --cloud prod", "rebalancer resume plan.json.journal --cloud prod --maintained compute3");
        return command;
    }

    private static int Run(ParseResult parsed, CommandContext context, RunOptions options, string path)
    {
        using Journal journal = File.Exists(path) ? ExecuteCommand.OpenJournal(path, Journal.Open) : throw new CommandException($"There is no file '{path}'.");
        if (journal.IsEmpty)
        {
            throw new CommandException($"The journal '{path}' tells of no run.");
        }

        Cluster cluster = options.ReadCluster(parsed, context);
        using OpenedCloud cloud = options.Open(parsed, context);
        PlanExecutor executor = new(cloud.Cloud, options.Read(parsed, context), context.Environment.TimeProvider);
        return RunOptions.Run(parsed, context, cluster, path, (control, lines) => executor.ResumeAsync(cluster, journal, control, lines));
    }
}
