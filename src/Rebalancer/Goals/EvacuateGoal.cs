using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Goals;

/// <summary>Rebuild the instances of failed hosts elsewhere. Nova allows it only from hosts whose service is down or forced down, one instance at a time here; the instances end stopped.</summary>
/// <param name="Hosts">The failed hosts; at least one.</param>
public sealed record EvacuateGoal(ImmutableArray<HostName> Hosts) : Goal
{
    /// <summary>Whether the operator says that the hosts are fenced (cut off from power or storage), so that no guest still runs there.</summary>
    public bool AreFenced { get; init; }

    /// <summary>Whether the plan begins by disabling the compute services of the hosts, so that they come back without new instances.</summary>
    public bool DisablesFirst { get; init; } = true;

    /// <summary>Why the services are disabled; Nova shows it to everybody.</summary>
    public string DisabledReason { get; init; } = "evacuated by rebalancer";
}
