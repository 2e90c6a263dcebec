using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Goals;

/// <summary>Empty these hosts, and keep everybody else where they are as far as possible.</summary>
/// <param name="Hosts">The hosts to empty; at least one.</param>
public sealed record DrainGoal(ImmutableArray<HostName> Hosts) : Goal
{
    /// <summary>Whether the plan begins by disabling the compute services of the hosts.</summary>
    public bool DisablesFirst { get; init; } = true;

    /// <summary>Whether the plan ends by enabling the services that it disabled.</summary>
    public bool EnablesAfter { get; init; }

    /// <summary>Why the services are disabled; Nova shows it to everybody.</summary>
    public string DisabledReason { get; init; } = "drained by rebalancer";

    /// <summary>Whether the hosts are failing, so that what matters most must be off them first: live migrations before cold ones, then by <see cref="FirstToLeave"/>.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>Instances that matter most, the most important first; an urgent drain moves them before all others.</summary>
    public ImmutableArray<InstanceId> FirstToLeave { get; init; } = [];
}
