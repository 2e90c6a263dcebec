using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Cli.Tests;

/// <summary>Three hosts and four instances, two of them with one name.</summary>
internal static class TinyCloud
{
    public static Cluster Cloud { get; } = Build();

    /// <summary>The arguments that make the command read this cloud, whatever is in the folder.</summary>
    public static string[] Drain(params string[] more) => ["plan", "drain", "compute1", "--recorded", ".", .. more];

    /// <summary>An environment whose planner answers at once.</summary>
    public static CliEnvironment Planner(Func<Cluster, Goal, PlanningOptions, IProgress<PlanningProgress>?, CancellationToken, Plan> plan) =>
        Answer.With(Cloud) with { Plan = plan };

    /// <summary>An environment whose planner gives an empty plan with this outcome.</summary>
    public static CliEnvironment Planner(PlanOutcome outcome) =>
        Planner((_, goal, options, _, _) => new Plan { Goal = goal, Profile = options.Profile, Outcome = outcome });

    private static Cluster Build()
    {
        Host Host(string name, string id) => new()
        {
            Name = new HostName(name),
            ProviderId = id,
            Service = new ComputeService(),
            Labels = name == "compute3" ? ImmutableSortedDictionary<string, string>.Empty : ImmutableSortedDictionary<string, string>.Empty.Add("rack", "r1"),
            Inventories =
            [
                new Inventory { ResourceClass = ResourceClass.Vcpu, Total = 8 },
                new Inventory { ResourceClass = ResourceClass.MemoryMb, Total = 16384 },
                new Inventory { ResourceClass = ResourceClass.DiskGb, Total = 100 },
            ],
        };
        Flavor flavor = new() { Name = "m1", Vcpus = 1, MemoryMiB = 1024, RootGiB = 1 };
        Instance Instance(string id, string name, string host) => new()
        {
            Id = new InstanceId(id),
            Name = name,
            Host = new HostName(host),
            Flavor = flavor,
            IsVolumeBacked = Fact.Read(true),
        };
        return Cluster.Build(new ClusterParts
        {
            Aggregates =
            [
                new Aggregate
                {
                    Id = "7",
                    Name = "rack-1",
                    Hosts = [new HostName("compute1"), new HostName("compute2")],
                    Metadata = ImmutableSortedDictionary<string, string>.Empty.Add("availability_zone", "az-1"),
                },
                new Aggregate { Id = "8", Name = "nobody" },
            ],
            Hosts = [Host("compute1", "aaaa"), Host("compute2", "bbbb"), Host("compute3", "cccc")],
            Instances = [Instance("i-1", "web", "compute1"), Instance("i-2", "twin", "compute1"), Instance("i-3", "twin", "compute2"), Instance("i-4", "\u001b[31mred", "compute1")],
        }).OrThrow();
    }

    /// <summary>A plan of one live move.</summary>
    public static Plan OneMove(Goal goal, Profile profile) => new()
    {
        Goal = goal,
        Profile = profile,
        Outcome = PlanOutcome.Partial,
        Steps = [new MoveStep(new InstanceId("i-4"), new HostName("compute1"), new HostName("compute2"), MoveKind.Live) { Id = 1, Why = "\u001b[2Jwhy" }],
    };

}
