namespace Rebalancer.Model;

/// <summary>Nova's <c>vm_state</c>.</summary>
public enum VmState
{
    /// <summary>Running.</summary>
    Active,

    /// <summary>Being built.</summary>
    Building,

    /// <summary>Paused in memory.</summary>
    Paused,

    /// <summary>Suspended to disk.</summary>
    Suspended,

    /// <summary>Shut off.</summary>
    Stopped,

    /// <summary>Booted from a rescue image.</summary>
    Rescued,

    /// <summary>Migrated cold or resized, waiting for confirm or revert (API status VERIFY_RESIZE).</summary>
    Resized,

    /// <summary>Deleted, can be restored.</summary>
    SoftDeleted,

    /// <summary>Gone.</summary>
    Deleted,

    /// <summary>Something failed.</summary>
    Error,

    /// <summary>Shelved, still on its host.</summary>
    Shelved,

    /// <summary>Shelved, on no host.</summary>
    ShelvedOffloaded,
}

/// <summary>The power state that the hypervisor reports, with Nova's numbers.</summary>
public enum PowerState
{
    /// <summary>Not known.</summary>
    NoState = 0,

    /// <summary>Running.</summary>
    Running = 1,

    /// <summary>Paused.</summary>
    Paused = 3,

    /// <summary>Shut down.</summary>
    Shutdown = 4,

    /// <summary>Crashed.</summary>
    Crashed = 6,

    /// <summary>Suspended.</summary>
    Suspended = 7,
}
