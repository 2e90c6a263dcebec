using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Execution.Tests;

/// <summary>A small cloud with a plan that is safe in every order: a move waits for whatever leaves its destination before it in the list.</summary>
internal sealed record ExecutionCase(Cluster Cluster, Plan Plan)
{
    private const int HostMiB = 16_384;

    /// <summary>The case of a seed: two to five hosts, up to a dozen moves live and cold, some instances twice, the first host disabled and enabled again.</summary>
    public static ExecutionCase Of(int seed)
    {
        Random random = new(seed);
        int hostCount = random.Next(2, 6);
        Host[] hosts = [.. Enumerable.Range(0, hostCount).Select(i => HostOf(i) with { Migration = new MigrationSettings { MaxConcurrentLive = Fact.Given(random.Next(1, 4)) } })];
        List<Instance> instances = [];
        for (int host = 0; host < hostCount; host++)
        {
            int free = HostMiB;
            for (int i = random.Next(0, 5); i > 0; i--)
            {
                int size = 1024 * random.Next(1, 6);
                if (size <= free)
                {
                    instances.Add(InstanceOf($"i{instances.Count}", host, size));
                    free -= size;
                }
            }
        }

        if (instances.Count == 0)
        {
            instances.Add(InstanceOf("i0", 0, 1024));
        }

        Cluster cluster = Cluster.Build(new ClusterParts { Hosts = [.. hosts], Instances = [.. instances], Options = Options }).OrThrow();
        return new ExecutionCase(cluster, Draw(cluster, random));
    }

    /// <summary>Two hosts, so many instances of 1 GiB on the first, all to the second.</summary>
    public static ExecutionCase Drain(int count, MoveKind kind = MoveKind.Live, Func<Host, Host>? first = null)
    {
        Instance[] instances = [.. Enumerable.Range(0, count).Select(i => InstanceOf($"i{i}", 0, 1024))];
        Cluster cluster = Cluster.Build(new ClusterParts { Hosts = [first is null ? HostOf(0) : first(HostOf(0)), HostOf(1)], Instances = [.. instances], Options = Options }).OrThrow();
        List<PlanStep> steps = [new DisableStep(Name(0), "kernel update") { Id = 1 }];
        foreach (Instance instance in instances)
        {
            int id = steps.Count + 1;
            steps.Add(new MoveStep(instance.Id, Name(0), Name(1), kind) { Id = id, After = [1] });
            if (kind == MoveKind.Cold)
            {
                steps.Add(new ConfirmStep(instance.Id, id) { Id = id + 1, After = [id] });
            }
        }

        return new ExecutionCase(cluster, PlanOf([.. steps], new PlanLimits()));
    }

    /// <summary>Three hosts; "follower" on the first goes to the second as soon as "leader", of the same anti-affinity group, has gone on to the third.</summary>
    public static ExecutionCase Following()
    {
        Cluster cluster = Cluster.Build(new ClusterParts
        {
            Hosts = [HostOf(0), HostOf(1), HostOf(2)],
            Instances = [InstanceOf("follower", 0, 1024), InstanceOf("leader", 1, 1024)],
            ServerGroups = [new ServerGroup { Id = new ServerGroupId("apart"), Policy = GroupPolicy.AntiAffinity, MaxServerPerHost = 1, Members = [new("follower"), new("leader")] }],
            Options = Options,
        }).OrThrow();
        return new ExecutionCase(cluster, PlanOf(
            [
                new MoveStep(new InstanceId("leader"), Name(1), Name(2), MoveKind.Live) { Id = 1 },
                new MoveStep(new InstanceId("follower"), Name(0), Name(1), MoveKind.Live) { Id = 2, After = [1] },
            ],
            new PlanLimits()));
    }

    /// <summary>The same with other steps.</summary>
    public ExecutionCase With(params PlanStep[] steps) => this with { Plan = Plan with { Steps = [.. steps] } };

    /// <summary>Where every instance is when all of the plan is done.</summary>
    public ImmutableSortedDictionary<InstanceId, HostName> Target
    {
        get
        {
            var places = Cluster.Instances.ToImmutableSortedDictionary(instance => instance.Id, instance => instance.Host);
            return Plan.Steps.OfType<MoveStep>().Aggregate(places, (all, move) => all.SetItem(move.Instance, move.Destination));
        }
    }

    public static HostName Name(int host) => new($"h{host}");

    public static Plan PlanOf(ImmutableArray<PlanStep> steps, PlanLimits limits) => new()
    {
        Goal = new DrainGoal([Name(0)]) { Limits = limits },
        Profile = Profile.PlainNova,
        Outcome = PlanOutcome.Feasible,
        Steps = steps,
    };

    private static CloudOptions Options => new() { NovaRelease = Fact.Given(NovaRelease.Gazpacho), PlacementMajor = Fact.Given(15) };

    private static Plan Draw(Cluster cluster, Random random)
    {
        PlanState state = PlanState.Of(cluster);
        List<PlanStep> steps = [];
        List<(int Host, int Release)> left = [];
        Dictionary<int, int> releases = [];
        bool disables = random.Next(2) == 0;
        if (disables)
        {
            steps.Add(new DisableStep(Name(0), "kernel update") { Id = 1 });
        }

        for (int tries = random.Next(1, 14); tries > 0; tries--)
        {
            int instance = random.Next(cluster.Instances.Length);
            int from = state.HostOf(instance);
            int to = random.Next(disables ? 1 : 0, cluster.Hosts.Length);
            if (to == from || !Fits(state, instance, to))
            {
                continue;
            }

            MoveKind kind = random.Next(4) == 0 ? MoveKind.Cold : MoveKind.Live;
            SortedSet<int> after = [.. left.Where(one => one.Host == to).Select(one => one.Release)];
            if (releases.TryGetValue(instance, out int before))
            {
                after.Add(before);
            }

            InstanceId id = cluster.Instances[instance].Id;
            steps.Add(new MoveStep(id, cluster.Hosts[from].Name, cluster.Hosts[to].Name, kind) { Id = steps.Count + 1, After = [.. after] });
            if (kind == MoveKind.Cold)
            {
                steps.Add(new ConfirmStep(id, steps.Count) { Id = steps.Count + 1, After = [steps.Count] });
            }

            releases[instance] = steps.Count;
            left.Add((from, steps.Count));
            state.Claim(instance, to);
            state.Release(instance);
        }

        if (disables && random.Next(2) == 0)
        {
            steps.Add(new EnableStep(Name(0)) { Id = steps.Count + 1, After = [.. steps.Select(step => step.Id)] });
        }

        return PlanOf([.. steps], new PlanLimits { MaxInAll = random.Next(3) == 0 ? random.Next(1, 4) : null, MaxOutOfHost = 2 });
    }

    private static bool Fits(PlanState state, int instance, int host)
    {
        ReadOnlySpan<long> amounts = state.AmountsOn(instance, host);
        for (int i = 0; i < amounts.Length; i++)
        {
            if (amounts[i] > 0 && state.Used(host, i) + amounts[i] > state.CapacityOf(host, i))
            {
                return false;
            }
        }

        return true;
    }

    private static Host HostOf(int index) => new()
    {
        Name = Name(index),
        Service = new ComputeService(),
        Inventories =
        [
            new Inventory { ResourceClass = ResourceClass.Vcpu, Total = 64, AllocationRatio = 16 },
            new Inventory { ResourceClass = ResourceClass.MemoryMb, Total = HostMiB },
            new Inventory { ResourceClass = ResourceClass.DiskGb, Total = 10_000 },
        ],
    };

    private static Instance InstanceOf(string id, int host, int memoryMiB) => new()
    {
        Id = new InstanceId(id),
        Host = Name(host),
        Flavor = new Flavor { Name = $"m{memoryMiB}", Vcpus = 1, MemoryMiB = memoryMiB },
        IsVolumeBacked = Fact.Read(true),
        Allocations = ImmutableSortedDictionary<ResourceClass, long>.Empty.Add(ResourceClass.Vcpu, 1).Add(ResourceClass.MemoryMb, memoryMiB),
    };
}
