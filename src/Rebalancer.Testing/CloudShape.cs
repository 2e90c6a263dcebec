namespace Rebalancer.Testing;

/// <summary>What random clouds look like. Every share is a probability from 0 to 1; every knob at 0 leaves its feature out.</summary>
public sealed record CloudShape
{
    /// <summary>2 to 4 hosts and 1 to 5 instances, every feature at a good probability, so tight that moves conflict:
    /// small enough for brute force.</summary>
    public static readonly CloudShape Tiny = new()
    {
        Hosts = new CountRange(2, 4),
        Instances = new CountRange(1, 5),
        FeatureChance = 0.42,
        Fullness = 0.35,
        PinnedShare = 0.4,
        NumaShare = 0.35,
        MixedShare = 0.3,
        PagesShare = 0.35,
        PciShare = 0.3,
        SriovShare = 0.25,
        TraitShare = 0.2,
        CustomResourceShare = 0.25,
        AggregateSpecShare = 0.25,
        HintShare = 0.2,
        Groups = new CountRange(1, 2),
        Cells = new CountRange(0, 2),
        DisabledShare = 0.12,
        DownShare = 0.12,
        TightShare = 0.5,
        OverFullShare = 0.15,
        MovesInFlight = new CountRange(0, 2),
        StoppedShare = 0.15,
        PausedShare = 0.1,
        ErrorShare = 0.08,
        LockedShare = 0.2,
    };

    /// <summary>3 to 8 hosts and up to 25 instances, with every feature.</summary>
    public static readonly CloudShape Small = new();

    /// <summary>How many hosts.</summary>
    public CountRange Hosts { get; init; } = new(3, 8);

    /// <summary>How many instances; those that find no room are left out.</summary>
    public CountRange Instances { get; init; } = new(0, 25);

    /// <summary>How large flavors are; hosts are sized after what their instances ask.</summary>
    public FlavorSizes Sizes { get; init; } = FlavorSizes.Toy;

    /// <summary>How full the hosts are on average, above 0 and at most 1.</summary>
    public double Fullness { get; init; } = 0.45;

    /// <summary>The probability that a feature takes part in a given cloud at all, so that clouds with few features at high shares occur.</summary>
    public double FeatureChance { get; init; } = 0.5;

    /// <summary>Instances with pinned CPUs.</summary>
    public double PinnedShare { get; init; } = 0.25;

    /// <summary>Instances with some CPUs pinned and others not.</summary>
    public double MixedShare { get; init; } = 0.12;

    /// <summary>Instances that ask for guest cells.</summary>
    public double NumaShare { get; init; } = 0.2;

    /// <summary>Instances that ask for a page size.</summary>
    public double PagesShare { get; init; } = 0.2;

    /// <summary>Instances that ask for a PCI device by alias.</summary>
    public double PciShare { get; init; } = 0.15;

    /// <summary>Instances with an SR-IOV port.</summary>
    public double SriovShare { get; init; } = 0.12;

    /// <summary>Instances whose flavor requires or forbids a trait.</summary>
    public double TraitShare { get; init; } = 0.1;

    /// <summary>Instances that ask for a custom resource class or a virtual GPU.</summary>
    public double CustomResourceShare { get; init; } = 0.12;

    /// <summary>Instances whose flavor names a key of aggregates.</summary>
    public double AggregateSpecShare { get; init; } = 0.12;

    /// <summary>Instances on a volume.</summary>
    public double VolumeBackedShare { get; init; } = 0.35;

    /// <summary>Instances with a config drive.</summary>
    public double ConfigDriveShare { get; init; } = 0.2;

    /// <summary>Instances shut off.</summary>
    public double StoppedShare { get; init; } = 0.1;

    /// <summary>Instances paused.</summary>
    public double PausedShare { get; init; } = 0.06;

    /// <summary>Instances in error.</summary>
    public double ErrorShare { get; init; } = 0.04;

    /// <summary>Instances in a state that no move starts from: suspended, rescued, or with a task running.</summary>
    public double StuckShare { get; init; } = 0.04;

    /// <summary>Instances locked.</summary>
    public double LockedShare { get; init; } = 0.1;

    /// <summary>Instances pinned to the zone of their host.</summary>
    public double PinnedZoneShare { get; init; } = 0.3;

    /// <summary>Instances made with a scheduler hint about another instance.</summary>
    public double HintShare { get; init; } = 0.08;

    /// <summary>Instances with a Manila share.</summary>
    public double ManilaShare { get; init; } = 0.05;

    /// <summary>Instances whose owner said which moves are allowed.</summary>
    public double OwnerPolicyShare { get; init; } = 0.7;

    /// <summary>Instances with a label that says what they belong together with.</summary>
    public double LocalityShare { get; init; } = 0.3;

    /// <summary>Instances whose CPU load is known at some moments, in clouds where it is of any.</summary>
    public double LoadSamplesShare { get; init; } = 0.3;

    /// <summary>How many server groups.</summary>
    public CountRange Groups { get; init; } = new(1, 4);

    /// <summary>How many availability zones beside the default one.</summary>
    public CountRange Zones { get; init; } = new(1, 3);

    /// <summary>How many aggregates with other metadata.</summary>
    public CountRange Aggregates { get; init; } = new(1, 3);

    /// <summary>How many Nova cells.</summary>
    public CountRange Cells { get; init; } = new(1, 2);

    /// <summary>How many generations of CPU, hypervisor and hardware.</summary>
    public CountRange CpuGenerations { get; init; } = new(1, 3);

    /// <summary>How many kinds of storage.</summary>
    public CountRange StorageBackends { get; init; } = new(1, 2);

    /// <summary>Racks that hosts are labelled with.</summary>
    public CountRange Racks { get; init; } = new(1, 3);

    /// <summary>Hosts that run guests on a named CPU model.</summary>
    public double CustomCpuShare { get; init; } = 0.1;

    /// <summary>Hosts whose service is disabled.</summary>
    public double DisabledShare { get; init; } = 0.1;

    /// <summary>Hosts whose service is down.</summary>
    public double DownShare { get; init; } = 0.08;

    /// <summary>Clouds in which one host that holds instances has failed: its service is down, mostly forced down by an operator who says that it is fenced.</summary>
    public double FailedHostShare { get; init; } = 0.1;

    /// <summary>Hosts whose free room is cut to that of none to three instances.</summary>
    public double TightShare { get; init; } = 0.4;

    /// <summary>Hosts that hold more than their capacity.</summary>
    public double OverFullShare { get; init; } = 0.12;

    /// <summary>How many migrations have begun, running or waiting in VERIFY_RESIZE.</summary>
    public CountRange MovesInFlight { get; init; } = new(1, 3);

    /// <summary>Facts that nobody told.</summary>
    public double UnknownShare { get; init; } = 0.1;

    /// <summary>Faults of the records: leaked or stale allocations, groups whose policy is broken already.</summary>
    public double FaultShare { get; init; } = 0.1;

    /// <summary>
    /// Clouds with one seldom feature: Cyborg devices, virtual TPMs, encrypted memory, numbered request groups, Power CPUs, another type of
    /// hypervisor, or a scheduler filter that few enable with the hints, aggregates and addresses that it reads.
    /// </summary>
    public double OddityShare { get; init; } = 0.5;

    /// <summary>A cloud of a given size with realistic flavors and few peculiarities, for benchmarks.</summary>
    /// <param name="hosts">How many hosts, at least 1.</param>
    /// <param name="instances">How many instances.</param>
    public static CloudShape Large(int hosts, int instances)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hosts, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(instances);
        return new CloudShape
        {
            Hosts = CountRange.Exactly(hosts),
            Instances = CountRange.Exactly(instances),
            Sizes = FlavorSizes.Real,
            Fullness = 0.65,
            FeatureChance = 1,
            PinnedShare = 0.06,
            MixedShare = 0.01,
            NumaShare = 0.03,
            PagesShare = 0.04,
            PciShare = 0.01,
            SriovShare = 0.01,
            TraitShare = 0.02,
            CustomResourceShare = 0.01,
            AggregateSpecShare = 0.02,
            ConfigDriveShare = 0.1,
            StoppedShare = 0.05,
            PausedShare = 0.005,
            ErrorShare = 0.01,
            StuckShare = 0.005,
            LockedShare = 0.01,
            PinnedZoneShare = 0.2,
            HintShare = 0,
            ManilaShare = 0.002,
            OwnerPolicyShare = 0.3,
            LocalityShare = 0.1,
            Groups = CountRange.Exactly(instances / 50),
            Zones = CountRange.Exactly(Math.Min(3, hosts)),
            Aggregates = CountRange.Exactly(Math.Min(8, 1 + (hosts / 25))),
            Cells = CountRange.Exactly(1 + (hosts / 500)),
            CpuGenerations = CountRange.Exactly(Math.Min(3, hosts)),
            StorageBackends = CountRange.Exactly(1),
            Racks = CountRange.Exactly(1 + (hosts / 40)),
            CustomCpuShare = 0,
            DisabledShare = 0.01,
            DownShare = 0.005,
            FailedHostShare = 0,
            TightShare = 0,
            OverFullShare = 0.005,
            MovesInFlight = CountRange.Exactly(hosts / 100),
            UnknownShare = 0,
            FaultShare = 0.002,
            OddityShare = 0,
        };
    }
}

/// <summary>How large the flavors of a random cloud are.</summary>
public enum FlavorSizes
{
    /// <summary>1 to 4 vCPUs and up to 4 GiB, so that a shrunk case is read at a glance.</summary>
    Toy,

    /// <summary>1 to 32 vCPUs and up to 128 GiB.</summary>
    Real,
}
