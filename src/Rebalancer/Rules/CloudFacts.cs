using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Rules.Assumptions;
using Rebalancer.Rules.Filters;

namespace Rebalancer.Rules;

/// <summary>What the rules derive from a cluster once: demands, releases, enabled filters, aggregates by host.</summary>
internal sealed class CloudFacts
{
    /// <summary>The first Placement that accepts a rewrite on an over-full host (2025.2).</summary>
    public const int FirstPlacementThatLetsGo = 14;

    private static readonly ConditionalWeakTable<Cluster, CloudFacts> Known = [];

    private readonly ImmutableArray<ImmutableArray<int>> aggregatesByHost;
    private readonly ImmutableArray<string?> zones;

    private CloudFacts(Cluster cluster)
    {
        Cluster = cluster;
        CloudOptions options = cluster.Options;
        Release = options.NovaRelease.ValueOr(NovaRelease.Zed);
        HostReleases = [.. cluster.Hosts.Select(host => host.NovaRelease.ValueOr(Release))];
        OldestRelease = HostReleases.Append(Release).Min();
        PlacementMajor = options.PlacementMajor.ValueOr(Math.Max(8, Release.Major - 18));
        Demands = InstanceDemand.OfAll(cluster.Instances, options);
        ImmutableArray<string> names = options.EnabledFilters.ValueOr(HostFilters.Assumed);
        EnabledFilters = [.. names];
        Filters = [.. names.Distinct().Select(name => HostFilters.Create(name, options.Filters)).OfType<HostFilter>()];
        aggregatesByHost = [.. Enumerable.Range(0, cluster.Hosts.Length).Select(cluster.AggregatesOf)];
        zones = [.. Enumerable.Range(0, cluster.Hosts.Length).Select(cluster.ZoneOf)];
        Aggregates = [.. aggregatesByHost.Select(list => AggregateMetadata.Of(list.Select(index => cluster.Aggregates[index].Metadata)))];
        Images = [.. cluster.Instances.Select(instance => ImageProperties.Of(InstanceDemand.ImageOf(instance)))];
        PrefilterTraits = PrefilterTraitsByInstance();
        StateFilters = [.. cluster.Instances.Select(instance => StateFilterRule.Select(Filters, instance))];
        Cpus = options.CpuModels.TryGet(out ImmutableArray<CpuModel> models) ? CpuCatalog.Of(models) : CpuCatalog.Default;
        Hosts = new HostFacts(cluster, zones);
        IoOps = IoOpsByHost(cluster);
        Limits = [.. Aggregates.Select(metadata => InstanceLimitOf(metadata, options.Filters))];
    }

    /// <summary>The cluster.</summary>
    public Cluster Cluster { get; }

    /// <summary>The release of Nova's API, conductor and scheduler; Zed when nobody said.</summary>
    public NovaRelease Release { get; }

    /// <summary>The release of nova-compute on each host.</summary>
    public ImmutableArray<NovaRelease> HostReleases { get; }

    /// <summary>The oldest release anywhere: Nova uses what needs all services new only then.</summary>
    public NovaRelease OldestRelease { get; }

    /// <summary>The major version of Placement; by Nova's release when nobody said.</summary>
    public int PlacementMajor { get; }

    /// <summary>Whether Placement lets an allocation be rewritten on a host that uses more than it has: from 14 on.</summary>
    public bool LetsOverfullLeave => PlacementMajor >= FirstPlacementThatLetsGo;

    /// <summary>What each instance asks of a new host.</summary>
    public ImmutableArray<InstanceDemand> Demands { get; }

    /// <summary>The names of the enabled filters.</summary>
    public ImmutableHashSet<string> EnabledFilters { get; }

    /// <summary>The enabled filters that are modelled.</summary>
    public ImmutableArray<HostFilter> Filters { get; }

    /// <summary>What the aggregates of each host say.</summary>
    public ImmutableArray<AggregateMetadata> Aggregates { get; }

    /// <summary>The image properties of each instance.</summary>
    public ImmutableArray<ImageProperties> Images { get; }

    /// <summary>The traits that Nova's prefilters ask of each instance's destination.</summary>
    public ImmutableArray<ImmutableArray<string>> PrefilterTraits { get; }

    /// <summary>The filters of the state that have something to look at in each instance.</summary>
    public ImmutableArray<ImmutableArray<HostFilter>> StateFilters { get; }

    /// <summary>What CPU models have: by the cloud's own <c>cpu_map</c>, else by the library's.</summary>
    public CpuCatalog Cpus { get; }

    /// <summary>What is known or assumed of the hosts.</summary>
    public HostFacts Hosts { get; }

    /// <summary>How many instances of each host are busy with disks in the snapshot.</summary>
    public ImmutableArray<int> IoOps { get; }

    /// <summary>How many instances each host may hold by the enabled filters; <see cref="int.MaxValue"/> without one.</summary>
    public ImmutableArray<int> Limits { get; }

    /// <summary>What follows from a cluster; computed once for each.</summary>
    public static CloudFacts Of(Cluster cluster) => Known.GetValue(cluster, static one => new CloudFacts(one));

    /// <summary>Whether a filter is enabled.</summary>
    public bool Has(string filter) => EnabledFilters.Contains(filter);

    /// <summary>The zone that the host's aggregates name, or <c>null</c>.</summary>
    public string? ZoneOf(int host) => zones[host];

    /// <summary>Whether two hosts share an aggregate or are in one zone.</summary>
    public bool AreNeighbours(int first, int second) =>
        zones[first] == zones[second] || aggregatesByHost[first].AsSpan().ContainsAny(aggregatesByHost[second].AsSpan());

    /// <summary>Instances of one demand have the same extra specs, image properties and kinds of port, and so the same traits.</summary>
    private ImmutableArray<ImmutableArray<string>> PrefilterTraitsByInstance()
    {
        Dictionary<InstanceDemand, ImmutableArray<string>> byDemand = new(ReferenceEqualityComparer.Instance);
        ImmutableArray<ImmutableArray<string>>.Builder traits = ImmutableArray.CreateBuilder<ImmutableArray<string>>(Demands.Length);
        for (int i = 0; i < Demands.Length; i++)
        {
            if (!byDemand.TryGetValue(Demands[i], out ImmutableArray<string> asked))
            {
                byDemand.Add(Demands[i], asked = Requests.PrefilterTraits.Of(Cluster.Instances[i], Images[i], Cluster.Options, Release));
            }

            traits.Add(asked);
        }

        return traits.MoveToImmutable();
    }

    private int InstanceLimitOf(AggregateMetadata aggregates, FilterOptions options)
    {
        int limit = Has(nameof(NumInstancesFilter)) ? options.MaxInstancesPerHost : int.MaxValue;
        return Has(nameof(AggregateNumInstancesFilter))
            ? Math.Min(limit, new AggregateNumInstancesFilter(options).LimitOf(aggregates))
            : limit;
    }

    private static ImmutableArray<int> IoOpsByHost(Cluster cluster)
    {
        // Source: nova.compute.stats.Stats.io_workload.
        var counts = new int[cluster.Hosts.Length];
        foreach (Instance instance in cluster.Instances)
        {
            bool isBusy = instance.VmState == VmState.Building || instance.TaskState is "resize_migrating" or "rebuilding" or "resize_prep"
                or "image_snapshot" or "image_backup" or "rescuing" or "unshelving";
            if (isBusy)
            {
                counts[cluster.IndexOf(instance.Host)]++;
            }
        }

        return [.. counts];
    }
}
