using Rebalancer.Cpu;
using Rebalancer.Numa;
using Rebalancer.Snapshots.Shapes;

namespace Rebalancer.Snapshots.Tables;

/// <summary>The fields of CPUs, NUMA cells and what is placed on them.</summary>
internal static class NumaTables
{
    /// <summary>A CPU as libvirt describes it.</summary>
    public static readonly RecordShape<HostCpu> Cpu =
        new RecordShape<HostCpu>("cpu", new HostCpu { Architecture = new CpuArchitecture("") }, isInline: true)
            .Required("architecture", Values.Architecture, cpu => cpu.Architecture, (cpu, value) => cpu with { Architecture = value })
            .Optional("vendor", Values.Text, cpu => cpu.Vendor, (cpu, value) => cpu with { Vendor = value })
            .Optional("model", Values.Text, cpu => cpu.Model, (cpu, value) => cpu with { Model = value }, "libvirt's model name")
            .Optional("features", Values.Features, cpu => cpu.Features, (cpu, value) => cpu with { Features = value }, "libvirt's feature names");

    /// <summary>A CPU model of libvirt's <c>cpu_map</c>.</summary>
    public static readonly RecordShape<CpuModel> CpuModel =
        new RecordShape<CpuModel>("cpuModel", new CpuModel("", "", "", CpuFeatureSet.Empty))
            .Required("family", Values.Name, model => model.Family, (model, value) => model with { Family = value }, "x86, ppc64 or arm")
            .Required("name", Values.Name, model => model.Name, (model, value) => model with { Name = value })
            .Optional("vendor", Values.Text, model => model.Vendor, (model, value) => model with { Vendor = value }, "empty for a model of any vendor")
            .Optional("features", Values.Features, model => model.Features, (model, value) => model with { Features = value }, "libvirt's feature names");

    /// <summary>The cells of a host.</summary>
    public static readonly RecordShape<HostTopology> HostTopology =
        new RecordShape<HostTopology>("hostTopology", new HostTopology([]))
            .Required("cells", Values.List(HostCell(), most: ListBounds.Cells), topology => topology.Cells, (topology, value) => topology with { Cells = value });

    /// <summary>Where the cells of a guest are.</summary>
    public static readonly RecordShape<GuestPlacement> GuestPlacement =
        new RecordShape<GuestPlacement>("guestPlacement", new GuestPlacement([]))
            .Required("cells", Values.List(PlacedCell(), most: ListBounds.Cells), placement => placement.Cells, (placement, value) => placement with { Cells = value }, "one per guest cell, in the guest's order");

    private static RecordShape<HostCell> HostCell() =>
        new RecordShape<HostCell>("hostCell", new HostCell { Id = 0, Cpus = CpuSet.Empty, MemoryMiB = 0 })
            .Required("id", Values.Count, cell => cell.Id, (cell, value) => cell with { Id = value })
            .Required("cpus", Values.Cpus, cell => cell.Cpus, (cell, value) => cell with { Cpus = value }, "all online CPUs, whatever they are configured for")
            .Optional("siblings", Values.List(Values.Cpus), cell => cell.Siblings, (cell, value) => cell with { Siblings = value }, "sets of thread siblings")
            .Optional("socket", Values.OrNone(Values.Count), cell => cell.Socket, (cell, value) => cell with { Socket = value })
            .Required("memoryMiB", Values.Amount, cell => cell.MemoryMiB, (cell, value) => cell with { MemoryMiB = value })
            .Optional("pages", Values.List(PagePool(), most: ListBounds.Cells), cell => cell.Pages, (cell, value) => cell with { Pages = value }, "smallest size first")
            .Optional("networks", Values.OrNull(Networks()), cell => cell.Networks, (cell, value) => cell with { Networks = value }, "networks tied to the cell");

    private static RecordShape<NetworkAffinity> Networks() =>
        new RecordShape<NetworkAffinity>("networkAffinity", new NetworkAffinity([], false), isInline: true)
            .Optional("physicalNetworks", Values.SortedTexts, networks => networks.PhysicalNetworks, (networks, value) => networks with { PhysicalNetworks = value })
            .Optional("tunneled", Values.Flag, networks => networks.Tunneled, (networks, value) => networks with { Tunneled = value }, "whether tunnelled networks enter there");

    private static RecordShape<PagePool> PagePool() =>
        new RecordShape<PagePool>("pagePool", new PagePool(1, 0), isInline: true)
            .Required("sizeKiB", Values.Positive, pool => pool.SizeKiB, (pool, value) => pool with { SizeKiB = value })
            .Required("total", Values.Amount, pool => pool.Total, (pool, value) => pool with { Total = value })
            .Optional("reserved", Values.Amount, pool => pool.Reserved, (pool, value) => pool with { Reserved = value });

    private static RecordShape<PlacedCell> PlacedCell() =>
        new RecordShape<PlacedCell>("placedCell", new PlacedCell { HostCell = 0 }, isInline: true)
            .Required("hostCell", Values.Count, cell => cell.HostCell, (cell, value) => cell with { HostCell = value })
            .Optional("pinning", Values.Pinning, cell => cell.Pinning, (cell, value) => cell with { Pinning = value }, "guest CPU to host CPU")
            .Optional("reservedCpus", Values.Cpus, cell => cell.ReservedCpus, (cell, value) => cell with { ReservedCpus = value }, "host CPUs for the emulator's threads")
            .Optional("pageSizeKiB", Values.OrNone(Values.Positive), cell => cell.PageSizeKiB, (cell, value) => cell with { PageSizeKiB = value });
}
