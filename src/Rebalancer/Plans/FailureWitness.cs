using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Plans;

/// <summary>Whether a host may fail once the plan is done, and where its instances would be evacuated to then.</summary>
/// <param name="Host">The host.</param>
/// <param name="IsShown">Whether every instance there by then has a refuge; <c>false</c> means that none was found, not that there is none.</param>
/// <param name="Refuges">The way to place all of them at once that was found; empty where none was, or where nobody is there.</param>
public sealed record FailureWitness(HostName Host, bool IsShown, ImmutableArray<Refuge> Refuges);

/// <summary>Where an instance would go if its host failed.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Destination">Where it would be evacuated to.</param>
public sealed record Refuge(InstanceId Instance, HostName Destination);
