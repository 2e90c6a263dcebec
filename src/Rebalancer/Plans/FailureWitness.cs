using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Plans;

/// <summary>Whether a host, or all hosts of a rack at once, may fail once the plan is done, and where their instances would be evacuated to then.</summary>
/// <param name="Hosts">The hosts that fail together; at least one.</param>
/// <param name="IsShown">Whether every instance there by then has a refuge; <c>false</c> means that none was found, not that there is none.</param>
/// <param name="Refuges">The way to place all of them at once that was found; empty where none was, or where nobody is there.</param>
public sealed record FailureWitness(ImmutableArray<HostName> Hosts, bool IsShown, ImmutableArray<Refuge> Refuges)
{
    /// <summary>The rack that the hosts are; <c>null</c> where one host was asked about.</summary>
    public string? Rack { get; init; }
}

/// <summary>Where an instance would go if its host failed.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Destination">Where it would be evacuated to.</param>
public sealed record Refuge(InstanceId Instance, HostName Destination);
