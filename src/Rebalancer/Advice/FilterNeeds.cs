using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules;
using Rebalancer.Rules.Filters;

namespace Rebalancer.Advice;

/// <summary>A filter that something in the cloud counts on.</summary>
/// <param name="Filter">Its name in <c>enabled_filters</c>.</param>
/// <param name="Severity">How much its absence matters.</param>
/// <param name="Asker">Who counts on it, with the verb, such as <c>3 pinned instances need</c>.</param>
/// <param name="Why">What goes wrong without it.</param>
internal sealed record FilterNeed(string Filter, AdviceSeverity Severity, string Asker, string Why)
{
    /// <summary>The instances that count on it.</summary>
    public ImmutableArray<InstanceId> Instances { get; init; } = [];

    /// <summary>The hosts whose aggregates count on it.</summary>
    public ImmutableArray<HostName> Hosts { get; init; } = [];
}

/// <summary>Which filters a cloud counts on, by what its instances ask for and its aggregates say.</summary>
/// <remarks>Source: what each of Nova's filters reads; the operators' guide asks for the first two wherever CPUs are pinned.</remarks>
internal static class FilterNeeds
{
    private const string AggregateScope = "aggregate_instance_extra_specs:";

    /// <summary>The needs; the weightier comes first where one filter is needed twice.</summary>
    public static IEnumerable<FilterNeed> Of(AdviceContext context) => OfInstances(context).Concat(OfAggregates(context)).OfType<FilterNeed>();

    private static IEnumerable<FilterNeed?> OfInstances(AdviceContext context)
    {
        CloudFacts facts = context.Facts;
        HashSet<string> aggregateKeys = [.. context.Cluster.Aggregates.SelectMany(aggregate => aggregate.Metadata.Keys)];
        bool IsPinned(int instance) => facts.Demands[instance].Request.Amounts.ContainsKey(ResourceClass.Pcpu) || facts.Demands[instance].Topology?.Cells.Any(IsPinnedCell) == true;
        yield return Instances(
            context, nameof(NUMATopologyFilter), "with NUMA cells or pinned CPUs",
            instance => facts.Demands[instance].Topology is not null,
            "The scheduler does not look at the cells of hosts; only the claim on the destination protects the instance, so moves go to hosts that then refuse them.");
        yield return Instances(
            context, nameof(AggregateInstanceExtraSpecsFilter), "with extra specs for aggregates",
            instance => context.Cluster.Instances[instance].Flavor.ExtraSpecs.Keys.Any(key => IsForAggregates(key, aggregateKeys)),
            "The scheduler ignores these extra specs: the instances go to hosts outside the aggregates made for them.");
        yield return Instances(
            context, nameof(AggregateInstanceExtraSpecsFilter), "with pinned CPUs", IsPinned,
            "The operators' guide asks for it wherever CPUs are pinned, to keep pinned and floating instances on hosts of their own; without it that rests on the PCPU inventories of Placement alone.",
            AdviceSeverity.Note);
        yield return Instances(
            context, nameof(PciPassthroughFilter), "with PCI devices or SR-IOV ports",
            instance => !facts.Demands[instance].Pci.IsEmpty,
            "The scheduler does not look at the devices of hosts; moves go to hosts whose claim then refuses them.");
        yield return Instances(
            context, nameof(ServerGroupAntiAffinityFilter), "in strict anti-affinity groups",
            instance => IsIn(context, instance, GroupPolicy.AntiAffinity),
            "Only the late check on the destination keeps the policy: builds and moves fail there instead of going elsewhere.");
        yield return Instances(
            context, nameof(ServerGroupAffinityFilter), "in strict affinity groups",
            instance => IsIn(context, instance, GroupPolicy.Affinity),
            "Only the late check on the destination keeps the policy: builds and moves fail there instead of going elsewhere.");
        yield return Instances(
            context, nameof(ComputeCapabilitiesFilter), "with capabilities in their extra specs",
            instance => context.Cluster.Instances[instance].Flavor.ExtraSpecs.Keys.Any(key => key.StartsWith("capabilities:", StringComparison.Ordinal)),
            "The scheduler ignores these extra specs: the instances go to hosts without the capabilities.");
        yield return Instances(
            context, nameof(ImagePropertiesFilter), "whose images ask for an architecture, hypervisor or mode",
            instance => (facts.Images[instance].Architecture ?? facts.Images[instance].HypervisorType ?? facts.Images[instance].VmMode) is not null,
            "The scheduler ignores what the images ask: the instances go to hosts that cannot run them.");
        yield return Hinted(context, nameof(SameHostFilter), "same_host");
        yield return Hinted(context, nameof(DifferentHostFilter), "different_host");
        yield return Hinted(context, nameof(JsonFilter), "query");
    }

    private static IEnumerable<FilterNeed?> OfAggregates(AdviceContext context)
    {
        FilterOptions options = context.Cluster.Options.Filters;
        HashSet<string> imageKeys = [.. context.Facts.Demands.Length == 0 ? [] : context.Cluster.Instances.SelectMany(instance => InstanceDemand.ImageOf(instance).Keys)];
        yield return options.LimitsTenantsToAggregates
            ? null
            : Aggregates(context, nameof(AggregateMultiTenancyIsolation), "filter_tenant_id", key => key == "filter_tenant_id", "Projects that the aggregates should keep out get their instances on these hosts.");
        yield return Aggregates(
            context, nameof(AggregateImagePropertiesIsolation), "image properties", imageKeys.Contains,
            "Instances of any image get on these hosts, whatever the aggregates say of image properties.");
        yield return Aggregates(context, nameof(AggregateTypeAffinityFilter), "instance_type", key => key == "instance_type", "Instances of any flavor get on these hosts.");
        yield return Aggregates(context, nameof(AggregateNumInstancesFilter), "max_instances_per_host", key => key == "max_instances_per_host", "The hosts take more instances than their aggregates say.");
        yield return Aggregates(context, nameof(AggregateIoOpsFilter), "max_io_ops_per_host", key => key == "max_io_ops_per_host", "The hosts take more work on disks at once than their aggregates say.");
        if (!options.IsolatedHosts.IsEmpty || !options.IsolatedImages.IsEmpty)
        {
            yield return new FilterNeed(
                nameof(IsolatedHostsFilter), AdviceSeverity.Warning, "isolated_hosts or isolated_images count on", "Isolated images and hosts are not kept to each other.")
            {
                Hosts = [.. context.Cluster.Hosts.Select(host => host.Name).Where(name => options.IsolatedHosts.Contains(name.Value))],
            };
        }
    }

    private static FilterNeed? Hinted(AdviceContext context, string filter, string hint) => Instances(
        context, filter, $"made with the hint {hint}",
        instance => context.Cluster.Instances[instance].SchedulerHints.TryGet(out ImmutableSortedDictionary<string, ImmutableArray<string>>? hints) && hints.ContainsKey(hint),
        "The scheduler ignores the hint, at creation as on every move.");

    private static FilterNeed? Instances(
        AdviceContext context, string filter, string which, Func<int, bool> needs, string why, AdviceSeverity severity = AdviceSeverity.Warning)
    {
        int[] needing = [.. context.AllInstances.Where(needs)];
        return needing.Length == 0
            ? null
            : new FilterNeed(filter, severity, $"{AdviceContext.Count(needing.Length, "instance")} {which} {(needing.Length == 1 ? "needs" : "need")}", why)
            {
                Instances = context.InstanceIds(needing),
            };
    }

    private static FilterNeed? Aggregates(AdviceContext context, string filter, string what, Func<string, bool> reads, string why)
    {
        Aggregate[] saying = [.. context.Cluster.Aggregates.Where(aggregate => aggregate.Metadata.Keys.Any(reads))];
        return saying.Length == 0
            ? null
            : new FilterNeed(
                filter,
                AdviceSeverity.Warning,
                $"{what} of {(saying.Length == 1 ? "the aggregate" : "the aggregates")} {AdviceContext.Row([.. saying.Select(aggregate => aggregate.Name.Length > 0 ? aggregate.Name : aggregate.Id)])} count on",
                why)
            {
                Hosts = context.HostNames(saying.SelectMany(aggregate => aggregate.Hosts).Select(context.Cluster.IndexOf).Where(host => host >= 0)),
            };
    }

    private static bool IsPinnedCell(GuestCell cell) => !cell.DedicatedVcpus.IsEmpty;

    /// <summary>An extra spec without a namespace is for aggregates where one of them has such a key.</summary>
    private static bool IsForAggregates(string key, HashSet<string> aggregateKeys) =>
        key.StartsWith(AggregateScope, StringComparison.Ordinal) || (!key.Contains(':', StringComparison.Ordinal) && aggregateKeys.Contains(key));

    private static bool IsIn(AdviceContext context, int instance, GroupPolicy policy)
    {
        foreach (int group in context.Cluster.GroupsOf(instance))
        {
            if (context.Cluster.ServerGroups[group].Policy == policy)
            {
                return true;
            }
        }

        return false;
    }
}
