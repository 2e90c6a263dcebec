using System.Collections.Immutable;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Numa;

namespace Rebalancer.Tests.Numa;

/// <summary>A host in use and a guest that asks for a place on it.</summary>
public sealed record NumaScene(NumaHost Host, NumaUsage Usage, GuestTopology Guest, NumaFitOptions Options)
{
    public NumaFitResult Fit() => NumaFit.Fit(Host, Usage, Guest, Options, [], null);

    public override string ToString()
    {
        IEnumerable<string> cells = Host.Cells.Zip(Usage.Cells, (cell, used) => string.Create(
            CultureInfo.InvariantCulture,
            $"cell {cell.Id}: shared {cell.SharedCpus}, dedicated {cell.DedicatedCpus}, siblings {string.Join(' ', cell.Siblings.Select(s => $"[{s}]"))}, {cell.MemoryMiB} MiB, {string.Join(' ', cell.Pages)}; used {used.SharedVcpus} vCPUs, {used.MemoryMiB} MiB, pinned {used.PinnedCpus}, pages {string.Join(' ', used.PagesUsed)}"));
        return string.Join('\n', [.. cells, $"guest, emulator {Guest.EmulatorThreads}:", .. Guest.Cells.Select(cell => cell.ToString()), Options.ToString()]);
    }
}

/// <summary>Small scenes with every feature: threads, CPU sets, pages, policies, limits, use.</summary>
public static class NumaScenes
{
    private const long BasePageKiB = 4;
    private static readonly long[] LargePagesKiB = [2048, 1048576];

    public static Arbitrary<NumaScene> Scene() => Arb.From(SceneOf(Gen.Choose(1, 4), Gen.Choose(1, 3)), Simpler);

    /// <summary>Scenes with one thing less.</summary>
    public static IEnumerable<NumaScene> Simpler(NumaScene scene)
    {
        for (int i = 0; i < scene.Host.Cells.Length; i++)
        {
            if (scene.Host.Cells.Length > 1)
            {
                yield return scene with
                {
                    Host = new NumaHost(scene.Host.Cells.RemoveAt(i)),
                    Usage = new NumaUsage(scene.Usage.Cells.RemoveAt(i)),
                };
            }

            CellUsage used = scene.Usage.Cells[i];
            CellUsage unpinned = used with { PinnedCpus = CpuSet.Empty };
            CellUsage empty = new() { PagesUsed = [.. used.PagesUsed.Select(_ => 0L)], PinnedCpus = used.PinnedCpus };
            foreach (CellUsage less in new[] { unpinned, empty }.Where(less => !Same(less, used)))
            {
                yield return scene with { Usage = new NumaUsage(scene.Usage.Cells.SetItem(i, less)) };
            }
        }

        for (int i = 0; i < scene.Guest.Cells.Length && scene.Guest.Cells.Length > 1; i++)
        {
            yield return scene with { Guest = scene.Guest with { Cells = scene.Guest.Cells.RemoveAt(i) } };
        }

        if (scene.Options.Limits is not null)
        {
            yield return scene with { Options = scene.Options with { Limits = null } };
        }
    }

    public static Gen<NumaScene> SceneOf(Gen<int> hostCells, Gen<int> guestCells) =>
        from count in hostCells
        from threads in Gen.Elements(1, 2, 4)
        from split in Gen.Choose(0, 3)
        from hasPages in Gen.Elements(true, true, false)
        from cells in Cells(count, threads, split, hasPages)
        from usage in Usages(cells)
        from guest in Guests(guestCells)
        from limits in Gen.Elements(null, new NumaLimits(1, 1), new NumaLimits(2, 1.5))
        from packs in Gen.Elements(true, false)
        select new NumaScene(
            new NumaHost(cells), new NumaUsage(usage), guest, new NumaFitOptions { Limits = limits, PacksCells = packs });

    private static bool Same(CellUsage one, CellUsage other) => one.MemoryMiB == other.MemoryMiB
        && one.SharedVcpus == other.SharedVcpus && one.PinnedCpus.Equals(other.PinnedCpus) && one.PagesUsed.SequenceEqual(other.PagesUsed);

    private static Gen<ImmutableArray<NumaHostCell>> Cells(int count, int threads, int split, bool hasPages) =>
        Gen.CollectToList(Enumerable.Range(0, count), id => Cell(id, threads, split, hasPages)).Select(cells => cells.ToImmutableArray());

    private static Gen<NumaHostCell> Cell(int id, int threads, int split, bool hasPages) =>
        from cores in Gen.Choose(1, 4)
        from memory in Gen.Elements(1024L, 2048, 4096)
        from pages in Pages(hasPages)
        let first = id * 16
        let all = CpuSet.Range(first, cores * threads)
        let shared = split switch
        {
            0 => all,
            1 => CpuSet.Range(first, threads),
            2 => CpuSet.Empty,
            _ => all,
        }
        select new NumaHostCell
        {
            Id = id,
            SharedCpus = shared,
            DedicatedCpus = split == 0 ? all : all.Except(shared),
            Siblings = [.. Enumerable.Range(0, cores).Select(core => CpuSet.Range(first + (core * threads), threads))],
            MemoryMiB = memory,
            Socket = id / 2,
            Pages = pages,
        };

    private static Gen<ImmutableArray<PagePool>> Pages(bool hasPages) => !hasPages
        ? Gen.Constant(ImmutableArray<PagePool>.Empty)
        : from small in Gen.Elements(131072L, 524288)
          from large in Gen.Elements(LargePagesKiB)
          from total in Gen.Choose(0, large == 2048 ? 1024 : 3)
          from reserved in Gen.Choose(0, total / 4)
          from hasLarge in Gen.Elements(true, true, false)
          select hasLarge
              ? ImmutableArray.Create(new PagePool(BasePageKiB, small), new PagePool(large, total, reserved))
              : [new PagePool(BasePageKiB, small)];

    private static Gen<ImmutableArray<CellUsage>> Usages(ImmutableArray<NumaHostCell> cells) =>
        Gen.CollectToList(cells, Usage).Select(usages => usages.ToImmutableArray());

    private static Gen<CellUsage> Usage(NumaHostCell cell) =>
        from isUsed in Gen.Elements(true, false)
        from vcpus in Gen.Choose(0, 3)
        from memory in Gen.Elements(0L, 256, 768)
        from pins in Gen.SubListOf<int>(cell.DedicatedCpus)
        select isUsed
            ? new CellUsage
            {
                SharedVcpus = vcpus,
                MemoryMiB = memory,
                PinnedCpus = CpuSet.Of(pins),
                PagesUsed = [.. cell.Pages.Select((pool, i) => i == 0 ? memory * 256 : pool.Total / 3)],
            }
            : new CellUsage { PagesUsed = [.. cell.Pages.Select(_ => 0L)] };

    private static Gen<GuestTopology> Guests(Gen<int> guestCells) =>
        from count in guestCells
        from policy in Gen.Elements<CpuAllocationPolicy?>(null, CpuAllocationPolicy.Shared, CpuAllocationPolicy.Dedicated, CpuAllocationPolicy.Mixed)
        let pins = policy is CpuAllocationPolicy.Dedicated or CpuAllocationPolicy.Mixed
        from threads in pins
            ? Gen.Elements<CpuThreadPolicy?>(null, CpuThreadPolicy.Prefer, CpuThreadPolicy.Isolate, CpuThreadPolicy.Require)
            : Gen.Constant<CpuThreadPolicy?>(null)
        from emulator in pins
            ? Gen.Elements<EmulatorThreadsPolicy?>(null, EmulatorThreadsPolicy.Share, EmulatorThreadsPolicy.Isolate)
            : Gen.Constant<EmulatorThreadsPolicy?>(null)
        from pageSize in Gen.Elements<long?>(null, null, 4, 2048, 1048576, -1, -2, -3)
        from cells in Gen.CollectToList(Enumerable.Range(0, count), id => Guest(id, policy, threads, pageSize))
        select new GuestTopology([.. cells], emulator);

    private static Gen<GuestCell> Guest(int id, CpuAllocationPolicy? policy, CpuThreadPolicy? threads, long? pageSize) =>
        from vcpus in Gen.Choose(1, 4)
        from dedicated in Gen.Choose(0, vcpus)
        from memory in Gen.Elements(128L, 256, 512, 1000, 1024)
        let all = CpuSet.Range(id * 4, vcpus)
        let pinned = policy switch
        {
            CpuAllocationPolicy.Dedicated => all,
            CpuAllocationPolicy.Mixed => CpuSet.Range(id * 4, dedicated),
            _ => CpuSet.Empty,
        }
        select new GuestCell
        {
            Id = id,
            SharedVcpus = all.Except(pinned),
            DedicatedVcpus = pinned,
            MemoryMiB = memory,
            PageSize = pageSize,
            CpuPolicy = policy,
            ThreadPolicy = threads,
        };
}
