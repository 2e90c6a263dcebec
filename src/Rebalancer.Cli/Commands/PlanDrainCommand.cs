using System.CommandLine;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Output;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Previews;
using Rebalancer.Snapshots;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer plan drain</c>.</summary>
internal sealed class PlanDrainCommand
{
    private readonly CommandContext context;
    private readonly ClusterInput input;
    private readonly LimitOptions limits;
    private readonly SearchOptions search;
    private readonly ProfileOptions profile;

    private readonly Argument<string[]> hosts = new("host")
    {
        Description = "The hosts to empty, by name or hypervisor UUID.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> file = new("--out") { Description = "Also write the plan to a file.", HelpName = "plan.json" };
    private readonly Option<bool> noDisable = new("--no-disable") { Description = "Do not begin by disabling the compute services of the hosts." };
    private readonly Option<bool> enableAfter = new("--enable-after") { Description = "End by enabling the services that the plan disabled." };

    private PlanDrainCommand(CommandContext context, Command command)
    {
        this.context = context;
        command.Arguments.Add(hosts);
        input = ClusterInput.FileOrAnswers(command);
        command.Options.Add(file);
        command.Options.Add(noDisable);
        command.Options.Add(enableAfter);
        limits = new LimitOptions(command);
        search = new SearchOptions(command);
        profile = new ProfileOptions(command);
        command.SetAction(Run);
    }

    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("drain", "Empty hosts, and keep everybody else where they are as far as possible.");
        _ = new PlanDrainCommand(context, command);
        help.Add(
            command,
            "rebalancer plan drain compute3 --recorded fixtures/recorded --facts fixtures/recorded/facts.yaml",
            "rebalancer plan drain compute3 --cloud prod --facts facts.yaml",
            "rebalancer plan drain compute3 compute4 --cluster cluster.json --out plan.json --headroom 0.1 --max-in-all 4",
            "rebalancer plan drain compute3 --cluster cluster.json --kinds live,block-live --time-limit 10 --json > plan.json",
            "rebalancer plan drain compute3 --cluster cluster.json --profile plain-nova --same-architecture true");
        return command;
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(noDisable) && parsed.GetValue(enableAfter))
        {
            throw new CommandException("--enable-after enables what the plan disabled, so it does not go with --no-disable.");
        }

        Cluster cluster = input.Read(parsed, context);
        DrainGoal goal = new([.. parsed.GetRequiredValue(hosts).Select(text => Names.Host(cluster, text)).Distinct()])
        {
            Limits = limits.Read(parsed, cluster, context.Environment.TimeProvider),
            DisablesFirst = !parsed.GetValue(noDisable),
            EnablesAfter = parsed.GetValue(enableAfter),
        };
        PlanningOptions options = search.Read(parsed, profile.Read(parsed));
        Plan plan = TerminalProgress.Run<Plan, PlanningProgress>(context, TerminalProgress.Describe, progress => context.Environment.Plan(cluster, goal, options, progress, context.Cancellation));
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
