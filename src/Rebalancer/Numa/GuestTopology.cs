using System.Collections.Immutable;

namespace Rebalancer.Numa;

/// <summary>The NUMA cells that a guest asks for; only guests with pinning, pages, cells or persistent memory have one.</summary>
/// <param name="Cells">The guest cells, in the guest's order.</param>
/// <param name="EmulatorThreads">Where the emulator's own threads run.</param>
public sealed record GuestTopology(ImmutableArray<GuestCell> Cells, EmulatorThreadsPolicy? EmulatorThreads = null);

/// <summary>One cell of a guest, as asked for.</summary>
public sealed record GuestCell
{
    /// <summary>The guest's number for it.</summary>
    public required int Id { get; init; }

    /// <summary>Guest CPUs that float over the host cell's shared CPUs.</summary>
    public CpuSet SharedVcpus { get; init; } = CpuSet.Empty;

    /// <summary>Guest CPUs that get a host CPU each.</summary>
    public CpuSet DedicatedVcpus { get; init; } = CpuSet.Empty;

    /// <summary>Memory in MiB.</summary>
    public required long MemoryMiB { get; init; }

    /// <summary>The page size asked for: <c>null</c> not asked, -1 small, -2 large, -3 any, else KiB.</summary>
    public long? PageSize { get; init; }

    /// <summary>Shared, dedicated or mixed; <c>null</c> is shared.</summary>
    public CpuAllocationPolicy? CpuPolicy { get; init; }

    /// <summary>How pinned CPUs use thread siblings.</summary>
    public CpuThreadPolicy? ThreadPolicy { get; init; }
}

/// <summary>Nova's <c>hw:cpu_policy</c>.</summary>
public enum CpuAllocationPolicy
{
    /// <summary>vCPUs float.</summary>
    Shared,

    /// <summary>Each vCPU is pinned.</summary>
    Dedicated,

    /// <summary>Some vCPUs are pinned, the others float.</summary>
    Mixed,
}

/// <summary>Nova's <c>hw:cpu_thread_policy</c>.</summary>
public enum CpuThreadPolicy
{
    /// <summary>Siblings where there are any.</summary>
    Prefer,

    /// <summary>A core of its own for each pinned CPU.</summary>
    Isolate,

    /// <summary>Only siblings.</summary>
    Require,
}

/// <summary>Nova's <c>hw:emulator_threads_policy</c>.</summary>
public enum EmulatorThreadsPolicy
{
    /// <summary>One more dedicated CPU for the emulator.</summary>
    Isolate,

    /// <summary>The emulator runs on the shared set.</summary>
    Share,
}
