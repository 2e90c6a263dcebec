using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Plans;

/// <summary>A small cloud and a well-formed plan for it, which may or may not be safe.</summary>
internal sealed record TinyScenario(Cluster Cluster, Plan Plan)
{
    private const long Unit = 1024;

    public static TinyScenario From(byte[] bytes)
    {
        Choices choices = new(bytes);
        TinyCloud cloud = new();
        int hosts = 2 + choices.Next(3);
        int instances = 1 + choices.Next(5);
        bool isOld = choices.Seldom();
        bool hasCells = choices.Next(2) == 1;
        bool isCounted = choices.Seldom();
        cloud.Options = cloud.Options with { PlacementMajor = Fact.Given(isOld ? 13 : 14) };
        if (isCounted)
        {
            cloud.Options = cloud.Options with
            {
                EnabledFilters = Fact.Given<ImmutableArray<string>>(["NumInstancesFilter", "DifferentHostFilter", "SameHostFilter"]),
                Filters = new FilterOptions { MaxInstancesPerHost = 1 + choices.Next(3) },
            };
        }
        for (int host = 0; host < hosts; host++)
        {
            bool isEnabled = choices.Often() || choices.Often();
            cloud.Host((2 + choices.Next(5)) * Unit, read => hasCells ? WithCells(read, isEnabled, choices.Next(3) * Unit / 2) : read with { Service = read.Service with { IsEnabled = isEnabled } });
        }

        int[] at = new int[instances];
        for (int instance = 0; instance < instances; instance++)
        {
            at[instance] = choices.Next(hosts);
            cloud.Instance(at[instance], (1 + choices.Next(3)) * Unit, read => WithHint(choices, isCounted, instances, hasCells ? WithGuestCells(choices, read) : read));
        }

        AddGroups(choices, cloud, instances);
        int inFlight = -1;
        bool isUnderWay = false;
        if (choices.Seldom())
        {
            inFlight = choices.Next(instances);
            isUnderWay = choices.Next(3) > 0;
            int other = (at[inFlight] + 1) % hosts;
            _ = isUnderWay ? cloud.InFlight(inFlight, at[inFlight], other) : cloud.InFlight(inFlight, other, at[inFlight], InFlightKind.Cold, "finished");
        }

        cloud.PlaceGuests();
        return new TinyScenario(cloud.Build(), TinyCloud.PlanOf([.. Steps(choices, hosts, at, inFlight, isUnderWay)]));
    }

    public override string ToString() =>
        string.Join('\n', Cluster.Hosts.Select(host => $"{host.Name} enabled={host.Service.IsEnabled} memory={host.Inventories.First(i => i.ResourceClass == ResourceClass.MemoryMb).Total / Unit}"))
        + "\n" + string.Join('\n', Cluster.Instances.Select(instance => $"{instance.Id} on {instance.Host} memory={instance.Flavor.MemoryMiB / Unit}"))
        + "\n" + string.Join('\n', Cluster.ServerGroups.Select(group => $"{group.Policy} max {group.MaxServerPerHost}: {string.Join(' ', group.Members)}"))
        + "\n" + string.Join('\n', Cluster.MovesInFlight.Select(move => $"{move.Instance} in flight {move.Source} -> {move.Destination}"))
        + "\n" + string.Join('\n', Plan.Steps.Select(step => $"{step} after {string.Join(' ', step.After)}"))
        + $"\nplacement {Cluster.Options.PlacementMajor}";

    /// <summary>Two cells of two CPUs, each with some large pages or none.</summary>
    private static Host WithCells(Host host, bool isEnabled, long largePages) => host with
    {
        Service = host.Service with { IsEnabled = isEnabled },
        Topology = Fact.Given(new HostTopology([.. Enumerable.Range(0, 2).Select(cell => new HostCell
        {
            Id = cell,
            Cpus = CpuSet.Range(2 * cell, 2),
            MemoryMiB = 3 * Unit,
            Pages = [new PagePool(4, 2 * Unit * 256), new PagePool(2048, largePages)],
        })])),
        CpuSharedSet = Fact.Given<CpuSet?>(null),
        CpuDedicatedSet = Fact.Given<CpuSet?>(CpuSet.Range(0, 4)),
        Inventories = host.Inventories.Add(new Inventory { ResourceClass = ResourceClass.Pcpu, Total = 4 }),
    };

    private static Instance WithGuestCells(Choices choices, Instance instance)
    {
        if (choices.Next(3) == 0)
        {
            return instance;
        }

        int cpus = 1 + choices.Next(2);
        var specs = ImmutableSortedDictionary<string, string>.Empty.Add("hw:cpu_policy", "dedicated");
        specs = cpus == 2 && choices.Seldom() ? specs.Add("hw:numa_nodes", "2") : specs;
        specs = choices.Next(2) == 1 ? specs.Add("hw:mem_page_size", "any") : specs;
        return instance with
        {
            Flavor = instance.Flavor with { Vcpus = cpus, ExtraSpecs = specs },
            Allocations = instance.Allocations.Remove(ResourceClass.Vcpu).Add(ResourceClass.Pcpu, cpus),
        };
    }

    private static Instance WithHint(Choices choices, bool hasHints, int instances, Instance instance) => hasHints && choices.Seldom()
        ? instance with
        {
            SchedulerHints = Fact.Read(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty
                .Add(choices.Often() ? "different_host" : "same_host", [TinyCloud.Id(choices.Next(instances)).Value, TinyCloud.Id(choices.Next(instances)).Value])),
        }
        : instance;

    private static void AddGroups(Choices choices, TinyCloud cloud, int instances)
    {
        for (int group = 0; group < 2; group++)
        {
            if (choices.Seldom())
            {
                int[] members = [.. Enumerable.Range(0, instances).Where(_ => choices.Often())];
                cloud.Group(group == 0 ? GroupPolicy.AntiAffinity : GroupPolicy.Affinity, 1 + choices.Next(2), members);
            }
        }
    }

    private static List<PlanStep> Steps(Choices choices, int hosts, int[] at, int inFlight, bool isUnderWay)
    {
        List<PlanStep> steps = [];
        var released = new int[at.Length];
        int moves = choices.Next(6);
        for (int i = 0; i < moves; i++)
        {
            int instance = choices.Next(at.Length);
            if (instance == inFlight || released[instance] < 0)
            {
                continue;
            }

            AddServiceStep(choices, steps, hosts);
            int id = steps.Count + 1;
            int destination = (at[instance] + 1 + choices.Next(hosts - 1)) % hosts;
            bool isCold = choices.Seldom();
            int[] after = released[instance] > 0 ? [.. Waits(choices, steps), released[instance]] : [.. Waits(choices, steps)];
            steps.Add(TinyCloud.Move(id, instance, at[instance], destination, isCold ? MoveKind.Cold : MoveKind.Live, [.. after.Distinct().Order()]));
            released[instance] = id;
            if (isCold)
            {
                released[instance] = choices.Often() ? id + 1 : -1;
                if (released[instance] > 0)
                {
                    steps.Add(TinyCloud.Confirm(id + 1, instance, id));
                }
            }

            at[instance] = destination;
            if (isUnderWay && choices.Seldom() && !steps.OfType<WaitStep>().Any())
            {
                steps.Add(new WaitStep(TinyCloud.Id(inFlight), $"migration-{inFlight}") { Id = steps.Count + 1, After = Waits(choices, steps) });
            }
        }

        return steps;
    }

    private static void AddServiceStep(Choices choices, List<PlanStep> steps, int hosts)
    {
        switch (choices.Next(10))
        {
            case 8:
                steps.Add(new DisableStep(TinyCloud.Name(choices.Next(hosts)), "test") { Id = steps.Count + 1, After = Waits(choices, steps) });
                break;
            case 9:
                steps.Add(new EnableStep(TinyCloud.Name(choices.Next(hosts))) { Id = steps.Count + 1, After = Waits(choices, steps) });
                break;
        }
    }

    private static ImmutableArray<int> Waits(Choices choices, List<PlanStep> steps) => [.. steps.Where(_ => choices.Next(3) == 2).Select(step => step.Id)];
}
