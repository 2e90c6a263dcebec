using Rebalancer.Numa;

namespace Rebalancer.Tests.Numa;

/// <summary>Judges and lifts the refusals of a guest of one cell on a host of one cell.</summary>
internal static class Shortages
{
    /// <summary>Whether the host lacks what the refusal says, seen without the code that refused.</summary>
    public static bool IsTrue(NumaRefusal refusal, NumaScene scene)
    {
        NumaHostCell host = scene.Host.Cells[0];
        CellUsage used = scene.Usage.Cells[0];
        GuestCell guest = scene.Guest.Cells[0];
        int pinned = guest.DedicatedVcpus.Count + (scene.Guest.EmulatorThreads == EmulatorThreadsPolicy.Isolate ? 1 : 0);
        CpuSet free = host.DedicatedCpus.Except(used.PinnedCpus);
        int threads = host.Siblings.Max(core => core.Count);

        // A core with fewer threads than others is no whole core to Nova.
        int wholeCores = host.Siblings.Count(core => core.Count == threads && core.IsSubsetOf(free));
        long FreeMiB(int pool) => (host.Pages[pool].Total - host.Pages[pool].Reserved - used.PagesUsed[pool]) * host.Pages[pool].SizeKiB / 1024;
        IEnumerable<int> pools = Enumerable.Range(0, host.Pages.Length).Where(pool => guest.PageSize switch
        {
            null or -1 => pool == 0,
            -2 => pool > 0,
            -3 => true,
            { } size => host.Pages[pool].SizeKiB == size,
        });
        return refusal.HostCell == host.Id && refusal.Code switch
        {
            "numa.page-size" => !pools.Any(),
            "numa.page-multiple" => pools.All(pool => guest.MemoryMiB * 1024 % host.Pages[pool].SizeKiB != 0 || FreeMiB(pool) < guest.MemoryMiB),
            "numa.free-pages" => pools.All(pool => FreeMiB(pool) < guest.MemoryMiB || guest.MemoryMiB * 1024 % host.Pages[pool].SizeKiB != 0),
            "numa.memory" => guest.MemoryMiB > (host.Pages.IsEmpty ? host.MemoryMiB : host.Pages[0].Total * host.Pages[0].SizeKiB / 1024),
            "numa.free-memory" => guest.MemoryMiB > host.MemoryMiB - used.MemoryMiB,
            "numa.dedicated-cpus" => pinned > host.DedicatedCpus.Count,
            "numa.shared-cpus" => guest.SharedVcpus.Count > host.SharedCpus.Count,
            "numa.free-dedicated-cpus" => pinned > free.Count,
            "numa.free-cores" => guest.DedicatedVcpus.Count > wholeCores || wholeCores == 0,
            "numa.hyperthreads" => threads > 1 && !host.SharedCpus.Equals(host.DedicatedCpus),
            "numa.no-hyperthreads" => threads == 1,
            "numa.free-siblings" => host.Siblings.Sum(core => core.Intersect(free).Count is var count and > 1 ? count : 0) < guest.DedicatedVcpus.Count
                || !host.Siblings.Any(core => core.Intersect(free).Count > 1)
                || !Enumerable.Range(2, 3).Any(t => t * host.Siblings.Count(core => core.Intersect(free).Count >= t) >= guest.DedicatedVcpus.Count),
            "numa.emulator-cpu" => free.Count - (guest.DedicatedVcpus.Count * threads) < 1,
            "numa.nothing-to-pin" => guest.DedicatedVcpus.IsEmpty,
            "numa.cpu-limit" => used.SharedVcpus + guest.SharedVcpus.Count > host.SharedCpus.Count * scene.Options.Limits!.CpuRatio,
            "numa.memory-limit" => used.MemoryMiB + guest.MemoryMiB > host.MemoryMiB * scene.Options.Limits!.RamRatio,
            _ => false,
        };
    }

    /// <summary>The scene without this one shortage.</summary>
    public static NumaScene Lift(NumaRefusal refusal, NumaScene scene)
    {
        NumaHostCell host = scene.Host.Cells[0];
        GuestCell guest = scene.Guest.Cells[0];
        return refusal.Code switch
        {
            "numa.page-size" => WithHost(scene, host with { Pages = host.Pages.IsEmpty && guest.PageSize is not 4
                ? [new PagePool(4, 0), new PagePool(Math.Max(2048, guest.PageSize ?? 0), 0)]
                : host.Pages.Add(new PagePool(guest.PageSize is > 0 and var size ? size : 2048, 0)) }),
            "numa.page-multiple" => scene with { Guest = scene.Guest with { Cells = [guest with { MemoryMiB = (guest.MemoryMiB + 1023) / 1024 * 1024 }] } },
            "numa.free-pages" => WithHost(scene, host with { Pages = [.. host.Pages.Select(pool =>
                pool with { Total = pool.Total + ((guest.MemoryMiB * 1024) + pool.SizeKiB - 1) / pool.SizeKiB }) ] }),
            "numa.memory" or "numa.free-memory" => WithHost(scene, host with
            {
                MemoryMiB = host.MemoryMiB + guest.MemoryMiB,
                Pages = [.. host.Pages.Select(pool => pool.SizeKiB == 4 ? pool with { Total = pool.Total + (guest.MemoryMiB * 256) } : pool)],
            }),
            "numa.shared-cpus" => WithHost(scene, host with
            {
                SharedCpus = host.SharedCpus.Union(CpuSet.Range(2000, guest.SharedVcpus.Count)),
                DedicatedCpus = host.SharedCpus.Equals(host.DedicatedCpus)
                    ? host.DedicatedCpus.Union(CpuSet.Range(2000, guest.SharedVcpus.Count))
                    : host.DedicatedCpus,
                Siblings = host.Siblings.AddRange(Enumerable.Range(2000, guest.SharedVcpus.Count).Select(cpu => CpuSet.Of(cpu))),
            }),
            "numa.hyperthreads" => WithHost(scene, host with
            {
                Siblings = [.. host.Siblings.SelectMany(core => core).Select(cpu => CpuSet.Of(cpu))],
            }),
            "numa.no-hyperthreads" => WithCore(scene, 2),
            "numa.nothing-to-pin" => scene with { Guest = scene.Guest with { Cells = [guest with { DedicatedVcpus = CpuSet.Of(60) }] } },
            "numa.cpu-limit" or "numa.memory-limit" => scene with { Options = scene.Options with { Limits = null } },
            _ => WithCore(scene, host.Siblings.IsEmpty ? 1 : host.Siblings.Max(core => core.Count)),
        };
    }

    private static NumaScene WithCore(NumaScene scene, int threads)
    {
        NumaHostCell host = scene.Host.Cells[0];
        var core = CpuSet.Range(host.SharedCpus.Union(host.DedicatedCpus).Append(99).Max() + 1, threads);
        return WithHost(scene, host with
        {
            Siblings = host.Siblings.Add(core),
            DedicatedCpus = host.DedicatedCpus.Union(core),
            SharedCpus = host.SharedCpus.Equals(host.DedicatedCpus) ? host.SharedCpus.Union(core) : host.SharedCpus,
        });
    }

    private static NumaScene WithHost(NumaScene scene, NumaHostCell host) => scene with
    {
        Host = new NumaHost([host]),
        Usage = new NumaUsage([scene.Usage.Cells[0] with
        {
            PagesUsed = [.. host.Pages.Select((_, i) => i < scene.Usage.Cells[0].PagesUsed.Length ? scene.Usage.Cells[0].PagesUsed[i] : 0)],
        }]),
    };
}
