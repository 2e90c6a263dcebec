namespace Rebalancer.Rules;

/// <summary>Policies that refuse more than Nova does. Each can be set by itself.</summary>
public sealed record Profile
{
    /// <summary>The stricter words of Red Hat's operators' guide; the default.</summary>
    public static readonly Profile RedHat = new()
    {
        Name = "red-hat",
        RequiresSameCpuModel = true,
        RequiresEqualSharedSet = true,
        RequiresSameArchitecture = true,
        MaxRamOvercommit = 1.0,
        RefusesDataLoss = true,
        RefusesReadOnlyConfigDrive = true,
        RefusesSriovDowntime = true,
        RequiresKnownTopology = true,
        RequiresFencedSource = true,
        HonorsOwners = true,
    };

    /// <summary>What Nova itself checks and nothing else.</summary>
    public static readonly Profile PlainNova = new() { Name = "plain-nova" };

    /// <summary>A name for reports.</summary>
    public string Name { get; init; } = "custom";

    /// <summary>Live and block-live moves only between hosts of one CPU model.</summary>
    public bool RequiresSameCpuModel { get; init; }

    /// <summary>Live and block-live moves of floating instances only between hosts with one <c>cpu_shared_set</c>, whatever the release.</summary>
    public bool RequiresEqualSharedSet { get; init; }

    /// <summary>Every kind of move only between hosts of one CPU architecture.</summary>
    public bool RequiresSameArchitecture { get; init; }

    /// <summary>Memory of a destination, moved instance included, over its physical memory less the reserved; <c>null</c> leaves it to Placement.</summary>
    public double? MaxRamOvercommit { get; init; }

    /// <summary>Refuses evacuations that rebuild a disk from its image.</summary>
    public bool RefusesDataLoss { get; init; }

    /// <summary>Refuses block-live moves with an ISO 9660 config drive on local disks.</summary>
    public bool RefusesReadOnlyConfigDrive { get; init; }

    /// <summary>Refuses live moves that detach an SR-IOV port, which cuts the network for a moment.</summary>
    public bool RefusesSriovDowntime { get; init; }

    /// <summary>Refuses moves of instances with a guest topology to hosts whose NUMA cells nobody told.</summary>
    public bool RequiresKnownTopology { get; init; }

    /// <summary>Refuses evacuations from a host that is not known to be fenced.</summary>
    public bool RequiresFencedSource { get; init; }

    /// <summary>Keeps to what the owner of an instance allows; moves without downtime only where the owner said nothing.</summary>
    public bool HonorsOwners { get; init; }

    /// <summary>Turns every assumption into a refusal.</summary>
    public bool RefusesAssumptions { get; init; }
}
