using System.Collections.Immutable;
using Rebalancer.Numa;

namespace Rebalancer.Tests.Numa;

public sealed class NumaUsageTests
{
    private static readonly NumaHost Host = new(
    [
        new NumaHostCell
        {
            Id = 0,
            SharedCpus = CpuSet.Range(0, 6),
            DedicatedCpus = CpuSet.Range(0, 4),
            Siblings = [CpuSet.Of(0, 2), CpuSet.Of(1, 3)],
            MemoryMiB = 4096,
            Pages = [new PagePool(4, 262144), new PagePool(2048, 512)],
        },
    ]);

    [Fact]
    public void Memory_counts_in_pages_of_the_chosen_size_and_in_the_smallest_ones_else()
    {
        Assert.Equal([0L, 128], Place(Guest(CpuThreadPolicy.Prefer), [0, 1], 2048).Cells[0].PagesUsed);
        Assert.Equal([65536L, 0], Place(Guest(CpuThreadPolicy.Prefer), [0, 1], null).Cells[0].PagesUsed);
    }

    [Fact]
    public void An_isolated_guest_blocks_the_siblings_of_its_CPUs()
    {
        Assert.Equal(CpuSet.Of(0, 2), Place(Guest(CpuThreadPolicy.Isolate, 1), [0], null).Cells[0].PinnedCpus);
        Assert.Equal(CpuSet.Of(0), Place(Guest(CpuThreadPolicy.Prefer, 1), [0], null).Cells[0].PinnedCpus);
    }

    [Theory]
    [InlineData(0, "CPUPinningInvalid", "CPUs 0-1 cannot be pinned on cell 0: only 1-3 can (CPUPinningInvalid)")]
    [InlineData(4, "CPUPinningUnknown", "CPUs 1,4 cannot be pinned on cell 0: only 0-3 can (CPUPinningUnknown)")]
    public void Pins_that_are_taken_or_not_dedicated_cannot_be_placed(int cpu, string error, string message)
    {
        NumaUsage used = new([new CellUsage { PinnedCpus = CpuSet.Of(0) }]);
        GuestPlacement placement = At([cpu, 1], null);
        Assert.False(used.TryPlace(Host, Guest(CpuThreadPolicy.Prefer), placement, out _, out PinningConflict? conflict));
        Assert.Equal((error, message), (conflict.NovaError, conflict.Message));
        Assert.Throws<InvalidOperationException>(() => used.Place(Host, Guest(CpuThreadPolicy.Prefer), placement));
    }

    [Theory]
    [InlineData(2, "CPUUnpinningInvalid")]
    [InlineData(5, "CPUUnpinningUnknown")]
    public void Pins_that_are_not_taken_cannot_be_freed(int cpu, string error)
    {
        NumaUsage used = new([new CellUsage { PinnedCpus = CpuSet.Of(0, 1) }]);
        Assert.False(used.TryFree(Host, Guest(CpuThreadPolicy.Prefer), At([cpu, 1], null), out _, out PinningConflict? conflict));
        Assert.Equal(error, conflict.NovaError);
        Assert.Throws<InvalidOperationException>(() => used.Free(Host, Guest(CpuThreadPolicy.Prefer), At([cpu, 1], null)));
    }

    [Fact]
    public void Usage_never_falls_below_zero()
    {
        NumaUsage freed = new NumaUsage([new CellUsage { PinnedCpus = CpuSet.Of(0, 1), PagesUsed = [5, 0] }])
            .Free(Host, Guest(CpuThreadPolicy.Prefer), At([0, 1], null));
        Assert.Equal((0L, 0, CpuSet.Empty), (freed.Cells[0].MemoryMiB, freed.Cells[0].SharedVcpus, freed.Cells[0].PinnedCpus));
        Assert.Equal([0L, 0], freed.Cells[0].PagesUsed);
    }

    [Fact]
    public void A_placement_of_another_guest_is_the_caller_s_mistake() =>
        Assert.Throws<ArgumentException>(() => NumaUsage.None(Host).Place(Host, Guest(CpuThreadPolicy.Prefer), new GuestPlacement([])));

    private static NumaUsage Place(GuestTopology guest, int[] pins, long? pageSize) =>
        NumaUsage.None(Host).Place(Host, guest, At(pins, pageSize));

    private static GuestTopology Guest(CpuThreadPolicy threads, int vcpus = 2) => new(
    [
        new GuestCell
        {
            Id = 0,
            DedicatedVcpus = CpuSet.Range(0, vcpus),
            MemoryMiB = 256,
            CpuPolicy = CpuAllocationPolicy.Dedicated,
            ThreadPolicy = threads,
        },
    ]);

    private static GuestPlacement At(int[] pins, long? pageSize) => new(
    [
        new PlacedCell
        {
            HostCell = 0,
            PageSizeKiB = pageSize,
            Pinning = pins.Select((cpu, vcpu) => (cpu, vcpu)).ToImmutableSortedDictionary(pin => pin.vcpu, pin => pin.cpu),
        },
    ]);
}
