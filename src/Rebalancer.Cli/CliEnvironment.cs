using Rebalancer.Cli.Execution;
using Rebalancer.Execution;
using Rebalancer.Findings;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.OpenStack;
using Rebalancer.OpenStack.Connections;
using Rebalancer.OpenStack.Facts;
using Rebalancer.OpenStack.Live;
using Rebalancer.OpenStack.SignIn;
using Rebalancer.Planning;
using Rebalancer.Plans;

namespace Rebalancer.Cli;

/// <summary>What the command knows of the process it runs in, and the doors to the slow parts, which tests can replace.</summary>
internal sealed record CliEnvironment
{
    /// <summary>Characters per line of standard output.</summary>
    public int Width { get; init; } = 100;

    /// <summary>Whether progress can be shown on standard error.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>Whether a terminal may be coloured.</summary>
    public bool UsesColour { get; init; }

    /// <summary>Whether a fault shows its details.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>What <c>--starts-at now</c> means.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Makes plans.</summary>
    public Func<Cluster, Goal, PlanningOptions, IProgress<PlanningProgress>?, CancellationToken, Plan> Plan { get; init; } = Planner.Plan;

    /// <summary>Reads a folder of recorded answers, with facts where there are some.</summary>
    public Func<string, FactsFile?, Checked<Cluster>> ReadRecorded { get; init; } = RecordedCloud.Read;

    /// <summary>Reads a cloud by its name in <c>clouds.yaml</c>, with facts where there are some.</summary>
    public Func<string, FactsFile?, IProgress<ReadingProgress>?, CancellationToken, Checked<Cluster>> ReadLive { get; init; } = ReadCloud;

    /// <summary>Opens a cloud that steps are run on by its name in <c>clouds.yaml</c>; a request to it takes no longer than that.</summary>
    public Func<string, TimeSpan, OpenedCloud> OpenCloud { get; init; } = OpenedCloud.Open;

    /// <summary>How often a run looks at what is under way.</summary>
    public TimeSpan PollInterval { get; init; } = new ExecutionOptions().PollInterval;

    /// <summary>The environment of this process.</summary>
    public static CliEnvironment OfProcess() => new()
    {
        Width = Console.IsOutputRedirected ? 100 : Math.Clamp(WindowWidth(), 60, 160),
        ShowsProgress = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"),
        UsesColour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        IsVerbose = Environment.GetEnvironmentVariable("REBALANCER_VERBOSE") is "1" or "true",
    };

    private static Checked<Cluster> ReadCloud(string name, FactsFile? facts, IProgress<ReadingProgress>? progress, CancellationToken cancellation)
    {
        Checked<CloudSettings> settings = CloudSettings.Find(name);
        if (!settings.TryGet(out CloudSettings? found))
        {
            return new Checked<Cluster>(null, settings.Findings);
        }

        using CloudConnection connection = new(found);
        return LiveCloud.ReadAsync(connection, facts, progress, cancellation).GetAwaiter().GetResult();
    }

    private static int WindowWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : 100;
        }
        catch (IOException)
        {
            return 100;
        }
    }
}
