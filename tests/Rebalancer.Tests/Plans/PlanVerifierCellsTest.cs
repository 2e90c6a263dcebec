using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;
using static Rebalancer.Tests.Plans.TinyCloud;

namespace Rebalancer.Tests.Plans;

public sealed class PlanVerifierCellsTest
{
    /// <summary>A host whose cells have so many CPUs, all for pinning.</summary>
    private static Func<Host, Host> Cells(params int[] cpus) => host => host with
    {
        Topology = Fact.Given(new HostTopology([.. cpus.Select((count, cell) => new HostCell
        {
            Id = cell,
            Cpus = CpuSet.Range(cpus.Take(cell).Sum(), count),
            MemoryMiB = 1 << 20,
        })])),
        CpuSharedSet = Fact.Given<CpuSet?>(null),
        CpuDedicatedSet = Fact.Given<CpuSet?>(CpuSet.Range(0, cpus.Sum())),
        Inventories = host.Inventories.Add(new Inventory { ResourceClass = ResourceClass.Pcpu, Total = cpus.Sum() }),
    };

    private static Func<Instance, Instance> Pinned(int cpus) => instance => instance with
    {
        Flavor = instance.Flavor with { Vcpus = cpus, ExtraSpecs = instance.Flavor.ExtraSpecs.Add("hw:cpu_policy", "dedicated") },
        Allocations = instance.Allocations.Remove(ResourceClass.Vcpu).Add(ResourceClass.Pcpu, cpus),
    };

    private static PlanProof Verify(TinyCloud cloud, params PlanStep[] steps) => PlanVerifier.Verify(cloud.PlaceGuests().Build(), PlanOf(steps));

    [Fact]
    public void Guests_that_fit_in_one_order_only_must_arrive_in_it()
    {
        // Nova spreads: a small guest goes to the emptier cell, the larger of the two, and the large guest finds no room.
        TinyCloud cloud = new TinyCloud().Host(1 << 20, Cells(4, 4)).Host(1 << 20, Cells(2, 4)).Instance(0, 1024, Pinned(4)).Instance(0, 1024, Pinned(2));
        PlanProof proof = Verify(cloud, Move(1, 0, 0, 1), Move(2, 1, 0, 1));
        PlanViolation violation = Assert.Single(proof.Violations);
        Assert.Equal("plan.cells", violation.Code);
        Assert.Equal([new PlanEvent(2, PlanEventKind.Start), new PlanEvent(1, PlanEventKind.Start)], violation.Events);
        Assert.True(Verify(cloud, Move(1, 0, 0, 1), Move(2, 1, 0, 1, MoveKind.Live, 1)).IsProven);
        Assert.False(Verify(cloud, Move(1, 0, 0, 1, MoveKind.Live, 2), Move(2, 1, 0, 1)).IsProven);
    }

    [Fact]
    public void A_guest_that_leaves_frees_its_cells_for_one_that_waits_for_it()
    {
        TinyCloud cloud = new TinyCloud().Host(1 << 20, Cells(4)).Host(1 << 20, Cells(4, 2)).Host(1 << 20, Cells(4)).Instance(0, 1024, Pinned(4)).Instance(1, 1024, Pinned(4));
        Assert.Equal("plan.cells", Assert.Single(Verify(cloud, Move(1, 0, 0, 1), Move(2, 1, 1, 2)).Violations, violation => violation.Code != "plan.capacity").Code);
        Assert.True(Verify(cloud, Move(1, 0, 0, 1, MoveKind.Live, 2), Move(2, 1, 1, 2)).IsProven);
    }

    [Fact]
    public void Many_guests_of_one_flavor_are_proven_in_whatever_order_they_arrive()
    {
        TinyCloud cloud = new TinyCloud().Host(1 << 20, Cells(32, 32)).Host(1 << 20, Cells(32, 32));
        PlanStep[] steps = [.. Enumerable.Range(0, 32).Select(i => Move(i + 1, i, 0, 1))];
        Assert.All(steps, _ => cloud.Instance(0, 1024, Pinned(2)));
        Assert.True(Verify(cloud, steps).IsProven);
    }

    [Fact]
    public void Departures_by_the_dozen_leave_the_proof_of_one_arrival_easy()
    {
        TinyCloud cloud = new TinyCloud().Host(1 << 20, Cells(40)).Host(1 << 20, Cells(40)).Host(1 << 20, Cells(8));
        for (int i = 0; i < 16; i++)
        {
            cloud.Instance(0, 1024 + i, Pinned(2));
        }

        cloud.Instance(2, 1024, Pinned(4));
        Assert.True(Verify(cloud, [.. Enumerable.Range(0, 16).Select(i => Move(i + 1, i, 0, 1, MoveKind.Live, i == 0 ? [] : [i])), Move(17, 16, 2, 0)]).IsProven);
    }

    [Fact]
    public void Orders_beyond_counting_are_not_proven_until_the_arrivals_are_ordered()
    {
        TinyCloud cloud = new TinyCloud().Host(1 << 20, Cells(64)).Host(1 << 20, Cells(64));
        for (int i = 0; i < 20; i++)
        {
            cloud.Instance(0, 1024 + i, Pinned(1 + (i % 3)));
        }

        PlanStep[] loose = [.. Enumerable.Range(0, 20).Select(i => Move(i + 1, i, 0, 1))];
        Assert.Equal("plan.cells-unproven", Assert.Single(Verify(cloud, loose).Violations).Code);
        PlanStep[] ordered = [.. loose.Select((step, i) => i == 0 ? step : step with { After = [i] })];
        Assert.True(Verify(cloud, ordered).IsProven);
    }

    [Fact]
    public void Devices_are_claimed_and_released_as_cells_are()
    {
        ImmutableArray<PciPool> pools = [new PciPool { VendorId = "10de", ProductId = "1eb8", Total = 1 }];
        TinyCloud cloud = new();
        cloud.Options = cloud.Options with
        {
            PciAliases = Fact.Given<ImmutableArray<PciAlias>>([new PciAlias { Name = "gpu", VendorId = "10de", ProductId = "1eb8" }]),
        };
        for (int host = 0; host < 3; host++)
        {
            cloud.Host(1 << 20, read => read with { PciPools = Fact.Given(pools) });
        }

        static Instance WithGpu(Instance instance) =>
            instance with { Flavor = instance.Flavor with { ExtraSpecs = instance.Flavor.ExtraSpecs.Add("pci_passthrough:alias", "gpu:1") } };
        cloud.Instance(0, 1024, WithGpu).Instance(1, 1024, WithGpu);
        MoveStep second = Move(2, 1, 1, 2, MoveKind.Cold);
        Assert.Equal("plan.cells", Assert.Single(Verify(cloud, Move(1, 0, 0, 1, MoveKind.Cold), second, Confirm(3, 1, 2)).Violations).Code);
        Assert.True(Verify(cloud, Move(1, 0, 0, 1, MoveKind.Cold, 3), second, Confirm(3, 1, 2)).IsProven);
    }

    [Theory]
    [InlineData(InFlightKind.Cold, "finished")]
    [InlineData(InFlightKind.Resize, "finished")]
    public void Pages_that_a_confirmed_resize_leaves_free_may_be_larger_than_a_live_move_may_get(InFlightKind kind, string status)
    {
        // Until its owner confirms it, the small guest holds some of the cell with the page of 1 GiB, and Nova prefers the other one.
        static Func<Host, Host> Paged(params long[] gibPages) => host => host with
        {
            Topology = Fact.Given(new HostTopology([.. gibPages.Select((count, cell) => new HostCell
            {
                Id = cell,
                Cpus = CpuSet.Range(2 * cell, 2),
                MemoryMiB = 4096,
                Pages = [new PagePool(4, 262_144), new PagePool(2048, 1024), new PagePool(1_048_576, count)],
            })])),
            CpuSharedSet = Fact.Given<CpuSet?>(CpuSet.Range(0, 4)),
        };
        static Func<Instance, Instance> On(string pages) => instance => instance with
        {
            Flavor = instance.Flavor with { ExtraSpecs = instance.Flavor.ExtraSpecs.Add("hw:mem_page_size", pages) },
        };
        TinyCloud Cloud() => new TinyCloud().Host(8192, Paged(0, 0)).Host(8192, Paged(1, 0)).Instance(0, 1024, On("large")).Instance(0, 64, On("2048"));
        Cluster now = Cloud().InFlight(1, 1, 0, kind, status).PlaceGuests().Build();
        Assert.True(MigrationRules.Check(PlanState.Of(now), 0, 1, MoveKind.Live, Profile.PlainNova).IsAllowed);
        Assert.Equal("plan.page-size", Assert.Single(Verify(Cloud().InFlight(1, 1, 0, kind, status), Move(1, 0, 0, 1)).Violations).Code);
        Assert.True(Verify(Cloud().InFlight(1, 1, 0, kind, status), Move(1, 0, 0, 1, MoveKind.Cold)).IsProven);
    }
}
