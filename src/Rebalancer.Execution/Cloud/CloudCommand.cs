using Rebalancer.Model;

namespace Rebalancer.Execution.Cloud;

/// <summary>Something that an executor asks a cloud to do.</summary>
public abstract record CloudCommand
{
    private protected CloudCommand(string name)
    {
        Name = name;
    }

    /// <summary>The name in the journal; for what is asked of an instance, Nova's name of the instance action.</summary>
    public string Name { get; }
}

/// <summary>Something that is asked of an instance.</summary>
public abstract record InstanceCommand : CloudCommand
{
    private protected InstanceCommand(string name, InstanceId instance)
        : base(name)
    {
        Instance = instance;
    }

    /// <summary>The instance.</summary>
    public InstanceId Instance { get; }
}

/// <summary>Live-migrate to a host; Nova finds out by itself whether local disks are copied.</summary>
public sealed record LiveMigrateCommand(InstanceId Of, HostName Destination) : InstanceCommand("live-migration", Of);

/// <summary>Migrate cold to a host.</summary>
public sealed record ColdMigrateCommand(InstanceId Of, HostName Destination) : InstanceCommand("migrate", Of);

/// <summary>Rebuild on a host after the instance's own has failed.</summary>
public sealed record EvacuateCommand(InstanceId Of, HostName Destination) : InstanceCommand("evacuate", Of);

/// <summary>Confirm a cold migration.</summary>
public sealed record ConfirmCommand(InstanceId Of) : InstanceCommand("confirmResize", Of);

/// <summary>Revert a cold migration.</summary>
public sealed record RevertCommand(InstanceId Of) : InstanceCommand("revertResize", Of);

/// <summary>Start an instance that is shut off.</summary>
public sealed record StartCommand(InstanceId Of) : InstanceCommand("start", Of);

/// <summary>Abort a live migration.</summary>
public sealed record AbortCommand(InstanceId Of, MigrationReading Migration) : InstanceCommand("live_migration_cancel", Of);

/// <summary>End a live migration by pausing the instance, or by post-copy where that is permitted.</summary>
public sealed record ForceCompleteCommand(InstanceId Of, MigrationReading Migration) : InstanceCommand("live_migration_force_complete", Of);

/// <summary>Disable the compute service of a host.</summary>
public sealed record DisableCommand(HostName Host, string Reason) : CloudCommand("disable");

/// <summary>Enable the compute service of a host.</summary>
public sealed record EnableCommand(HostName Host) : CloudCommand("enable");
