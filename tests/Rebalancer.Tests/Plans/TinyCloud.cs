using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Plans;

/// <summary>Builds small clouds and plans for the tests of plans: hosts are h0, h1, ..., instances i0, i1, ...</summary>
internal sealed class TinyCloud
{
    private readonly List<Host> hosts = [];
    private readonly List<Instance> instances = [];
    private readonly List<ServerGroup> groups = [];
    private readonly List<MoveInFlight> inFlight = [];

    public CloudOptions Options { get; set; } = new() { NovaRelease = Fact.Given(NovaRelease.Gazpacho), PlacementMajor = Fact.Given(15) };

    public TinyCloud Host(long memoryMiB, Func<Host, Host>? with = null)
    {
        Host host = new()
        {
            Name = Name(hosts.Count),
            Service = new ComputeService(),
            HypervisorType = Fact.Read("QEMU"),
            HypervisorVersion = Fact.Read(8_002_002L),
            Cell = Fact.Given("cell1"),
            Storage = new HostStorage { Backend = Fact.Given(ImagesBackend.Rbd), SharedPathGroup = Fact.Given("") },
            Inventories =
            [
                new Inventory { ResourceClass = ResourceClass.Vcpu, Total = 64, AllocationRatio = 16 },
                new Inventory { ResourceClass = ResourceClass.MemoryMb, Total = memoryMiB },
                new Inventory { ResourceClass = ResourceClass.DiskGb, Total = 10_000 },
            ],
        };
        hosts.Add(with is null ? host : with(host));
        return this;
    }

    public TinyCloud Instance(int host, long memoryMiB, Func<Instance, Instance>? with = null)
    {
        Instance instance = new()
        {
            Id = Id(instances.Count),
            Host = Name(host),
            Flavor = new Flavor { Name = $"m{memoryMiB}", Vcpus = 1, MemoryMiB = memoryMiB },
            Image = new Image { Properties = Fact.Read(ImmutableSortedDictionary<string, string>.Empty) },
            IsVolumeBacked = Fact.Read(true),
            ConfigDrive = Fact.Given(ConfigDrive.None),
            Ports = Fact.Read(ImmutableArray<Port>.Empty),
            Policy = Fact.Given(new OwnerPolicy(AllowedMoves.MayBeCold)),
            Allocations = ImmutableSortedDictionary<ResourceClass, long>.Empty.Add(ResourceClass.Vcpu, 1).Add(ResourceClass.MemoryMb, memoryMiB),
        };
        instances.Add(with is null ? instance : with(instance));
        return this;
    }

    public TinyCloud Group(GroupPolicy policy, int max, params int[] members)
    {
        groups.Add(new ServerGroup
        {
            Id = new ServerGroupId($"g{groups.Count}"),
            Policy = policy,
            MaxServerPerHost = max,
            Members = [.. members.Select(Id)],
        });
        return this;
    }

    public TinyCloud InFlight(int instance, int source, int destination, InFlightKind kind = InFlightKind.Live, string status = "running")
    {
        int other = instances[instance].Host == Name(source) ? destination : source;
        inFlight.Add(new MoveInFlight
        {
            MigrationId = $"migration-{instance}",
            Instance = Id(instance),
            Kind = kind,
            Status = status,
            Source = Name(source),
            Destination = Name(destination),
            OtherAllocations = other >= 0 ? instances[instance].Allocations : instances[instance].Allocations.Clear(),
        });
        return this;
    }

    /// <summary>Puts guests with cells where Nova would, in the order of the instances, then those in flight on their other host; one that does not fit loses its cells.</summary>
    public TinyCloud PlaceGuests()
    {
        HostCells[] cells = [.. hosts.Select(host => HostCells.Empty(host, Options))];
        for (int i = 0; i < instances.Count; i++)
        {
            var demand = InstanceDemand.Of(instances[i], Options);
            int host = hosts.FindIndex(host => host.Name == instances[i].Host);
            if (demand.Topology is not null && cells[host].Fit(demand) is var fit)
            {
                instances[i] = fit.Placement is null
                    ? instances[i] with { Flavor = instances[i].Flavor with { ExtraSpecs = ImmutableSortedDictionary<string, string>.Empty } }
                    : instances[i] with { Placement = Fact.Given(fit.Placement) };
                cells[host] = fit.Placement is null ? cells[host] : cells[host].With(cells[host].HoldingOf(demand, fit.Placement));
            }
        }

        for (int i = 0; i < inFlight.Count; i++)
        {
            Instance instance = instances.Single(instance => instance.Id == inFlight[i].Instance);
            HostName? other = instance.Host == inFlight[i].Source ? inFlight[i].Destination : inFlight[i].Source;
            var demand = InstanceDemand.Of(instance, Options);
            if (demand.Topology is not null && hosts.FindIndex(host => host.Name == other) is >= 0 and var host && cells[host].Fit(demand).Placement is { } placement)
            {
                inFlight[i] = inFlight[i] with { OtherPlacement = Fact.Given(placement) };
                cells[host] = cells[host].With(cells[host].HoldingOf(demand, placement));
            }
        }

        return this;
    }

    public Cluster Build() => Cluster.Build(new ClusterParts
    {
        Hosts = [.. hosts],
        Instances = [.. instances],
        ServerGroups = [.. groups],
        MovesInFlight = [.. inFlight],
        Options = Options,
    }).OrThrow();

    public static HostName Name(int host) => new($"h{host}");

    public static InstanceId Id(int instance) => new($"i{instance}");

    public static MoveStep Move(int id, int instance, int source, int destination, MoveKind kind = MoveKind.Live, params int[] after) =>
        new(Id(instance), Name(source), Name(destination), kind) { Id = id, After = [.. after] };

    public static ConfirmStep Confirm(int id, int instance, int move, params int[] after) =>
        new(Id(instance), move) { Id = id, After = [.. after.Append(move).Order()] };

    public static Plan PlanOf(params PlanStep[] steps) => new()
    {
        Goal = new DrainGoal([Name(0)]),
        Profile = Profile.PlainNova,
        Outcome = PlanOutcome.Feasible,
        Steps = [.. steps],
    };
}
