using System.CommandLine;
using Rebalancer.Cli.Execution;
using Rebalancer.Cli.Options;
using Rebalancer.Execution;
using Rebalancer.Execution.Journals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer execute</c>.</summary>
internal sealed class ExecuteCommand
{
    private readonly CommandContext context;
    private readonly RunOptions options;
    private readonly Argument<string?> planFile = new("plan.json") { Description = "The plan, as 'rebalancer plan' writes it.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> journalFile = new("--journal") { Description = "Where to write the journal; by default the plan's name with '.journal' added.", HelpName = "file" };
    private readonly Option<string> undo = new("--undo")
    {
        Description = "Instead of a plan: take back what the run of this journal has done. Instances return where they were, as far as the rules still allow; the journal goes on.",
        HelpName = "journal",
    };

    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Change nothing: prove the plan against the cloud as it is, and ask Placement whether there is room for every move." };

    private ExecuteCommand(CommandContext context, Command command)
    {
        this.context = context;
        command.Arguments.Add(planFile);
        options = new RunOptions(command);
        command.Options.Add(journalFile);
        command.Options.Add(undo);
        command.Options.Add(dryRun);
        command.SetAction(Run);
    }

    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("execute", "Run a plan on a cloud, with a journal from which a run that was interrupted can be resumed.");
        _ = new ExecuteCommand(context, command);
        help.Add(
            command,
            "rebalancer execute plan.json --cloud prod --dry-run",
            "rebalancer execute plan.json --cloud prod --facts facts.yaml",
            "rebalancer execute --undo plan.json.journal --cloud prod --dry-run",
            "rebalancer execute plan.json --cloud prod --until 2026-05-01T06:00Z --max-failures 3 --on-stall force-complete");
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string? file = parsed.GetValue(planFile);
        string? undone = parsed.GetValue(undo);
        if (file is null == undone is null)
        {
            throw new CommandException("Give a plan, or --undo and a journal, and not both.");
        }

        return undone is null ? Run(parsed, file!) : Undo(parsed, undone);
    }

    private int Run(ParseResult parsed, string file)
    {
        Plan plan = PlanInput.ReadFile(context, file);
        Cluster cluster = options.ReadCluster(parsed, context);
        PlanProof proof = PlanVerifier.Verify(cluster, plan);
        if (!proof.IsProven)
        {
            ProofText.Write(context.Error, cluster, plan, proof, context.Environment.Width);
            context.Error.WriteLine("The cloud is not as it was when the plan was made, or the plan was never safe. Nothing was done; plan anew.");
            return ExitCode.NotInFull;
        }

        using OpenedCloud cloud = options.Open(parsed, context);
        if (parsed.GetValue(dryRun))
        {
            return DryRun(cluster, plan, cloud.Cloud);
        }

        string path = parsed.GetValue(journalFile) ?? file + ".journal";
        using Journal journal = OpenJournal(path, Journal.Create);
        PlanExecutor executor = new(cloud.Cloud, options.Read(parsed, context), context.Environment.TimeProvider);
        return RunOptions.Run(parsed, context, cluster, path, (control, lines) => executor.RunAsync(cluster, plan, journal, control, lines));
    }

    private int Undo(ParseResult parsed, string path)
    {
        if (parsed.GetValue(journalFile) is not null)
        {
            throw new CommandException("The way back is written to the journal that --undo names; leave --journal out.");
        }

        using Journal journal = File.Exists(path) ? OpenJournal(path, Journal.Open) : throw new CommandException($"There is no file '{path}'.");
        Cluster cluster = options.ReadCluster(parsed, context);
        Plan plan = PlanBack(cluster, journal);
        RunLines lines = new(context.Error, cluster);
        foreach (LeftBehind stays in plan.LeftBehind)
        {
            context.Error.WriteLine($"{lines.NameOf(stays.Instance)} stays on {stays.Host}: {string.Join(" ", stays.Reasons.Select(reason => reason.Message))}");
        }

        using OpenedCloud cloud = options.Open(parsed, context);
        if (parsed.GetValue(dryRun))
        {
            return DryRun(cluster, plan, cloud.Cloud);
        }

        PlanExecutor executor = new(cloud.Cloud, options.Read(parsed, context), context.Environment.TimeProvider);
        int exit = RunOptions.Run(parsed, context, cluster, path, (control, told) => executor.UndoAsync(cluster, journal, control, told));
        return exit == ExitCode.Done && !plan.LeftBehind.IsEmpty ? ExitCode.NotInFull : exit;
    }

    /// <summary>Plans the way back; that a journal tells of nothing to take back is the user's affair.</summary>
    private static Plan PlanBack(Cluster cluster, Journal journal)
    {
        try
        {
            return WayBack.Of(cluster, journal);
        }
        catch (ArgumentException exception)
        {
            throw new CommandException(exception.Message);
        }
    }

    /// <summary>Opens a journal; that it cannot be used is the user's affair.</summary>
    public static Journal OpenJournal(string path, Func<string, Journal> open)
    {
        try
        {
            return open(path);
        }
        catch (JournalException exception)
        {
            throw new CommandException(exception.Message);
        }
    }

    private int DryRun(Cluster cluster, Plan plan, IComputeCloud cloud)
    {
        RunLines lines = new(context.Error, cluster);
        HashSet<InstanceId> seen = [];
        int full = 0;
        foreach (MoveStep move in plan.Steps.OfType<MoveStep>())
        {
            // Only a first move without predecessors can be asked about: what comes later meets a cloud that is not there yet.
            bool isFirst = seen.Add(move.Instance);
            string answer = !isFirst || plan.Steps.Any(step => move.After.Contains(step.Id) && step is not (DisableStep or EnableStep))
                ? "depends on steps before it"
                : cloud.HasRoomAsync(move.Instance, move.Destination, context.Cancellation).GetAwaiter().GetResult() ? "Placement has room" : "Placement has NO room";
            full += answer.Contains("NO", StringComparison.Ordinal) ? 1 : 0;
            context.Output.WriteLine($"{lines.Describe(move)}: {answer}");
        }

        context.Output.WriteLine(full == 0 ? "The plan is proven for the cloud as it is. Nothing was changed." : $"{full} moves have no room now. Nothing was changed.");
        return full == 0 ? ExitCode.Done : ExitCode.NotInFull;
    }
}
