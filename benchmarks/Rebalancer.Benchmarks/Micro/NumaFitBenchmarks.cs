using BenchmarkDotNet.Attributes;
using Rebalancer.Numa;

namespace Rebalancer.Benchmarks.Micro;

/// <summary>The fit of a guest with two cells on a host with four cells of 32 CPUs, half in use.</summary>
[MemoryDiagnoser]
public class NumaFitBenchmarks
{
    private const long SmallKiB = 4;
    private const long LargeKiB = 2048;
    private static readonly NumaFitOptions Options = new() { Limits = new NumaLimits(4, 1) };

    private readonly NumaHost host = new([.. Enumerable.Range(0, 4).Select(HostCellOf)]);
    private readonly NumaUsage usage = new([.. Enumerable.Range(0, 4).Select(UsageOf)]);
    private readonly GuestTopology pinned = GuestOf(4, CpuAllocationPolicy.Dedicated, LargeKiB);
    private readonly GuestTopology floating = GuestOf(4, CpuAllocationPolicy.Shared, null);
    private readonly GuestTopology tooLarge = GuestOf(14, CpuAllocationPolicy.Dedicated, LargeKiB);

    /// <summary>Four pinned CPUs and huge pages in each guest cell.</summary>
    [Benchmark]
    public bool PinnedFits() => Fits(pinned);

    /// <summary>Four floating CPUs in each guest cell.</summary>
    [Benchmark]
    public bool FloatingFits() => Fits(floating);

    /// <summary>More pinned CPUs than any cell has free, so that every permutation is tried and every reason told.</summary>
    [Benchmark]
    public bool PinnedIsRefused() => !Fits(tooLarge);

    /// <summary>Sees to it that the scenes are what their names say.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!PinnedFits() || !FloatingFits() || !PinnedIsRefused())
        {
            throw new InvalidOperationException("A guest fits that should not, or the other way round.");
        }
    }

    private bool Fits(GuestTopology guest) => NumaFit.Fit(host, usage, guest, Options, [], null).Placement is not null;

    private static NumaHostCell HostCellOf(int id) => new()
    {
        Id = id,
        SharedCpus = CpuSet.Range(id * 32, 8),
        DedicatedCpus = CpuSet.Range((id * 32) + 8, 24),
        Siblings = [.. Enumerable.Range(0, 16).Select(core => CpuSet.Range((id * 32) + (core * 2), 2))],
        MemoryMiB = 131_072,
        Socket = id / 2,
        Pages = [new PagePool(SmallKiB, 16_777_216), new PagePool(LargeKiB, 32_768)],
    };

    private static CellUsage UsageOf(int id) => new()
    {
        SharedVcpus = 8 + id,
        MemoryMiB = 32_768 + (id * 1024),
        PinnedCpus = CpuSet.Range((id * 32) + 8, 12),
        PagesUsed = [0, 16_384],
    };

    private static GuestTopology GuestOf(int vcpus, CpuAllocationPolicy policy, long? pageSize) => new(
    [
        .. Enumerable.Range(0, 2).Select(id => new GuestCell
        {
            Id = id,
            SharedVcpus = policy == CpuAllocationPolicy.Shared ? CpuSet.Range(id * vcpus, vcpus) : CpuSet.Empty,
            DedicatedVcpus = policy == CpuAllocationPolicy.Dedicated ? CpuSet.Range(id * vcpus, vcpus) : CpuSet.Empty,
            MemoryMiB = 8192,
            PageSize = pageSize,
            CpuPolicy = policy,
        }),
    ]);
}
