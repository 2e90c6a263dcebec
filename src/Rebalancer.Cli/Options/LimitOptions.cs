using System.CommandLine;
using System.Globalization;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Cli.Options;

/// <summary>What a plan must stay within.</summary>
internal sealed class LimitOptions
{
    private readonly Option<int?> maxMoves = Whole("--max-moves", "The most moves.", 0);
    private readonly Option<int?> maxGib = Whole("--max-gib", "The most GiB over the wire.", 0);

    private readonly Option<string[]> leaveAloneInstance = new("--leave-alone-instance")
    {
        Description = "An instance, by id or unique name, that must stay where it is; may be repeated.",
        HelpName = "instance",
    };

    private readonly Option<string[]> leaveAloneHost = new("--leave-alone-host")
    {
        Description = "A host that neither gives nor takes an instance; may be repeated.",
        HelpName = "host",
    };

    private readonly Option<MoveKind[]?> kinds = new("--kinds")
    {
        Description = "The kinds of move that may be used, separated by commas: live, block-live, cold, evacuate. All by default.",
        HelpName = "kinds",
        CustomParser = Values.Kinds,
    };

    private readonly Option<double?> headroom = new("--headroom")
    {
        Description = "The share of each capacity that a destination keeps free at the end, such as 0.1.",
        HelpName = "share",
        CustomParser = Values.Number(share => share is >= 0 and < 1, "from 0 to below 1"),
    };

    private readonly Option<int?> maxOut = Whole("--max-out", "The most live migrations out of one host at once, where its own limit is unknown; 1 by default.", 1);
    private readonly Option<int?> maxInto = Whole("--max-into", "The most migrations into one host at once.", 1);
    private readonly Option<int?> maxInAll = Whole("--max-in-all", "The most migrations at once in all.", 1);

    private readonly Option<string[]> survive = new("--survive")
    {
        Description = "A host that may fail once the plan is done: the plan shows where its instances would go then, and makes room; may be repeated.",
        HelpName = "host",
    };

    private readonly Option<string[]> surviveRack = new("--survive-rack")
    {
        Description = "A rack, as the label 'rack' of hosts names it, that may fail as a whole once the plan is done; may be repeated.",
        HelpName = "rack",
    };

    private readonly Option<int?> maxDetours = Whole("--max-detours", "The most instances that are moved twice to let others pass.", 0);

    private readonly Option<TimeSpan?> window = new("--window")
    {
        Description = "The time that the plan may take, such as 90m or 1h30m; instances whose move would end later stay.",
        HelpName = "time",
        CustomParser = Values.Duration,
    };

    private readonly Option<string> startsAt = new("--starts-at")
    {
        Description = "When the plan will start, as 2026-01-31T22:00:00Z or now; instances that must not move before a moment stay behind without it.",
        HelpName = "time",
    };

    public LimitOptions(Command command)
    {
        Option[] all = [maxMoves, maxGib, leaveAloneInstance, leaveAloneHost, kinds, headroom, maxOut, maxInto, maxInAll, survive, surviveRack, maxDetours, window, startsAt];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The limits that the arguments ask for.</summary>
    /// <param name="parsed">The arguments.</param>
    /// <param name="cluster">The cluster whose hosts and instances they name.</param>
    /// <param name="time">What now is.</param>
    /// <param name="start">What holds where the arguments say nothing.</param>
    public PlanLimits Read(ParseResult parsed, Cluster cluster, TimeProvider time, PlanLimits start) => start with
    {
        MaxMoves = parsed.GetValue(maxMoves) ?? start.MaxMoves,
        MaxGiB = parsed.GetValue(maxGib) ?? start.MaxGiB,
        InstancesLeftAlone = parsed.GetValue(leaveAloneInstance) is { Length: > 0 } instances ? Names.Instances(cluster, instances) : start.InstancesLeftAlone,
        HostsLeftAlone = parsed.GetValue(leaveAloneHost) is { Length: > 0 } hosts ? Names.Hosts(cluster, hosts) : start.HostsLeftAlone,
        Kinds = parsed.GetValue(kinds) is { Length: > 0 } chosen ? [.. chosen] : start.Kinds,
        Headroom = parsed.GetValue(headroom) ?? start.Headroom,
        MaxOutOfHost = parsed.GetValue(maxOut) ?? start.MaxOutOfHost,
        MaxIntoHost = parsed.GetValue(maxInto) ?? start.MaxIntoHost,
        MaxInAll = parsed.GetValue(maxInAll) ?? start.MaxInAll,
        Survives = parsed.GetValue(survive) is { Length: > 0 } failing ? Names.Hosts(cluster, failing) : start.Survives,
        SurvivesRacks = parsed.GetValue(surviveRack) is { Length: > 0 } racks ? Names.Racks(cluster, racks) : start.SurvivesRacks,
        MaxDetours = parsed.GetValue(maxDetours) ?? start.MaxDetours,
        Window = parsed.GetValue(window) ?? start.Window,
        StartsAt = parsed.GetValue(startsAt) is { } text ? Moment(text, time) : start.StartsAt,
    };

    private static Option<int?> Whole(string name, string description, int least) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = Values.Whole(least),
    };

    private static DateTimeOffset Moment(string text, TimeProvider time) =>
        text == "now" ? time.GetUtcNow()
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment) ? moment
        : throw new CommandException($"--starts-at takes a moment such as 2026-01-31T22:00:00Z or now, not '{text}'.");
}
