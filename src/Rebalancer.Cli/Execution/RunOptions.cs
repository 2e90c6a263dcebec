using System.CommandLine;
using System.Globalization;
using Rebalancer.Cli.Options;
using Rebalancer.Execution;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.OpenStack.Facts;

namespace Rebalancer.Cli.Execution;

/// <summary>What <c>execute</c> and <c>resume</c> have in common: which cloud, and what is done when things go wrong.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> cloud = new("--cloud")
    {
        Description = "The cloud: its name in clouds.yaml, or 'envvars' for the OS_* variables.",
        HelpName = "name",
        Required = true,
    };

    private readonly Option<string> facts = new("--facts") { Description = "What the APIs cannot tell, as YAML or JSON.", HelpName = "file" };

    private readonly Option<string> onStall = new("--on-stall")
    {
        Description = "What is done with a live migration that gets nowhere: abort, force-complete or wait.",
        DefaultValueFactory = _ => "abort",
    };

    private readonly Option<int?> maxFailures = new("--max-failures") { Description = "Start nothing new after so many failed steps.", HelpName = "n", CustomParser = Values.Whole(1) };

    private readonly Option<string> until = new("--until") { Description = "Start no step that is expected to end after this moment, such as 2026-05-01T06:00Z.", HelpName = "time" };

    private readonly Option<bool> noReplan = new("--no-replan") { Description = "Never plan the rest anew; go on with what does not depend on a failure." };

    private readonly Option<bool> startEvacuated = new("--start-evacuated") { Description = "Start evacuated instances that ran before." };

    private readonly Option<int?> requestTimeout = new("--request-timeout")
    {
        Description = "Seconds that a request may be under way; only so long after an answer was lost is a command sent again. 300 by default.",
        HelpName = "seconds",
        CustomParser = Values.Whole(1, 3600),
    };

    private readonly Option<string[]> maintained = new("--maintained")
    {
        Description = "The work on these emptied hosts is done.",
        HelpName = "host",
        AllowMultipleArgumentsPerToken = true,
    };

    public RunOptions(Command command)
    {
        onStall.AcceptOnlyFromAmong("abort", "force-complete", "wait");
        Option[] all = [cloud, facts, onStall, maxFailures, until, noReplan, startEvacuated, requestTimeout, maintained];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Opens the cloud.</summary>
    public OpenedCloud Open(ParseResult parsed, CommandContext context) => context.Environment.OpenCloud(parsed.GetRequiredValue(cloud), RequestTimeoutOf(parsed));

    /// <summary>Reads the cloud.</summary>
    public Cluster ReadCluster(ParseResult parsed, CommandContext context) => 
        ClusterInput.ReadCloud(context, parsed.GetRequiredValue(cloud), FactsOf(parsed, context));

    /// <summary>The executor's options.</summary>
    public ExecutionOptions Read(ParseResult parsed, CommandContext context)
    {
        StallAction stall = parsed.GetValue(onStall) switch
        {
            "wait" => StallAction.Wait,
            "force-complete" => StallAction.ForceComplete,
            _ => StallAction.Abort,
        };
        HashSet<string> done = [.. parsed.GetValue(maintained) ?? []];
        return new ExecutionOptions
        {
            PollInterval = context.Environment.PollInterval,
            RequestTimeout = RequestTimeoutOf(parsed),
            OnStall = _ => stall,
            MaxFailures = parsed.GetValue(maxFailures),
            Until = UntilOf(parsed),
            StartsEvacuated = parsed.GetValue(startEvacuated),
            Maintain = (step, _) => Task.FromResult(step.Hosts.All(host => done.Contains(host.Value))),
            Replanner = parsed.GetValue(noReplan) ? null : new CloudReplanner(
                () => ReadCluster(parsed, context),
                (cluster, goal, options) => context.Environment.Plan(cluster, goal, options, null, context.Cancellation)),
        };
    }

    private TimeSpan RequestTimeoutOf(ParseResult parsed) =>
        parsed.GetValue(requestTimeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : new ExecutionOptions().RequestTimeout;

    private DateTimeOffset? UntilOf(ParseResult parsed)
    {
        if (parsed.GetValue(until) is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)
            ? moment
            : throw new CommandException($"--until takes a moment such as 2026-05-01T06:00Z, not '{text}'.");
    }

    private FactsFile? FactsOf(ParseResult parsed, CommandContext context) =>
        parsed.GetValue(facts) is { } file ? ClusterInput.ReadFacts(context, file) : null;

    /// <summary>Runs, shows what happens and what came of it.</summary>
    public static int Run(ParseResult parsed, CommandContext context, Cluster cluster, string journal, Func<RunControl, RunLines, Task<ExecutionReport>> run)
    {
        RunControl control = new();
        RunLines lines = new(context.Error, cluster);
        using CancellationTokenRegistration stop = context.Cancellation.Register(() =>
        {
            context.Error.WriteLine("Nothing new is started; what runs is waited for. Once more leaves it to the cloud, to be resumed.");
            control.Stop("interrupted");
        });
        ExecutionReport report = run(control, lines).GetAwaiter().GetResult();
        if (parsed.GetValue(GlobalOptions.Json))
        {
            ExecutionReportOutput.WriteJson(context.Output, report, journal);
        }
        else
        {
            ExecutionReportOutput.WriteText(context.Output, report, lines, journal);
        }

        return report.Ending switch
        {
            RunEnding.Completed => ExitCode.Done,
            _ when context.Cancellation.IsCancellationRequested => ExitCode.NotInTime,
            _ => ExitCode.NotInFull,
        };
    }
}
