using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.Pci;

/// <summary>Takes devices from pools, request after request, near the host cells of one guest.</summary>
/// <remarks>Source: <c>nova.pci.stats.PciDeviceStats</c>, <c>_filter_pools</c> and <c>_apply_request</c>.</remarks>
internal sealed class PciChoice
{
    private readonly ImmutableArray<PciPool> pools;
    private readonly ImmutableArray<int> hostCells;
    private readonly NumaHost? host;
    private readonly int[] free;
    private readonly int[] taken;

    public PciChoice(ImmutableArray<PciPool> pools, ImmutableArray<int> used, ImmutableArray<int> hostCells, NumaHost? host)
    {
        this.pools = pools;
        this.hostCells = hostCells;
        this.host = host;
        free = [.. pools.Select((pool, i) => Math.Max(0, pool.Total - used[i]))];
        taken = new int[pools.Length];
    }

    /// <summary>The devices taken so far, per pool.</summary>
    public ImmutableArray<int> Taken => [.. taken];

    /// <summary>Takes the devices of one request; takes none when they do not suffice.</summary>
    public bool TryTake(PciRequest request)
    {
        List<int> suited = SuitedPools(request);
        if (CountFree(suited) < request.Count || suited.Count == 0)
        {
            return false;
        }

        int left = request.Count;
        foreach (int pool in suited)
        {
            int some = Math.Min(left, free[pool]);
            free[pool] -= some;
            taken[pool] += some;
            left -= some;
        }

        return true;
    }

    private List<int> SuitedPools(PciRequest request)
    {
        // Nova keeps pools sorted by how much is said about them, so that devices with special marks go last, and drops empty ones.
        List<int> suited = [.. Enumerable.Range(0, pools.Length)
            .Where(pool => free[pool] > 0 && PciMatch.IsOfKind(pools[pool], request))
            .OrderBy(pool => PciMatch.MarkCount(pools[pool]))];
        if (CountFree(suited) < request.Count)
        {
            return [];
        }

        // Nearness is settled before unwanted kinds of function are left out, so a near one that is unwanted can shut out a far one.
        return [.. Near(suited, request).Where(pool => PciMatch.IsWantedFunction(pools[pool], request))];
    }

    private List<int> Near(List<int> suited, PciRequest request)
    {
        if (hostCells.IsEmpty)
        {
            return suited;
        }

        string policy = request.NumaPolicy ?? PciNumaPolicy.Legacy;
        List<int> onCells = [.. suited.Where(pool => pools[pool].NumaNode is { } node && hostCells.Contains(node))];
        if (policy == PciNumaPolicy.Required || CountFree(onCells) >= request.Count)
        {
            return onCells;
        }

        if (policy == PciNumaPolicy.Socket)
        {
            return OnSockets(suited);
        }

        bool IsNearOrUntold(int pool) => pools[pool].NumaNode is not { } node || hostCells.Contains(node);
        List<int> nearOrUntold = [.. suited.Where(IsNearOrUntold)];
        return policy == PciNumaPolicy.Legacy || CountFree(nearOrUntold) >= request.Count
            ? nearOrUntold
            : [.. suited.OrderBy(pool => IsNearOrUntold(pool) ? 0 : 1)];
    }

    private List<int> OnSockets(List<int> suited)
    {
        if (host is null || host.Cells.Any(cell => cell.Socket is null))
        {
            return [];
        }

        HashSet<int?> sockets = [.. host.Cells.Where(cell => hostCells.Contains(cell.Id)).Select(cell => cell.Socket)];
        HashSet<int?> cells = [.. host.Cells.Where(cell => sockets.Contains(cell.Socket)).Select(cell => (int?)cell.Id)];
        return [.. suited.Where(pool => pools[pool].NumaNode is { } node && cells.Contains(node))];
    }

    private int CountFree(List<int> some)
    {
        int count = 0;
        foreach (int pool in some)
        {
            count += free[pool];
        }

        return count;
    }
}
