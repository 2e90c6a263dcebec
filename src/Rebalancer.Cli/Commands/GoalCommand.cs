using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Output;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Previews;
using Rebalancer.Snapshots;

namespace Rebalancer.Cli.Commands;

/// <summary>What every command that makes a plan has beside its goal: where the cluster comes from, limits, search, policies, output.</summary>
internal sealed class GoalCommand
{
    private readonly CommandContext context;
    private readonly Func<ParseResult, Cluster, Goal> goalOf;
    private readonly ClusterInput input;
    private readonly LimitOptions limits;
    private readonly SearchOptions search;
    private readonly ProfileOptions profile;
    private readonly Option<string> file = new("--out") { Description = "Also write the plan to a file.", HelpName = "plan.json" };
    private readonly Option<string> goalFile = new("--save-goal") { Description = "Also write the goal with its limits to a file, for 'rebalancer plan --goal'.", HelpName = "goal.json" };

    private readonly Option<string> log = new("--log") { Description = "Also write every incumbent and bound with its time to a CSV file.", HelpName = "search.csv" };
    private readonly Option<bool> front = new("--front")
    {
        Description = "Instead of one plan list several to choose from, from no moves to as many as pay: what each reaches, its moves, GiB and time. They share the limits of time and work. '--max-moves' gives one of them.",
    };

    private GoalCommand(CommandContext context, Command command, Func<ParseResult, Cluster, Goal> goalOf, bool hasFront)
    {
        this.context = context;
        this.goalOf = goalOf;
        input = ClusterInput.FileOrAnswers(command);
        command.Options.Add(file);
        command.Options.Add(goalFile);
        command.Options.Add(log);
        if (hasFront)
        {
            command.Options.Add(front);
        }

        limits = new LimitOptions(command);
        search = new SearchOptions(command);
        profile = new ProfileOptions(command);
    }

    /// <summary>Adds the options to a command, and makes it plan.</summary>
    /// <param name="command">The command, with the arguments and options of its goal.</param>
    /// <param name="context">What every command gets.</param>
    /// <param name="goalOf">The goal that the arguments ask for; limits that it has are where those of the arguments begin.</param>
    /// <param name="hasFront">Whether the goal can be had for fewer moves or for more.</param>
    public static void Complete(Command command, CommandContext context, Func<ParseResult, Cluster, Goal> goalOf, bool hasFront = false)
    {
        GoalCommand whole = new(context, command, goalOf, hasFront);
        command.SetAction(whole.Run);
    }

    private int Run(ParseResult parsed)
    {
        RefuseEarlyOptions(parsed);
        Cluster cluster = input.Read(parsed, context);
        Goal goal = goalOf(parsed, cluster);
        goal = goal with { Limits = limits.Read(parsed, cluster, context.Environment.TimeProvider, goal.Limits) };
        if (parsed.GetValue(goalFile) is { } path)
        {
            InputFile.Write(path, GoalJson.ToUtf8(goal));
        }

        PlanningOptions options = search.Read(parsed, profile.Read(parsed));
        if (parsed.GetValue(front))
        {
            return Front(parsed, cluster, goal, options);
        }

        Plan plan = Search(parsed, goal, progress => context.Environment.Plan(cluster, goal, options, progress, context.Cancellation));
        Write(parsed, cluster, plan);
        if (context.Cancellation.IsCancellationRequested)
        {
            context.Error.WriteLine("Cancelled: this is the best plan found until then.");
            return ExitCode.NotInTime;
        }

        return plan.Outcome switch
        {
            PlanOutcome.Optimal or PlanOutcome.Feasible => ExitCode.Done,
            PlanOutcome.NoPlanInTime => ExitCode.NotInTime,
            _ => ExitCode.NotInFull,
        };
    }

    /// <summary>'plan' has the same options for goals from a file; before the word of a goal they would be read there and heard by nobody.</summary>
    private static void RefuseEarlyOptions(ParseResult parsed)
    {
        if (parsed.CommandResult.Parent is CommandResult parent
            && parent.Children.OfType<OptionResult>().FirstOrDefault(option => !option.Implicit && !option.Option.Recursive) is { } early)
        {
            throw new CommandException($"{early.Option.Name} belongs behind '{parsed.CommandResult.Command.Name}'.");
        }
    }

    private int Front(ParseResult parsed, Cluster cluster, Goal goal, PlanningOptions options)
    {
        if (parsed.GetValue(file) is not null)
        {
            throw new CommandException("--out writes one plan, and --front lists several: choose one with --max-moves.");
        }

        ImmutableArray<Plan> plans = Search(parsed, goal, progress => Planner.Front(cluster, goal, options, progress, context.Cancellation));
        if (parsed.GetValue(GlobalOptions.Json))
        {
            FrontJson.Write(context.Output, plans);
        }
        else
        {
            FrontText.Write(context.Output, cluster, plans, context.Environment.Width);
        }

        return context.Cancellation.IsCancellationRequested ? ExitCode.NotInTime : ExitCode.Done;
    }

    private T Search<T>(ParseResult parsed, Goal goal, Func<IProgress<PlanningProgress>?, T> search)
    {
        try
        {
            return TerminalProgress.Run<T, PlanningProgress>(context, TerminalProgress.Describe, progress =>
            {
                using IncumbentLog? logged = parsed.GetValue(log) is { } path ? new IncumbentLog(InputFile.Create(path), progress) : null;
                return search(logged ?? progress);
            });
        }
        catch (ArgumentException exception) when (exception.ParamName == nameof(goal))
        {
            // A goal from a file may name what the cluster does not have.
            throw new CommandException(exception.Message.Replace($" (Parameter '{exception.ParamName}')", "", StringComparison.Ordinal));
        }
    }

    private void Write(ParseResult parsed, Cluster cluster, Plan plan)
    {
        if (parsed.GetValue(GlobalOptions.Json))
        {
            Json.WriteText(context.Output, PlanJson.ToUtf8(plan));
        }
        else
        {
            PlanText.Write(context.Output, cluster, plan, PlanVerifier.Verify(cluster, plan), context.Environment.Width);
        }

        if (parsed.GetValue(file) is { } path)
        {
            InputFile.Write(path, PlanJson.ToUtf8(plan));
            context.Error.WriteLine($"The plan is in {path}.");
        }
    }
}
