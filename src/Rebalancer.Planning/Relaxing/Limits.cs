using Rebalancer.Goals;

namespace Rebalancer.Planning.Relaxing;

/// <summary>The limits of a goal by their names in JSON.</summary>
internal static class Limits
{
    private static readonly (string Name, string Text, Func<PlanLimits, PlanLimits> Lift)[] All =
    [
        ("maxMoves", "Allow any number of moves.", limits => limits with { MaxMoves = null }),
        ("maxGiB", "Allow any amount of transfer.", limits => limits with { MaxGiB = null }),
        ("headroom", "Keep no headroom on destinations.", limits => limits with { Headroom = 0 }),
        ("instancesLeftAlone", "Leave no instance alone.", limits => limits with { InstancesLeftAlone = [] }),
        ("hostsLeftAlone", "Leave no host alone.", limits => limits with { HostsLeftAlone = [] }),
        ("kinds", "Allow every kind of move.", limits => limits with { Kinds = new PlanLimits().Kinds }),
        ("maxDetours", "Allow any number of detours.", limits => limits with { MaxDetours = null }),
        ("window", "Take the time that it needs.", limits => limits with { Window = null }),
    ];

    /// <summary>The limits that may stand in the way, whatever reasons were given.</summary>
    public static IEnumerable<(string Name, string Text)> Set(PlanLimits limits) =>
        from limit in All
        where limit.Lift(limits) != limits
        select (limit.Name, limit.Text);

    /// <summary>Limits without one of them.</summary>
    /// <exception cref="ArgumentException">There is no such limit.</exception>
    public static PlanLimits Without(PlanLimits limits, string name) =>
        Array.Find(All, limit => limit.Name == name) is { Lift: not null } found ? found.Lift(limits) : throw new ArgumentException($"There is no limit '{name}'.", nameof(name));
}
