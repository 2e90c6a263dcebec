using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Rules.Requests;

/// <summary>A project that has aggregates of its own goes to their hosts only.</summary>
/// <remarks>Source: prefilter <c>require_tenant_aggregate</c>: keys that begin with <c>filter_tenant_id</c>.</remarks>
internal sealed class TenantAggregateRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        FilterOptions options = move.Options.Filters;
        if (!options.LimitsTenantsToAggregates)
        {
            return;
        }

        string project = move.Instance.ProjectId;
        bool hasAggregates = false;
        bool isDestinationInOne = false;
        for (int i = 0; i < move.Cluster.Aggregates.Length; i++)
        {
            if (IsFor(move.Cluster.Aggregates[i], project))
            {
                hasAggregates = true;
                isDestinationInOne |= move.Cluster.AggregatesOf(move.DestinationIndex).Contains(i);
            }
        }

        if (!isDestinationInOne && (hasAggregates || options.RequiresAggregateForTenants))
        {
            verdict.Refuse(
                "placement.tenant-aggregate",
                hasAggregates
                    ? $"{move.Destination.Name} is in none of the aggregates of project {project}."
                    : $"Project {project} has no aggregate, and the cloud requires one.",
                "Choose a host of the project's aggregates.",
                new ComparedFact($"filter_tenant_id of {move.Destination.Name}", project, "absent"));
        }
    }

    private static bool IsFor(Aggregate aggregate, string project)
    {
        foreach ((string key, string value) in aggregate.Metadata)
        {
            if (value == project && key.StartsWith("filter_tenant_id", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Aggregates that require traits keep out instances that do not ask for them.</summary>
/// <remarks>Source: prefilter <c>isolate_aggregates</c>.</remarks>
internal sealed class IsolatedAggregateRule : ILastingRule
{
    private const string Prefix = "trait:";

    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (!move.Options.Filters.IsolatesAggregatesByTrait)
        {
            return;
        }

        ImmutableArray<string> asked = move.Demand.Request.RequiredTraits;
        foreach (int index in move.Cluster.AggregatesOf(move.DestinationIndex))
        {
            foreach ((string key, string value) in move.Cluster.Aggregates[index].Metadata)
            {
                if (value == "required" && key.StartsWith(Prefix, StringComparison.Ordinal) && !asked.Contains(key[Prefix.Length..]))
                {
                    verdict.Refuse(
                        "placement.isolated-aggregate",
                        $"{move.Destination.Name} is kept for instances that ask for the trait {key[Prefix.Length..]}.",
                        "Choose a host outside that aggregate.",
                        new ComparedFact("traits asked for", key[Prefix.Length..], "not asked for"));
                }
            }
        }
    }
}
