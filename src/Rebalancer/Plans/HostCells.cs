using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Pci;
using Rebalancer.Rules;
using Rebalancer.Rules.Filters;

namespace Rebalancer.Plans;

/// <summary>The NUMA cells and PCI devices of one host with what is used of them; immutable.</summary>
public sealed class HostCells
{
    private readonly HostName name;
    private readonly NumaFitOptions options;

    private HostCells(HostName name, NumaFitOptions options, NumaHost? cells, NumaUsage? usage, PciStock? devices)
    {
        this.name = name;
        this.options = options;
        Cells = cells;
        Usage = usage;
        Devices = devices;
    }

    /// <summary>The host's cells, or <c>null</c> where nobody told.</summary>
    public NumaHost? Cells { get; }

    /// <summary>What is used of the cells, or <c>null</c> where nobody told the cells.</summary>
    public NumaUsage? Usage { get; }

    /// <summary>The devices, or <c>null</c> where nobody told.</summary>
    public PciStock? Devices { get; }

    /// <summary>A host that nobody uses.</summary>
    public static HostCells Empty(Host host, CloudOptions options)
    {
        NumaHost? cells = host.Topology.TryGet(out HostTopology? topology)
            ? NumaHost.Of(topology, host.CpuSharedSet.ValueOr(null), host.CpuDedicatedSet.ValueOr(null))
            : null;
        PciStock? devices = host.PciPools.TryGet(out ImmutableArray<PciPool> pools) ? new PciStock(pools, [.. pools.Select(_ => 0)]) : null;

        // Only the filter knows the limits; a claim that nobody filtered goes without.
        bool isFiltered = options.EnabledFilters.ValueOr(HostFilters.Assumed).Contains(nameof(NUMATopologyFilter));
        NumaFitOptions fit = new()
        {
            Limits = isFiltered ? new NumaLimits(RatioOf(host, ResourceClass.Vcpu), RatioOf(host, ResourceClass.MemoryMb)) : null,
            PacksCells = options.PacksNumaCells.ValueOr(false),
            Release = host.NovaRelease.Or(options.NovaRelease).ValueOr(NovaRelease.Zed),
        };
        return new HostCells(host.Name, fit, cells, cells is null ? null : NumaUsage.None(cells), devices);
    }

    /// <summary>Whether a guest fits, and where Nova would put it.</summary>
    /// <remarks>The claim that chooses the cells looks at devices only for a guest that asks for some. Source: <c>Claim._test_numa_topology</c>.</remarks>
    public NumaFitResult Fit(InstanceDemand demand)
    {
        // Devices that nobody told are a matter of the unknown, not of the fit.
        ImmutableArray<PciRequest> pci = Devices is null ? [] : demand.Pci;
        if (demand.Topology is { } guest && Cells is not null)
        {
            NumaFitResult fit = NumaFit.Fit(Cells, Usage!, guest, OptionsFor(demand, Cells), pci, pci.IsEmpty ? null : Devices);
            return fit.Placement is { } placement && !Usage!.TryPlace(Cells, guest, placement, out _, out PinningConflict? conflict)
                ? new NumaFitResult(null, [new NumaRefusal("numa.pinning-conflict", conflict.Message, null)])
                : fit;
        }

        return pci.IsEmpty || Devices!.Take(pci, [], Cells) is not null
            ? new NumaFitResult(null, [])
            : new NumaFitResult(null, [new NumaRefusal("pci.devices", $"{name} has not enough free PCI devices of the kind asked for.", null)]);
    }

    /// <summary>How Nova looks for cells for a guest; <c>null</c> for one without, or where nobody told the host's.</summary>
    internal NumaSearch? Search(InstanceDemand demand) => demand.Topology is { } guest && Cells is not null
        ? NumaFit.Search(Cells, Usage!, guest, OptionsFor(demand, Cells), Devices is null ? [] : demand.Pci, demand.Pci.IsEmpty ? null : Devices)
        : null;

    /// <summary>What a guest takes that goes to these host cells, or is there already.</summary>
    public GuestHolding HoldingOf(InstanceDemand demand, GuestPlacement? placement) => new(
        demand.Topology,
        placement,
        demand.Pci.IsEmpty || Devices is null
            ? []
            : Devices.Take(demand.Pci, placement is null ? [] : [.. placement.Cells.Select(cell => cell.HostCell)], Cells) ?? []);

    /// <summary>The host once a guest holds something of it.</summary>
    public HostCells With(GuestHolding holding) => Changed(holding, 1);

    /// <summary>The host once a guest has ceased to hold something of it.</summary>
    public HostCells Without(GuestHolding holding) => Changed(holding, -1);

    /// <summary>Networks come with the limits, which only the filter knows.</summary>
    private NumaFitOptions OptionsFor(InstanceDemand demand, NumaHost cells) =>
        options.Limits is not null && cells.HasNetworks ? options with { Networks = demand.Networks } : options;

    private HostCells Changed(GuestHolding holding, int sign)
    {
        NumaUsage? usage = Usage;
        if (holding is { Placement: { } placement, Topology: { } guest } && usage is not null)
        {
            usage = sign > 0 ? usage.Place(Cells!, guest, placement) : usage.Free(Cells!, guest, placement);
        }

        PciStock? devices = Devices;
        if (!holding.Devices.IsEmpty)
        {
            devices = devices!.With(sign > 0 ? holding.Devices : [.. holding.Devices.Select(count => -count)]);
        }

        return ReferenceEquals(usage, Usage) && ReferenceEquals(devices, Devices)
            ? this
            : new HostCells(name, options, Cells, usage, devices);
    }

    private static double RatioOf(Host host, ResourceClass resourceClass)
    {
        foreach (Inventory inventory in host.Inventories)
        {
            if (inventory.ResourceClass == resourceClass)
            {
                return inventory.AllocationRatio;
            }
        }

        return 1.0;
    }
}

/// <summary>What a guest holds of a host's cells and devices.</summary>
/// <param name="Topology">The guest's cells; <c>null</c> for a floating guest.</param>
/// <param name="Placement">Where they are; <c>null</c> for a floating guest or where nobody told.</param>
/// <param name="Devices">Devices per pool of the host, in its order; empty for none.</param>
public sealed record GuestHolding(GuestTopology? Topology, GuestPlacement? Placement, ImmutableArray<int> Devices);
