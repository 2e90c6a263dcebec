using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Generation;

/// <summary>What is used of one host while a cloud is put together.</summary>
internal sealed class HostRoom
{
    private readonly Host host;
    private readonly CloudOptions options;
    private readonly SortedDictionary<ResourceClass, long> used = [];
    private HostCells cells;

    public HostRoom(Host host, CloudOptions options)
    {
        this.host = host;
        this.options = options;
        cells = HostCells.Empty(host, options);
        Add(host.OtherUsage);
    }

    /// <summary>What is used of a resource class.</summary>
    public long Used(ResourceClass resourceClass) => used.GetValueOrDefault(resourceClass);

    /// <summary>What an instance would hold here, or <c>null</c> where Placement or the host's cells or devices refuse it.</summary>
    public Holding? Fit(InstanceDemand demand)
    {
        if (!HasTraits(demand.Request))
        {
            return null;
        }

        ImmutableSortedDictionary<ResourceClass, long> amounts = demand.Request.AmountsOn(host, options);
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
    public Holding? FitBeyondCapacity(InstanceDemand demand) => Place(demand, demand.Request.AmountsOn(host, options));

    /// <summary>An instance begins to hold what was found for it.</summary>
    public void Hold(Holding holding)
    {
        Add(holding.Amounts);
        cells = cells.With(holding.Guest);
    }

    /// <summary>An instance holds what a snapshot shows.</summary>
    public void Occupy(InstanceDemand demand, ImmutableSortedDictionary<ResourceClass, long> amounts, GuestPlacement? placement) =>
        Hold(new Holding(amounts, cells.HoldingOf(demand, placement)));

    private Holding? Place(InstanceDemand demand, ImmutableSortedDictionary<ResourceClass, long> amounts)
    {
        NumaFitResult fit = cells.Fit(demand);
        return fit.Refusals.IsEmpty ? new Holding(amounts, cells.HoldingOf(demand, fit.Placement)) : null;
    }

    private bool HasTraits(PlacementRequest request) =>
        request.RequiredTraits.All(trait => host.Traits.Contains(trait)) && !request.ForbiddenTraits.Any(trait => host.Traits.Contains(trait));

    private bool HasRoom(ResourceClass resourceClass, long amount)
    {
        foreach (Inventory inventory in host.Inventories)
        {
            if (inventory.ResourceClass == resourceClass)
            {
                return Capacity.AllowsUnit(inventory, amount) && Used(resourceClass) + amount <= Capacity.Of(inventory);
            }
        }

        return amount == 0;
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
/// <param name="Amounts">Its allocation in Placement.</param>
/// <param name="Guest">What it holds of the host's cells and devices.</param>
internal sealed record Holding(ImmutableSortedDictionary<ResourceClass, long> Amounts, GuestHolding Guest)
{
    /// <summary>Where the guest's cells are; unknown for a floating guest and where the host's cells are unknown.</summary>
    public Fact<GuestPlacement> Placement => Guest.Placement is { } placement ? Fact.Given(placement) : default;
}
