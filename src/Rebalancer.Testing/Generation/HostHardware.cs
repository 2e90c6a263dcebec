using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.Testing.Generation;

/// <summary>The hardware of a host and how its CPUs are divided.</summary>
internal sealed record HostHardware(HostTopology Topology, CpuSet? Shared, CpuSet? Dedicated, int Threads)
{
    /// <summary>The vendor of the devices that flavors ask for.</summary>
    public const string DeviceVendor = "10de";

    /// <summary>The product of the devices that flavors ask for.</summary>
    public const string DeviceProduct = "1eb8";

    /// <summary>Memory of all cells in MiB.</summary>
    public long MemoryMiB => Topology.Cells.Sum(cell => cell.MemoryMiB);

    /// <summary>CPUs for floating guests.</summary>
    public int SharedCount => Shared is null && Dedicated is null ? Topology.Cells.Sum(cell => cell.Cpus.Count) : Shared?.Count ?? 0;

    /// <summary>Draws hardware that holds what is wanted of it.</summary>
    public static HostHardware Draw(CloudShape shape, SeededRandom random, HostNeeds needs)
    {
        bool isReal = shape.Sizes == FlavorSizes.Real;
        int cellCount = isReal || random.Chance(0.35 + Math.Min(0.4, 2 * shape.NumaShare)) ? 2 : 1;
        int threads = isReal ? 2 : random.Pick(1, 2, 2);
        int cores = Math.Max(1, CeilingOf(needs.Cpus, cellCount * threads));
        if (isReal)
        {
            cores = (cores + 3) / 4 * 4;
        }

        long grain = isReal ? 16_384 : 512;
        long memory = Math.Max(grain, (CeilingOf(needs.MemoryMiB, cellCount) + grain - 1) / grain * grain);
        bool hasPageInventory = !random.Chance(0.1);
        HostTopology topology = new([.. Enumerable.Range(0, cellCount).Select(cell => new HostCell
        {
            Id = cell,
            Cpus = CpusOf(cell, cellCount, cores, threads, 0, cores),
            Siblings = SiblingsOf(cell, cellCount, cores, threads),
            Socket = cell,
            MemoryMiB = memory,
            Pages = hasPageInventory ? PagesOf(memory, shape.PagesShare, random) : [],
        })]);
        (CpuSet? shared, CpuSet? dedicated) = Divide(shape, random, needs, cellCount, cores, threads);
        return new HostHardware(topology, shared, dedicated, threads);
    }

    private static (CpuSet? Shared, CpuSet? Dedicated) Divide(
        CloudShape shape, SeededRandom random, HostNeeds needs, int cells, int cores, int threads)
    {
        bool wantsPinned = needs.DedicatedPart > 0;
        CpuSet all = Enumerable.Range(0, cells).Aggregate(CpuSet.Empty, (set, cell) => set.Union(CpusOf(cell, cells, cores, threads, 0, cores)));
        int way = random.Below(20);
        if (way < (wantsPinned ? 4 : 14))
        {
            return (null, null);
        }

        if (way < 6 || !wantsPinned || cores * cells == 1)
        {
            return (all, null);
        }

        if (way < 7 && shape.Sizes == FlavorSizes.Toy)
        {
            return (null, all);
        }

        if (cores == 1)
        {
            CpuSet first = CpusOf(0, cells, cores, threads, 0, 1);
            return (first, all.Except(first));
        }

        int floating = Math.Clamp((int)Math.Round(cores * (1 - needs.DedicatedPart)), 1, cores - 1);
        CpuSet shared = Enumerable.Range(0, cells)
            .Aggregate(CpuSet.Empty, (set, cell) => set.Union(CpusOf(cell, cells, cores, threads, 0, floating)));
        return (shared, all.Except(shared));
    }

    // Linux numbers the first thread of every core before the second ones.
    private static CpuSet CpusOf(int cell, int cells, int cores, int threads, int firstCore, int endCore) => CpuSet.Of(
        Enumerable.Range(0, threads).SelectMany(thread =>
            Enumerable.Range(firstCore, endCore - firstCore).Select(core => (thread * cells * cores) + (cell * cores) + core)));

    private static ImmutableArray<CpuSet> SiblingsOf(int cell, int cells, int cores, int threads) => threads == 1
        ? []
        : [.. Enumerable.Range(0, cores).Select(core => CpusOf(cell, cells, cores, threads, core, core + 1))];

    private static ImmutableArray<PagePool> PagesOf(long memoryMiB, double pagesShare, SeededRandom random)
    {
        const long SmallKiB = 4;
        const long LargeKiB = 2048;
        const long HugeKiB = 1_048_576;
        long hugeGiB = pagesShare > 0 && random.Chance(0.4) ? memoryMiB / 1024 / 4 : 0;
        long largeMiB = pagesShare > 0 && random.Chance(0.85) ? (memoryMiB - (hugeGiB * 1024)) / random.Pick(2, 2, 4) / 2 * 2 : 0;
        long smallMiB = memoryMiB - (hugeGiB * 1024) - largeMiB;
        List<PagePool> pools = [new PagePool(SmallKiB, smallMiB * 1024 / SmallKiB, random.Chance(0.1) ? 64 * 1024 / SmallKiB : 0)];
        if (largeMiB > 0)
        {
            pools.Add(new PagePool(LargeKiB, largeMiB * 1024 / LargeKiB, random.Chance(0.1) ? 1 : 0));
        }

        if (hugeGiB > 0)
        {
            pools.Add(new PagePool(HugeKiB, hugeGiB));
        }

        return [.. pools];
    }

    private static int CeilingOf(double amount, int parts) => (int)Math.Ceiling(amount / parts);
}

/// <summary>What one host should offer so that the instances of the cloud find room.</summary>
/// <param name="Cpus">Host CPUs.</param>
/// <param name="DedicatedPart">The part of them for pinned guests, 0 to 1.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="DiskGiB">Local disk in GiB.</param>
/// <param name="CpuRatio">Floating vCPUs per CPU.</param>
/// <param name="RamRatio">Memory over physical memory.</param>
internal sealed record HostNeeds(double Cpus, double DedicatedPart, double MemoryMiB, double DiskGiB, double CpuRatio, double RamRatio)
{
    /// <summary>An even share of what the instances of the draft ask, and enough for the largest of them.</summary>
    public static HostNeeds Of(CloudDraft draft, int hosts, double cpuRatio, double ramRatio)
    {
        long[] asked = new long[4];
        long[] largest = new long[4];
        ResourceClass[] classes = [ResourceClass.Vcpu, ResourceClass.Pcpu, ResourceClass.MemoryMb, ResourceClass.DiskGb];
        foreach (Instance instance in draft.Instances)
        {
            var amounts = draft.DemandOf(instance).Request.Amounts;
            for (int i = 0; i < classes.Length; i++)
            {
                long amount = amounts.GetValueOrDefault(classes[i]);
                asked[i] += amount;
                largest[i] = Math.Max(largest[i], amount);
            }
        }

        double Share(int index, double ratio) => asked[index] / (draft.Shape.Fullness * hosts * ratio);
        double floating = Share(0, cpuRatio);
        double pinned = Share(1, 1);
        double cpus = Math.Max(Math.Max(2, floating + pinned), Math.Max(largest[0], largest[1] * 1.25));
        double part = floating + pinned == 0 ? 0 : pinned / (floating + pinned);
        double memory = Math.Max(Share(2, ramRatio), largest[2]) + ReservedMiB(draft.Shape);
        double disk = Math.Max(Math.Max(Share(3, 1), largest[3]), 1);
        return new HostNeeds(cpus, part, memory, disk, cpuRatio, ramRatio);
    }

    /// <summary><c>reserved_host_memory_mb</c>.</summary>
    public static long ReservedMiB(CloudShape shape) => shape.Sizes == FlavorSizes.Real ? 4096 : 128;
}
