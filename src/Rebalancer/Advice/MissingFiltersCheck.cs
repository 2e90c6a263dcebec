using System.Collections.Immutable;
using Rebalancer.Rules;
using Rebalancer.Rules.Filters;

namespace Rebalancer.Advice;

/// <summary>Scheduler filters that the instances and aggregates of the cloud count on and that are not enabled.</summary>
internal sealed class MissingFiltersCheck : IAdviceCheck
{
    private static readonly ImmutableHashSet<string> NovasDefaults =
    [
        nameof(ComputeFilter), nameof(ComputeCapabilitiesFilter), nameof(ImagePropertiesFilter),
        nameof(ServerGroupAntiAffinityFilter), nameof(ServerGroupAffinityFilter),
    ];

    /// <inheritdoc/>
    public IEnumerable<AdviceFinding> Run(AdviceContext context)
    {
        bool isKnown = context.Cluster.Options.EnabledFilters.IsKnown;
        ImmutableHashSet<string> enabled = isKnown ? context.Facts.EnabledFilters : NovasDefaults;
        return FilterNeeds.Of(context)
            .Where(need => !enabled.Contains(need.Filter))
            .DistinctBy(need => need.Filter)
            .Select(need => Finding(context, need, isKnown));
    }

    private static AdviceFinding Finding(AdviceContext context, FilterNeed need, bool isKnown) => new()
    {
        Severity = isKnown ? need.Severity : AdviceSeverity.Note,
        Code = "advice.filter-missing",
        Message = isKnown
            ? $"{need.Filter} is not enabled, and {need.Asker} it."
            : $"Nobody told which filters are enabled; {need.Filter} is not among Nova's defaults, and {need.Asker} it.",
        Hosts = need.Hosts,
        Instances = need.Instances,
        Facts = [new ComparedFact("enabled_filters", $"with {need.Filter}", isKnown ? Printed(context.Cluster.Options.EnabledFilters.Value) : "unknown")],
        Why = need.Why,
        Remedy = $"Add {need.Filter} to enabled_filters in [filter_scheduler] of the schedulers.",
    };

    private static string Printed(ImmutableArray<string> filters) => filters.IsEmpty ? "none" : string.Join(", ", filters);
}
