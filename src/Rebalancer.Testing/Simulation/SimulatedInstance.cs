using Rebalancer.Execution.Cloud;
using Rebalancer.Model;

namespace Rebalancer.Testing.Simulation;

/// <summary>An instance of a simulated cloud.</summary>
internal sealed class SimulatedInstance(int index, InstanceId id, HostName host, VmState vmState)
{
    public int Index { get; } = index;

    public InstanceId Id { get; } = id;

    public HostName Host { get; set; } = host;

    public VmState VmState { get; set; } = vmState;

    /// <summary>What it was before a cold migration or an evacuation.</summary>
    public VmState FormerState { get; set; } = vmState;

    public string? Task { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>The newest first.</summary>
    public List<SimulatedAction> Actions { get; } = [];

    /// <summary>The newest first.</summary>
    public List<SimulatedMigration> Migrations { get; } = [];
}

/// <summary>Something that was asked of an instance.</summary>
internal sealed class SimulatedAction(string requestId, string name)
{
    public string RequestId { get; } = requestId;

    public string Name { get; } = name;

    public string? Failure { get; set; }
}

/// <summary>A migration of a simulated cloud.</summary>
internal sealed class SimulatedMigration(string id, long number, InFlightKind kind, HostName source, HostName destination, SimulatedAction action)
{
    public string Id { get; } = id;

    public InFlightKind Kind { get; } = kind;

    public HostName Source { get; } = source;

    public HostName Destination { get; } = destination;

    public SimulatedAction Action { get; } = action;

    public string Status { get; set; } = "accepted";

    /// <summary>When it began to copy.</summary>
    public DateTimeOffset Began { get; set; }

    /// <summary>How long it copies; the longest time there is for one that stalls.</summary>
    public TimeSpan Takes { get; set; }

    /// <summary>Goes up when what was to happen next shall not happen any more.</summary>
    public int Version { get; set; }

    public MigrationReading ToReading() => new(Id, number, Kind, Status, Source, Destination);
}
