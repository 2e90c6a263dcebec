using System.Collections.Immutable;

namespace Rebalancer.Numa;

/// <summary>A host's cells as Nova's fit sees them: its CPUs split into shared and dedicated ones.</summary>
/// <param name="Cells">The cells, in the order Nova reports them.</param>
public sealed record NumaHost(ImmutableArray<NumaHostCell> Cells)
{
    /// <summary>Whether any network is tied to one of the cells.</summary>
    internal bool HasNetworks
    {
        get
        {
            foreach (NumaHostCell cell in Cells)
            {
                if (cell.Networks is not null)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Splits the CPUs of a topology by the host's sets; with neither set, every CPU serves both purposes.</summary>
    /// <param name="topology">The cells.</param>
    /// <param name="shared"><c>cpu_shared_set</c>, or <c>null</c> when not configured.</param>
    /// <param name="dedicated"><c>cpu_dedicated_set</c>, or <c>null</c> when not configured.</param>
    /// <remarks>Source: <c>nova.virt.libvirt.driver._get_host_numa_topology</c>.</remarks>
    public static NumaHost Of(HostTopology topology, CpuSet? shared, CpuSet? dedicated) => new(
    [
        .. topology.Cells.Select(cell => new NumaHostCell
        {
            Id = cell.Id,
            SharedCpus = shared is null && dedicated is null ? cell.Cpus : cell.Cpus.Intersect(shared ?? CpuSet.Empty),
            DedicatedCpus = shared is null && dedicated is null ? cell.Cpus : cell.Cpus.Intersect(dedicated ?? CpuSet.Empty),
            Siblings = cell.Siblings,
            Socket = cell.Socket,
            MemoryMiB = cell.MemoryMiB,
            Pages = cell.Pages,
            Networks = cell.Networks,
        }),
    ]);
}

/// <summary>One host cell as Nova's fit sees it.</summary>
public sealed record NumaHostCell
{
    /// <summary>The cell's number.</summary>
    public required int Id { get; init; }

    /// <summary>CPUs for floating vCPUs (Nova's <c>cpuset</c>).</summary>
    public required CpuSet SharedCpus { get; init; }

    /// <summary>CPUs for pinned vCPUs (Nova's <c>pcpuset</c>).</summary>
    public required CpuSet DedicatedCpus { get; init; }

    /// <summary>Sets of thread siblings, in Nova's order.</summary>
    public ImmutableArray<CpuSet> Siblings { get; init; } = [];

    /// <summary>The socket, where told.</summary>
    public int? Socket { get; init; }

    /// <summary>Memory in MiB.</summary>
    public required long MemoryMiB { get; init; }

    /// <summary>Page pools, smallest size first; empty where the host tells none.</summary>
    public ImmutableArray<PagePool> Pages { get; init; } = [];

    /// <summary>Networks whose traffic enters at this cell; <c>null</c> where none is configured.</summary>
    public NetworkAffinity? Networks { get; init; }
}
