namespace Rebalancer.Rules;

/// <summary>How an instance gets from one host to another.</summary>
public enum MoveKind
{
    /// <summary>Live migration: disks are shared or volumes, memory goes over the wire.</summary>
    Live,

    /// <summary>Live migration that also copies local disks.</summary>
    BlockLive,

    /// <summary>Cold migration: shut down, copied, started; holds both hosts until it is confirmed.</summary>
    Cold,

    /// <summary>Rebuilt on another host after its own has failed.</summary>
    Evacuate,
}
