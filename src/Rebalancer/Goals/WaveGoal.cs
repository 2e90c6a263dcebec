using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Goals;

/// <summary>Empty each of these hosts once, some at a time, so that all can be maintained while the instances run.</summary>
/// <param name="Hosts">The hosts; at least one.</param>
/// <remarks>The plan holds a step for the maintenance of each wave, which comes after the last instance has left and before the services are enabled again.</remarks>
public sealed record WaveGoal(ImmutableArray<HostName> Hosts) : Goal
{
    /// <summary>The most hosts that are empty at once; 1 or more.</summary>
    public int Width { get; init; } = 1;

    /// <summary>Why the services are disabled; Nova shows it to everybody.</summary>
    public string DisabledReason { get; init; } = "maintained in waves by rebalancer";
}
