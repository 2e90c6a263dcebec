using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Generation;

/// <summary>Puts instances on hosts and into groups the way a scheduler would have.</summary>
internal sealed class PlacingDraw
{
    private readonly CloudDraft draft;
    private readonly FlavorDraw flavors;
    private readonly int[] favourites;
    private readonly bool packs;
    private readonly List<List<InstanceId>> members = [];
    private readonly Dictionary<(int Group, int Host), int> onHost = [];
    private readonly List<List<int>> aggregatesOf;

    public PlacingDraw(CloudDraft draft, FlavorDraw flavors)
    {
        this.draft = draft;
        this.flavors = flavors;
        favourites = draft.Random.Permutation(draft.Hosts.Count);
        packs = draft.Shape.Sizes == FlavorSizes.Toy && draft.Random.Chance(0.5);
        aggregatesOf = [.. draft.Hosts.Select(_ => new List<int>())];
        Dictionary<HostName, int> indexes = draft.Hosts.Select((host, index) => (host.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index);
        for (int aggregate = 0; aggregate < draft.Aggregates.Count; aggregate++)
        {
            foreach (HostName host in draft.Aggregates[aggregate].Hosts)
            {
                aggregatesOf[indexes[host]].Add(aggregate);
            }
        }
    }

    /// <summary>Places what finds room; the rest leaves the draft.</summary>
    public void Run()
    {
        draft.Rooms.AddRange(draft.Hosts.Select(host => new HostRoom(host, draft.Options)));
        DrawGroups();
        List<Instance> placed = [];
        foreach (Instance wanted in draft.Instances)
        {
            int group = draft.Groups.Count > 0 && draft.Random.Chance(GroupShare()) ? draft.Random.Below(draft.Groups.Count) : -1;
            // A guest that finds no host among so many would not be in such a cloud.
            if ((Place(wanted, group, most: 100) ?? Place(InstanceDraw.Humble(wanted, flavors.Smallest), -1, draft.Hosts.Count)) is { } instance)
            {
                placed.Add(WithHint(instance, placed));
            }
        }

        draft.Instances = placed;
        for (int group = 0; group < draft.Groups.Count; group++)
        {
            draft.Groups[group] = draft.Groups[group] with { Members = [.. members[group]] };
        }
    }

    /// <summary>Whether the groups of an instance let it be on a host as well.</summary>
    public bool GroupsAllow(InstanceId instance, int host)
    {
        int group = GroupOf(instance);
        return group < 0 || (draft.Groups[group].Policy != GroupPolicy.Affinity && GroupAllows(group, host));
    }

    /// <summary>A host holds an instance beside the host that holds it already.</summary>
    public void Arrive(InstanceId instance, int host)
    {
        int group = GroupOf(instance);
        if (group >= 0)
        {
            onHost[(group, host)] = onHost.GetValueOrDefault((group, host)) + 1;
        }
    }

    private int GroupOf(InstanceId instance) => members.FindIndex(list => list.Contains(instance));

    private double GroupShare() => draft.Shape.Sizes == FlavorSizes.Toy ? 0.85 : 0.1;

    private void DrawGroups()
    {
        for (int i = draft.Random.In(draft.Shape.Groups); i > 0; i--)
        {
            int number = draft.Groups.Count;
            GroupPolicy policy = draft.Random.Below(8) switch
            {
                < 4 => GroupPolicy.AntiAffinity,
                < 6 => GroupPolicy.Affinity,
                6 => GroupPolicy.SoftAffinity,
                _ => GroupPolicy.SoftAntiAffinity,
            };
            draft.Groups.Add(new ServerGroup
            {
                Id = new ServerGroupId(string.Create(CultureInfo.InvariantCulture, $"{number:x8}-0000-4000-b000-000000000000")),
                Name = string.Create(CultureInfo.InvariantCulture, $"g{number}"),
                Policy = policy,
                MaxServerPerHost = policy == GroupPolicy.AntiAffinity ? draft.Random.Pick(1, 1, 2, 3) : 1,
            });
            members.Add([]);
        }
    }

    private Instance? Place(Instance instance, int group, int most)
    {
        InstanceDemand demand = draft.DemandOf(instance);
        bool breaksGroup = draft.Random.Chance(draft.Shape.FaultShare);
        int start = packs ? 0 : draft.Random.Below(draft.Hosts.Count);
        for (int i = 0; i < Math.Min(most, draft.Hosts.Count); i++)
        {
            int host = packs ? favourites[i] : (start + i) % draft.Hosts.Count;
            if (!AggregatesAllow(instance, host) || (group >= 0 && !breaksGroup && !GroupAllows(group, host)))
            {
                continue;
            }

            if (draft.Rooms[host].Fit(demand) is { } holding)
            {
                draft.Rooms[host].Hold(holding);
                Join(instance.Id, group, host);
                return Settled(instance, host, holding);
            }
        }

        return null;
    }

    private Instance Settled(Instance instance, int host, Holding holding)
    {
        Host on = draft.Hosts[host];
        string? zone = aggregatesOf[host]
            .Select(aggregate => draft.Aggregates[aggregate].Metadata.GetValueOrDefault("availability_zone")).FirstOrDefault(name => name is not null);
        return instance with
        {
            Host = on.Name,
            Allocations = holding.Amounts,
            Placement = holding.Placement,
            PinnedZone = draft.Random.Chance(draft.Shape.PinnedZoneShare) ? Fact.Read(zone) : instance.PinnedZone,
            GuestCpu = Fact.Given(on.CpuMode.ValueOr(CpuMode.HostModel) == CpuMode.Custom ? on.Cpu.Value : null),
        };
    }

    private Instance WithHint(Instance instance, List<Instance> others)
    {
        if (others.Count == 0 || !draft.Random.Chance(draft.Shape.HintShare))
        {
            return instance;
        }

        Instance other = others[draft.Random.Below(others.Count)];
        return instance with
        {
            SchedulerHints = Fact.Given(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty
                .Add(other.Host == instance.Host ? "same_host" : "different_host", [other.Id.Value])),
        };
    }

    private void Join(InstanceId instance, int group, int host)
    {
        if (group >= 0)
        {
            members[group].Add(instance);
            onHost[(group, host)] = onHost.GetValueOrDefault((group, host)) + 1;
        }
    }

    private bool GroupAllows(int group, int host) => draft.Groups[group].Policy switch
    {
        GroupPolicy.AntiAffinity => onHost.GetValueOrDefault((group, host)) < draft.Groups[group].MaxServerPerHost,
        GroupPolicy.Affinity => members[group].Count == 0 || onHost.GetValueOrDefault((group, host)) > 0,
        _ => true,
    };

    private bool AggregatesAllow(Instance instance, int host)
    {
        bool needsKey = instance.Flavor.ExtraSpecs.ContainsKey($"aggregate_instance_extra_specs:{FlavorDraw.AggregateKey}");
        bool hasKey = false;
        foreach (int aggregate in aggregatesOf[host])
        {
            ImmutableSortedDictionary<string, string> metadata = draft.Aggregates[aggregate].Metadata;
            hasKey |= metadata.GetValueOrDefault(FlavorDraw.AggregateKey) == "true";
            if (metadata.TryGetValue("filter_tenant_id", out string? tenant) && tenant != instance.ProjectId)
            {
                return false;
            }
        }

        return hasKey || !needsKey;
    }
}
