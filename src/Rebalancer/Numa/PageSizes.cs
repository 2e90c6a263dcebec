using System.Collections.Immutable;

namespace Rebalancer.Numa;

/// <summary>Chooses the page size of a guest cell on a host cell.</summary>
internal static class PageSizes
{
    /// <summary>Asks for the smallest size.</summary>
    public const long Small = -1;

    /// <summary>Asks for any size but the smallest.</summary>
    public const long Large = -2;

    /// <summary>Asks for whatever fits, the largest size first.</summary>
    public const long Any = -3;

    private const long KiBPerMiB = 1024;

    /// <summary>Finds pages for a guest cell that asks for a page size.</summary>
    /// <param name="pools">The host cell's pools.</param>
    /// <param name="used">Pages in use, per pool.</param>
    /// <param name="memoryMiB">The memory of the guest cell.</param>
    /// <param name="pageSize">The size asked for; the one chosen once it fits.</param>
    /// <remarks>Source: <c>nova.virt.hardware._numa_cell_supports_pagesize_request</c>.</remarks>
    public static CellShortage Choose(ImmutableArray<PagePool> pools, ImmutableArray<long> used, long memoryMiB, ref long? pageSize)
    {
        long asked = pageSize!.Value;
        long smallest = Smallest(pools);
        CellShortage shortage = new(CellShortageKind.PageSize, memoryMiB, 0, asked);
        long bound = long.MaxValue;
        while (NextLargest(pools, bound) is var pool and >= 0)
        {
            bound = pools[pool].SizeKiB;
            bool isCandidate = asked switch
            {
                Small => bound == smallest,
                Large => bound != smallest,
                Any => true,
                _ => bound == asked,
            };
            if (!isCandidate)
            {
                continue;
            }

            CellShortage here = Fits(pools[pool], pools[pool].Total - pools[pool].Reserved - At(used, pool), memoryMiB, asked);
            if (here.IsNone)
            {
                pageSize = bound;
                return here;
            }

            // Of several sizes the one with the most free memory explains best why none suffices.
            if (here.Kind > shortage.Kind || (here.Kind == shortage.Kind && here.Available > shortage.Available))
            {
                shortage = here;
            }
        }

        return shortage;
    }

    /// <summary>Whether the smallest pages hold a guest cell that asks for no size: the free ones, or all where overcommit is allowed.</summary>
    public static CellShortage FitsSmallest(ImmutableArray<PagePool> pools, ImmutableArray<long> used, long memoryMiB, bool mayOvercommit)
    {
        int pool = IndexOf(pools, Smallest(pools));
        long size = pools[pool].SizeKiB;
        return mayOvercommit
            ? Fits(pools[pool], pools[pool].Total, memoryMiB, size) is { Kind: CellShortageKind.FreePages } short_
                ? short_ with { Kind = CellShortageKind.Memory }
                : Fits(pools[pool], pools[pool].Total, memoryMiB, size)
            : Fits(pools[pool], pools[pool].Total - pools[pool].Reserved - At(used, pool), memoryMiB, size);
    }

    /// <summary>The smallest size in KiB; 0 without pools.</summary>
    public static long Smallest(ImmutableArray<PagePool> pools)
    {
        long smallest = 0;
        foreach (PagePool pool in pools)
        {
            smallest = smallest == 0 ? pool.SizeKiB : Math.Min(smallest, pool.SizeKiB);
        }

        return smallest;
    }

    /// <summary>The pool of a size, or -1.</summary>
    public static int IndexOf(ImmutableArray<PagePool> pools, long sizeKiB)
    {
        for (int i = 0; i < pools.Length; i++)
        {
            if (pools[i].SizeKiB == sizeKiB)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Pages in use of a pool; 0 where the usage does not list it.</summary>
    public static long At(ImmutableArray<long> used, int pool) => pool < used.Length ? used[pool] : 0;

    private static CellShortage Fits(PagePool pool, long pages, long memoryMiB, long asked)
    {
        long memoryKiB = memoryMiB * KiBPerMiB;
        if (memoryKiB > pages * pool.SizeKiB)
        {
            return new CellShortage(CellShortageKind.FreePages, memoryMiB, pages * pool.SizeKiB / KiBPerMiB, asked);
        }

        return memoryKiB % pool.SizeKiB == 0
            ? CellShortage.None
            : new CellShortage(CellShortageKind.PageMultiple, memoryMiB, 0, asked);
    }

    private static int NextLargest(ImmutableArray<PagePool> pools, long bound)
    {
        int best = -1;
        for (int i = 0; i < pools.Length; i++)
        {
            if (pools[i].SizeKiB < bound && (best < 0 || pools[i].SizeKiB > pools[best].SizeKiB))
            {
                best = i;
            }
        }

        return best;
    }
}
