using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Rules;

/// <summary>A refusal for want of room in a cell says in one sentence who holds what is missing.</summary>
public sealed class CellHoldersTests
{
    [Fact]
    public void Pinned_cpus_are_named_with_their_holder()
    {
        // Three CPUs of cell 0 are held by one instance, two of cell 1 by another; four in one cell are asked for.
        Cloud cloud = Pinned(4).Other("a", Cloud.There, Holding(0, 0, 1, 2)).Other("b", Cloud.There, Holding(1, 4, 5));
        Assert.Equal(
            [
                "On there, cell 1 has 2 free dedicated CPUs of the 4 needed; 2 more are held by b.",
                "On there, cell 0 has 1 free dedicated CPUs of the 4 needed; 3 more are held by a.",
            ],
            Messages(cloud));
    }

    [Fact]
    public void Several_holders_are_named_by_what_they_hold_and_many_are_counted()
    {
        Cloud cloud = Pinned(4)
            .Other("a", Cloud.There, Holding(0, 0)).Other("b", Cloud.There, Holding(0, 1, 2))
            .Other("c", Cloud.There, Holding(1, 4)).Other("d", Cloud.There, Holding(1, 5)).Other("e", Cloud.There, Holding(1, 6)).Other("f", Cloud.There, Holding(1, 7));
        Assert.Equal(
            [
                "On there, cell 0 has 1 free dedicated CPUs of the 4 needed; 3 more are held by b (2) and a (1).",
                "On there, cell 1 has 0 free dedicated CPUs of the 4 needed; 4 more are held by c (1), d (1), e (1) and 1 more.",
            ],
            Messages(cloud));
    }

    [Fact]
    public void Pages_are_named_with_their_holder()
    {
        Cloud cloud = Pinned(1, new PagePool(4, 524_288), new PagePool(2048, 512)).ExtraSpec("hw:mem_page_size", "large")
            .Other("a", Cloud.There, other => Paged(other, 0)).Other("b", Cloud.There, other => Paged(other, 1));
        Assert.Contains(
            "On there, cell 0 has at most 0 MiB free in large pages of the 1024 MiB needed; 1024 MiB more are held by a.",
            Messages(cloud));
    }

    [Fact]
    public void Devices_are_named_with_their_holder()
    {
        Cloud cloud = new Cloud().With(o => o with { PciAliases = Fact.Given<ImmutableArray<PciAlias>>([new PciAlias { Name = "gpu", VendorId = "10de" }]) })
            .Destination(h => h with { PciPools = Fact.Read<ImmutableArray<PciPool>>([new PciPool { VendorId = "10de", ProductId = "20b0", Total = 1 }]) })
            .ExtraSpec("pci_passthrough:alias", "gpu:1")
            .Other("a", Cloud.There, other => other with { Flavor = other.Flavor with { ExtraSpecs = other.Flavor.ExtraSpecs.SetItem("pci_passthrough:alias", "gpu:1") } });
        Assert.Equal(["there has not enough free PCI devices of the kind asked for; 1 of the kind is held by a."], Messages(cloud, MoveKind.Cold));
    }

    [Fact]
    public void Where_nobody_holds_anything_nobody_is_named() => Assert.Equal(
        [
            "On there, cell 0 has 4 dedicated CPUs of the 5 needed.",
            "On there, cell 1 has 4 dedicated CPUs of the 5 needed.",
        ],
        Messages(Pinned(5)));

    private static IEnumerable<string> Messages(Cloud cloud, MoveKind kind = MoveKind.Live) => cloud.Check(kind).Refusals
        .Where(refusal => refusal.Code.StartsWith("nova.numa", StringComparison.Ordinal) || refusal.Code.StartsWith("nova.pci", StringComparison.Ordinal))
        .Select(refusal => refusal.Message);

    private static Cloud Pinned(int cpus, params PagePool[] pages) => new Cloud()
        .Cells(Cloud.Here, pages).Cells(Cloud.There, pages)
        .ExtraSpec("hw:cpu_policy", "dedicated")
        .Instance(i => i with { Flavor = i.Flavor with { Vcpus = cpus } });

    private static Func<Instance, Instance> Holding(int cell, params int[] cpus) => other => other with
    {
        Flavor = other.Flavor with { Vcpus = cpus.Length, MemoryMiB = 64, ExtraSpecs = other.Flavor.ExtraSpecs.SetItem("hw:cpu_policy", "dedicated") },
        Placement = Fact.Read(new GuestPlacement(
        [
            new PlacedCell { HostCell = cell, Pinning = cpus.Select((cpu, i) => KeyValuePair.Create(i, cpu)).ToImmutableSortedDictionary() },
        ])),
    };

    private static Instance Paged(Instance other, int cell) => other with
    {
        Flavor = other.Flavor with { MemoryMiB = 1024, ExtraSpecs = other.Flavor.ExtraSpecs.SetItem("hw:mem_page_size", "large") },
        Placement = Fact.Read(new GuestPlacement([new PlacedCell { HostCell = cell, PageSizeKiB = 2048 }])),
    };
}
