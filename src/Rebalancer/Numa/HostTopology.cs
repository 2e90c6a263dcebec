using System.Collections.Immutable;

namespace Rebalancer.Numa;

/// <summary>The NUMA cells of a host, in the order Nova reports them.</summary>
/// <param name="Cells">The cells, with distinct ids and disjoint CPUs.</param>
public sealed record HostTopology(ImmutableArray<HostCell> Cells);

/// <summary>One NUMA cell of a host: its hardware, without what is used of it.</summary>
public sealed record HostCell
{
    /// <summary>The cell's number.</summary>
    public required int Id { get; init; }

    /// <summary>All online CPUs of the cell, whatever they are configured for.</summary>
    public required CpuSet Cpus { get; init; }

    /// <summary>Sets of thread siblings; a CPU in none of them is a core of its own.</summary>
    public ImmutableArray<CpuSet> Siblings { get; init; } = [];

    /// <summary>The socket, where told.</summary>
    public int? Socket { get; init; }

    /// <summary>Memory in MiB.</summary>
    public required long MemoryMiB { get; init; }

    /// <summary>Page pools, smallest size first; empty where the host tells none.</summary>
    public ImmutableArray<PagePool> Pages { get; init; } = [];

    /// <summary>Networks whose traffic enters at this cell: <c>[neutron_physnet_*] numa_nodes</c> and <c>[neutron_tunnel] numa_nodes</c>; <c>null</c> for none.</summary>
    public NetworkAffinity? Networks { get; init; }
}

/// <summary>Memory pages of one size in one host cell.</summary>
/// <param name="SizeKiB">The page size in KiB.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Reserved">How many are kept from instances.</param>
public sealed record PagePool(long SizeKiB, long Total, long Reserved = 0);
