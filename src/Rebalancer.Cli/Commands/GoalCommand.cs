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

    private GoalCommand(CommandContext context, Command command, Func<ParseResult, Cluster, Goal> goalOf)
    {
        this.context = context;
        this.goalOf = goalOf;
        input = ClusterInput.FileOrAnswers(command);
        command.Options.Add(file);
        command.Options.Add(goalFile);
        limits = new LimitOptions(command);
        search = new SearchOptions(command);
        profile = new ProfileOptions(command);
    }

    /// <summary>Adds the options to a command, and makes it plan.</summary>
    /// <param name="command">The command, with the arguments and options of its goal.</param>
    /// <param name="context">What every command gets.</param>
    /// <param name="goalOf">The goal that the arguments ask for; limits that it has are where those of the arguments begin.</param>
    public static void Complete(Command command, CommandContext context, Func<ParseResult, Cluster, Goal> goalOf)
    {
        GoalCommand whole = new(context, command, goalOf);
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

        Plan plan = Plan(cluster, goal, search.Read(parsed, profile.Read(parsed)));
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

    private Plan Plan(Cluster cluster, Goal goal, PlanningOptions options)
    {
        try
        {
            return TerminalProgress.Run<Plan, PlanningProgress>(
                context, TerminalProgress.Describe, progress => context.Environment.Plan(cluster, goal, options, progress, context.Cancellation));
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
