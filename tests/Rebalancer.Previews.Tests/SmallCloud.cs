using System.Collections.Immutable;
using Rebalancer.Findings;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Previews.Tests;

/// <summary>Four hosts and eight instances, with a plan by hand that empties one host in part.</summary>
internal static class SmallCloud
{
    public static readonly HostName Compute1 = new("compute1");
    public static readonly HostName Compute2 = new("compute2");
    public static readonly HostName Compute3 = new("compute3");
    public static readonly HostName Compute4 = new("compute4");

    public static Cluster Cloud { get; } = Build();

    public static InstanceId Id(int number) => new($"{number:00000000}-0000-4000-8000-000000000000");

    /// <summary>web-1 and db-1 leave compute3, the licence server stays.</summary>
    public static Plan Drain { get; } = new()
    {
        Goal = new DrainGoal([Compute3]) { Limits = new PlanLimits { Headroom = 0.1, MaxInAll = 2 } },
        Profile = Profile.RedHat,
        Outcome = PlanOutcome.Partial,
        Steps =
        [
            new DisableStep(Compute3, "drained by rebalancer") { Id = 1, Why = "No new instance may arrive on compute3." },
            new MoveStep(Id(1), Compute3, Compute1, MoveKind.Live) { Id = 2, After = [1], Why = "compute1 has the most room left." },
            new MoveStep(Id(2), Compute3, Compute2, MoveKind.Cold)
            {
                Id = 3,
                After = [1],
                Why = "It has a PCI device, which no live migration carries, and its owner allows downtime; of the hosts with such a device only compute2 has one free.",
            },
            new ConfirmStep(Id(2), 3) { Id = 4, After = [3], Why = "The source holds the instance until then." },
        ],
        Levels =
        [
            new ObjectiveLevel("left behind", "instances", 1, 1),
            new ObjectiveLevel("with downtime", "instances", 1, 1),
            new ObjectiveLevel("moves", "instances", 2, 2),
            new ObjectiveLevel("over the wire", "MiB", 12288, 11000),
        ],
        LeftBehind =
        [
            new LeftBehind(Id(3), Compute3, StayProof.CannotMove,
            [
                new StayReason("nova.vm-state", "The instance is SUSPENDED, and Nova moves no suspended instance.", "Resume it.", []),
                new StayReason("placement.capacity", "MEMORY_MB: 131072 asked, 65024 free.", "Free 66048 MiB of memory there.", [Compute1, Compute2]),
            ]),
        ],
        Assumptions = [new Assumption("assumed.cell", "All hosts are in one Nova cell, as they share a zone.")],
        Warnings = [new Finding(Severity.Warning, "cluster.over-capacity", "$.hosts[1]", "compute2 uses more DISK_GB than its capacity.")],
    };

    /// <summary>Figures by hand, so that the expectations do not follow the model of a move.</summary>
    public static PlanFigures Figures { get; } = new(
        new PlanSchedule
        {
            Steps =
            [
                new StepTime(1, TimeSpan.Zero, TimeSpan.FromSeconds(2), 1),
                new StepTime(2, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(40.4), 2),
                new StepTime(3, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(230), 2),
                new StepTime(4, TimeSpan.FromSeconds(230), TimeSpan.FromSeconds(232), 3),
            ],
            Makespan = TimeSpan.FromSeconds(232),
            SumOfEnds = TimeSpan.FromSeconds(270.4),
        },
        [
            null,
            new MoveEstimate(4L << 30, TimeSpan.FromSeconds(38.4), TimeSpan.FromSeconds(0.5), false),
            new MoveEstimate(8L << 30, TimeSpan.FromSeconds(228), TimeSpan.FromSeconds(228), true),
            null,
        ],
        PlanFigures.ChangesOf(Cloud, Drain));

    public static string Written(Action<TextWriter> write)
    {
        using StringWriter writer = new() { NewLine = "\n" };
        write(writer);
        return writer.ToString();
    }

    private static Cluster Build()
    {
        Flavor small = new() { Name = "m1.small", Vcpus = 2, MemoryMiB = 4096, RootGiB = 20 };
        Flavor large = new() { Name = "m1.large", Vcpus = 8, MemoryMiB = 16384, RootGiB = 80 };
        Instance Make(int number, string name, HostName host, Flavor flavor) => new()
        {
            Id = Id(number),
            Name = name,
            Host = host,
            Flavor = flavor,
            IsVolumeBacked = Fact.Read(false),
            Disks = [new Disk(DiskKind.Root, flavor.RootGiB * 1024)],
            Allocations = ImmutableSortedDictionary<ResourceClass, long>.Empty
                .Add(ResourceClass.Vcpu, flavor.Vcpus)
                .Add(ResourceClass.MemoryMb, flavor.MemoryMiB)
                .Add(ResourceClass.DiskGb, flavor.RootGiB),
        };
        return Cluster.Build(new ClusterParts
        {
            Hosts = [Host(Compute1), Host(Compute2), Host(Compute3), Host(Compute4) with { Service = new ComputeService { IsUp = false, IsEnabled = false } }],
            Instances =
            [
                Make(1, "web-1", Compute3, small),
                Make(2, "db-1", Compute3, large),
                Make(3, "licence", Compute3, large) with { VmState = VmState.Suspended },
                Make(4, "twin", Compute1, small),
                Make(5, "twin", Compute2, small),
                Make(6, "\u001b[31mred\u202e", Compute2, large),
                Make(7, "", Compute2, small),
                Make(8, "web-2", Compute1, large),
            ],
            Aggregates = [new Aggregate { Id = "1", Hosts = [Compute1, Compute2], Metadata = ImmutableSortedDictionary<string, string>.Empty.Add("availability_zone", "az-1") }],
        }).OrThrow();
    }

    private static Host Host(HostName name) => new()
    {
        Name = name,
        Service = new ComputeService(),
        Inventories =
        [
            new Inventory { ResourceClass = ResourceClass.Vcpu, Total = 16, AllocationRatio = 2.0 },
            new Inventory { ResourceClass = ResourceClass.MemoryMb, Total = 65536, Reserved = 512 },
            new Inventory { ResourceClass = ResourceClass.DiskGb, Total = 500 },
        ],
    };
}
