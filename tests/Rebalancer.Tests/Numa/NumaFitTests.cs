using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Pci;

namespace Rebalancer.Tests.Numa;

public sealed class NumaFitTests
{
    [Fact]
    public void A_refusal_gives_the_figures()
    {
        NumaHost host = new([Cell(1) with { DedicatedCpus = CpuSet.Range(0, 4) }]);
        NumaUsage usage = new([new CellUsage { PinnedCpus = CpuSet.Of(2) }]);
        NumaFitResult result = NumaFit.Fit(host, usage, Pinned(4), NumaFitOptions.Default, [], null);
        Assert.Equal(new NumaRefusal("numa.free-dedicated-cpus", "cell 1 has 3 free dedicated CPUs of the 4 needed", 1), Assert.Single(result.Refusals));
    }

    [Fact]
    public void A_guest_of_more_cells_than_the_host_is_refused()
    {
        NumaHost host = new([Cell(0)]);
        GuestTopology guest = new([Floating(0), Floating(1)]);
        NumaFitResult result = NumaFit.Fit(host, NumaUsage.None(host), guest, NumaFitOptions.Default, [], null);
        Assert.Equal("the host has 1 cells of the 2 needed", Assert.Single(result.Refusals).Message);
    }

    [Theory]
    [InlineData(27, false)]
    [InlineData(28, true)]
    public void A_mixed_cell_without_a_dedicated_CPU_fits_from_2023_2_on(int release, bool fits)
    {
        NumaHost host = new([Cell(0), Cell(1)]);
        GuestTopology guest = new([Mixed(0, CpuSet.Of(0)), Mixed(1, CpuSet.Empty)]);
        NumaFitOptions options = new() { Release = new NovaRelease(release) };
        NumaFitResult result = NumaFit.Fit(host, NumaUsage.None(host), guest, options, [], null);
        Assert.Equal(fits, result.Placement is not null);
        Assert.Equal(fits, !result.Refusals.Any(refusal => refusal.Code == "numa.nothing-to-pin"));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void Cells_are_spread_or_packed(bool packs, int chosen)
    {
        NumaHost host = new([Cell(0), Cell(1)]);
        NumaUsage usage = new([new CellUsage { SharedVcpus = 1, MemoryMiB = 512 }, new CellUsage()]);
        NumaFitResult result = NumaFit.Fit(host, usage, new([Floating(0)]), new NumaFitOptions { PacksCells = packs }, [], null);
        Assert.Equal(chosen, Assert.Single(result.Placement!.Cells).HostCell);
    }

    [Fact]
    public void CPUs_count_more_than_memory_in_the_order_of_cells()
    {
        NumaHost host = new([Cell(0), Cell(1)]);
        NumaUsage usage = new([new CellUsage { SharedVcpus = 1 }, new CellUsage { MemoryMiB = 512 }]);
        NumaFitResult result = NumaFit.Fit(host, usage, new([Floating(0)]), NumaFitOptions.Default, [], null);
        Assert.Equal(1, Assert.Single(result.Placement!.Cells).HostCell);
    }

    [Fact]
    public void Nova_sticks_to_a_page_size_so_that_more_pages_can_cost_a_guest_its_place()
    {
        ImmutableArray<PagePool> Pools(long gibibytes) => [new(4, 262144), new(2048, 512), new(1048576, gibibytes)];
        NumaHostCell oneCore = Cell(0) with { DedicatedCpus = CpuSet.Range(0, 6), Siblings = [CpuSet.Range(0, 6)] };
        NumaHostCell fourCores = Cell(1) with { DedicatedCpus = CpuSet.Range(8, 4), Pages = Pools(0) };
        GuestTopology guest = new([Pinned(2).Cells[0] with { MemoryMiB = 1024, PageSize = -3, ThreadPolicy = CpuThreadPolicy.Isolate }]);
        NumaFitResult Fit(long gibibytes)
        {
            // Cell 0 has more free CPUs, so it is tried first, and its page size is kept when it refuses for its cores.
            NumaHost host = new([oneCore with { Pages = Pools(gibibytes) }, fourCores]);
            return NumaFit.Fit(host, NumaUsage.None(host), guest, NumaFitOptions.Default, [], null);
        }

        Assert.Equal(2048, Assert.Single(Fit(0).Placement!.Cells).PageSizeKiB);
        Assert.Contains(Fit(1).Refusals, refusal => refusal.Code == "numa.search");
    }

    [Fact]
    public void Nova_remembers_a_guest_cell_by_the_host_cell_it_last_fitted_and_so_can_miss_a_fit()
    {
        // Cell 1 is tried first for its free memory. The small guest cell fits everywhere, the large one only there.
        NumaHost host = new([Cell(0), Cell(1) with { MemoryMiB = 8192 }, Cell(2)]);
        GuestTopology guest = new([Floating(0), Floating(1) with { MemoryMiB = 6000 }]);
        NumaFitResult missed = NumaFit.Fit(host, NumaUsage.None(host), guest, NumaFitOptions.Default, [], null);
        Assert.Equal(["numa.memory", "numa.memory", "numa.search"], missed.Refusals.Select(refusal => refusal.Code));

        GuestTopology turned = new([guest.Cells[1], guest.Cells[0]]);
        Assert.NotNull(NumaFit.Fit(host, NumaUsage.None(host), turned, NumaFitOptions.Default, [], null).Placement);
    }

    [Fact]
    public void The_emulator_of_an_isolated_guest_takes_one_CPU_of_the_first_cell_only()
    {
        NumaHost host = new([Cell(0), Cell(1)]);
        GuestTopology guest = new([Pinned(2).Cells[0], Pinned(2).Cells[0] with { Id = 1 }], EmulatorThreadsPolicy.Isolate);
        NumaFitResult result = NumaFit.Fit(host, NumaUsage.None(host), guest, NumaFitOptions.Default, [], null);
        Assert.Equal([1, 0], result.Placement!.Cells.Select(cell => cell.ReservedCpus.Count));
    }

    [Fact]
    public void Without_whole_cores_every_free_thread_serves()
    {
        NumaHost host = new([Cell(0) with { DedicatedCpus = CpuSet.Range(0, 6), Siblings = [CpuSet.Range(0, 2), CpuSet.Range(2, 2), CpuSet.Range(4, 2)] }]);
        NumaUsage usage = new([new CellUsage { PinnedCpus = CpuSet.Of(0) }]);
        NumaFitResult result = NumaFit.Fit(host, usage, Pinned(5), NumaFitOptions.Default, [], null);
        Assert.Equal([1, 2, 3, 4, 5], Assert.Single(result.Placement!.Cells).Pinning.Values);
    }

    [Fact]
    public void Networks_keep_a_guest_near_the_cell_at_which_they_enter()
    {
        NumaHost host = new([Cell(0), Cell(1) with { Networks = new NetworkAffinity(["physnet1"], false) }]);
        NumaFitOptions options = new() { Networks = new NetworkAffinity(["physnet1", "elsewhere"], true) };
        NumaFitResult result = NumaFit.Fit(host, NumaUsage.None(host), new([Floating(0)]), options, [], null);
        Assert.Equal(1, Assert.Single(result.Placement!.Cells).HostCell);

        NumaHost full = new([host.Cells[0], host.Cells[1] with { MemoryMiB = 10 }]);
        NumaFitResult refused = NumaFit.Fit(full, NumaUsage.None(full), new([Floating(0)]), options, [], null);
        Assert.Contains(refused.Refusals, refusal => refusal.Code == "numa.networks");
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Cells_with_devices_are_kept_for_guests_that_ask_for_devices(bool asks, int chosen)
    {
        NumaHost host = new([Cell(0), Cell(1)]);
        PciStock devices = new([new PciPool { VendorId = "8086", ProductId = "1520", NumaNode = 1, Total = 1 }], [0]);
        ImmutableArray<PciRequest> requests = asks
            ? [new PciRequest { Count = 1, Specs = [ImmutableSortedDictionary<string, string>.Empty.Add("vendor_id", "8086")] }]
            : [];
        NumaUsage usage = new([new CellUsage { SharedVcpus = asks ? 0 : 3 }, new CellUsage { SharedVcpus = asks ? 3 : 0 }]);
        NumaFitResult result = NumaFit.Fit(host, usage, new([Floating(0)]), NumaFitOptions.Default, requests, devices);
        Assert.Equal(chosen, Assert.Single(result.Placement!.Cells).HostCell);
    }

    [Fact]
    public void A_guest_that_asks_for_devices_is_refused_where_there_are_none()
    {
        NumaHost host = new([Cell(0)]);
        ImmutableArray<PciRequest> requests = [new PciRequest { Count = 1 }];
        NumaFitResult result = NumaFit.Fit(host, NumaUsage.None(host), new([Floating(0)]), NumaFitOptions.Default, requests, null);
        Assert.Equal("pci.affinity", Assert.Single(result.Refusals).Code);
    }

    [Fact]
    public void A_guest_without_cells_and_a_usage_of_another_host_are_the_caller_s_mistakes()
    {
        NumaHost host = new([Cell(0)]);
        Assert.Throws<ArgumentException>(() => NumaFit.Fit(host, NumaUsage.None(host), new([]), NumaFitOptions.Default, [], null));
        Assert.Throws<ArgumentException>(() => NumaFit.Fit(host, new NumaUsage([]), new([Floating(0)]), NumaFitOptions.Default, [], null));
    }

    private static NumaHostCell Cell(int id) => new()
    {
        Id = id,
        SharedCpus = CpuSet.Range(id * 8, 8),
        DedicatedCpus = CpuSet.Range(id * 8, 8),
        MemoryMiB = 4096,
    };

    private static GuestCell Floating(int id) => new() { Id = id, SharedVcpus = CpuSet.Of(id), MemoryMiB = 256 };

    private static GuestTopology Pinned(int vcpus) => new(
    [
        new GuestCell { Id = 0, DedicatedVcpus = CpuSet.Range(0, vcpus), MemoryMiB = 256, CpuPolicy = CpuAllocationPolicy.Dedicated },
    ]);

    private static GuestCell Mixed(int id, CpuSet dedicated) => new()
    {
        Id = id,
        SharedVcpus = CpuSet.Of(4 + id),
        DedicatedVcpus = dedicated,
        MemoryMiB = 256,
        CpuPolicy = CpuAllocationPolicy.Mixed,
    };
}
