using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Rules.Filters;

/// <summary>Aggregates say which values an image property may have on their hosts.</summary>
internal sealed class AggregateImagePropertiesIsolation(FilterOptions options) : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec)
    {
        string? prefix = string.IsNullOrEmpty(options.ImageIsolationNamespace)
            ? null
            : options.ImageIsolationNamespace + options.ImageIsolationSeparator;
        foreach ((string key, ImmutableArray<string> allowed) in host.Aggregates.Split)
        {
            bool counts = prefix is null || key.StartsWith(prefix, StringComparison.Ordinal);
            if (counts && spec.Image.Printed(key) is { } property && !allowed.Contains(property))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Every extra spec without a namespace, or with this filter's, must match the aggregates of the host.</summary>
internal sealed class AggregateInstanceExtraSpecsFilter : HostFilter
{
    private const string Scope = "aggregate_instance_extra_specs:";

    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec)
    {
        foreach ((string key, string required) in spec.ExtraSpecs)
        {
            bool scoped = key.StartsWith(Scope, StringComparison.Ordinal);
            if (!scoped && key.Contains(':', StringComparison.Ordinal))
            {
                continue;
            }

            if (!host.Aggregates.Split.TryGetValue(scoped ? key[Scope.Length..] : key, out ImmutableArray<string> values)
                || !values.Any(value => ExtraSpecOperator.Matches(value, required)))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Aggregates may keep their hosts for certain projects.</summary>
internal sealed class AggregateMultiTenancyIsolation : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec) =>
        !host.Aggregates.Split.TryGetValue("filter_tenant_id", out ImmutableArray<string> projects) || projects.IsEmpty || projects.Contains(spec.ProjectId);
}

/// <summary>Aggregates may keep their hosts for certain flavors, by <c>instance_type</c>.</summary>
internal sealed class AggregateTypeAffinityFilter : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec)
    {
        ImmutableArray<string> values = host.Aggregates.Values("instance_type");
        return values.IsEmpty || values.Any(value => value.Split(',').Any(name => name.Trim() == spec.FlavorName));
    }
}
