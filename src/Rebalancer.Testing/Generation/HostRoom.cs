using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Pci;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Generation;

/// <summary>What is used of one host while a cloud is put together.</summary>
internal sealed class HostRoom
{
    private readonly CloudOptions options;
    private readonly SortedDictionary<ResourceClass, long> used = [];
    private readonly NumaHost? cells;
    private NumaUsage? cellUsage;
    private PciStock? devices;

    public HostRoom(Host host, CloudOptions options)
    {
        Host = host;
        this.options = options;
        cells = host.Topology.TryGet(out HostTopology? topology)
            ? NumaHost.Of(topology, host.CpuSharedSet.ValueOr(null), host.CpuDedicatedSet.ValueOr(null))
            : null;
        cellUsage = cells is null ? null : NumaUsage.None(cells);
        devices = host.PciPools.TryGet(out ImmutableArray<PciPool> pools) ? new PciStock(pools, [.. pools.Select(_ => 0)]) : null;
        Add(host.OtherUsage);
    }

    /// <summary>The host.</summary>
    public Host Host { get; }

    /// <summary>What is used of a resource class.</summary>
    public long Used(ResourceClass resourceClass) => used.GetValueOrDefault(resourceClass);

    /// <summary>What an instance would hold here, or <c>null</c> where Placement or the host's cells or devices refuse it.</summary>
    public Holding? Fit(InstanceDemand demand)
    {
        if (!HasTraits(demand.Request))
        {
            return null;
        }

        ImmutableSortedDictionary<ResourceClass, long> amounts = demand.Request.AmountsOn(Host, options);
        foreach ((ResourceClass resourceClass, long amount) in amounts)
        {
            if (!HasRoom(resourceClass, amount))
            {
                return null;
            }
        }

        return Place(demand, amounts);
    }

    /// <summary>What an instance would hold here whatever Placement says, or <c>null</c> where the host's cells or devices refuse it.</summary>
    public Holding? FitBeyondCapacity(InstanceDemand demand) => Place(demand, demand.Request.AmountsOn(Host, options));

    /// <summary>An instance begins to hold what was found for it.</summary>
    public void Hold(InstanceDemand demand, Holding holding)
    {
        Add(holding.Amounts);
        if (holding.Placement is { } placement && cellUsage is not null)
        {
            cellUsage = cellUsage.Place(cells!, demand.Topology!, placement);
        }

        if (!holding.Devices.IsEmpty)
        {
            devices = devices!.With(holding.Devices);
        }
    }

    /// <summary>An instance holds what a snapshot shows.</summary>
    public void Occupy(InstanceDemand demand, ImmutableSortedDictionary<ResourceClass, long> amounts, GuestPlacement? placement)
    {
        ImmutableArray<int> taken = demand.Pci.IsEmpty || devices is null ? [] : devices.Take(demand.Pci, CellsOf(placement), cells) ?? [];
        Hold(demand, new Holding(amounts, placement, taken));
    }

    private Holding? Place(InstanceDemand demand, ImmutableSortedDictionary<ResourceClass, long> amounts)
    {
        GuestPlacement? placement = null;
        if (demand.Topology is { } guest && cells is not null)
        {
            placement = NumaFit.Fit(cells, cellUsage!, guest, FitOptions(), demand.Pci, devices).Placement;
            if (placement is null)
            {
                return null;
            }
        }

        if (demand.Pci.IsEmpty)
        {
            return new Holding(amounts, placement, []);
        }

        return devices?.Take(demand.Pci, CellsOf(placement), cells) is { } taken ? new Holding(amounts, placement, taken) : null;
    }

    private static ImmutableArray<int> CellsOf(GuestPlacement? placement) =>
        placement is null ? [] : [.. placement.Cells.Select(cell => cell.HostCell)];

    private bool HasTraits(PlacementRequest request) =>
        request.RequiredTraits.All(trait => Host.Traits.Contains(trait)) && !request.ForbiddenTraits.Any(trait => Host.Traits.Contains(trait));

    private bool HasRoom(ResourceClass resourceClass, long amount)
    {
        foreach (Inventory inventory in Host.Inventories)
        {
            if (inventory.ResourceClass == resourceClass)
            {
                return Capacity.AllowsUnit(inventory, amount) && Used(resourceClass) + amount <= Capacity.Of(inventory);
            }
        }

        return amount == 0;
    }

    private NumaFitOptions FitOptions() => new()
    {
        Limits = Limits(),
        PacksCells = options.PacksNumaCells.ValueOr(false),
        Release = Host.NovaRelease.Or(options.NovaRelease).ValueOr(NovaRelease.Zed),
    };

    private NumaLimits Limits()
    {
        double Ratio(ResourceClass resourceClass) => Host.Inventories
            .Where(inventory => inventory.ResourceClass == resourceClass)
            .Select(inventory => inventory.AllocationRatio).DefaultIfEmpty(1.0).First();
        return new NumaLimits(Ratio(ResourceClass.Vcpu), Ratio(ResourceClass.MemoryMb));
    }

    private void Add(ImmutableSortedDictionary<ResourceClass, long> amounts)
    {
        foreach ((ResourceClass resourceClass, long amount) in amounts)
        {
            used[resourceClass] = Used(resourceClass) + amount;
        }
    }
}

/// <summary>What one instance holds on one host.</summary>
internal sealed record Holding(ImmutableSortedDictionary<ResourceClass, long> Amounts, GuestPlacement? Placement, ImmutableArray<int> Devices);
