using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Goals;

/// <summary>Even out the load of hosts, or of racks or zones.</summary>
public sealed record SpreadGoal : Goal
{
    /// <summary>The hosts that count; all enabled hosts that are up where empty.</summary>
    public ImmutableArray<HostName> Hosts { get; init; } = [];

    /// <summary>What is evened out, with weights; allocated CPUs and memory where empty.</summary>
    public ImmutableArray<SpreadMeasure> Measures { get; init; } = [];

    /// <summary>What counts as even.</summary>
    public SpreadMeans Means { get; init; }

    /// <summary>What is evened out: single hosts, or all hosts of a failure domain together.</summary>
    public FailureDomain Across { get; init; }
}

/// <summary>One measure of load.</summary>
/// <param name="Class">The resource class whose allocations are measured; <c>null</c> for the measured CPU load of instances over the physical CPUs of hosts, at each moment that <see cref="CpuLoads"/> tells apart.</param>
/// <param name="Weight">Its weight among the measures, more than 0.</param>
public sealed record SpreadMeasure(ResourceClass? Class, double Weight = 1);

/// <summary>What counts as an even load.</summary>
public enum SpreadMeans
{
    /// <summary>The sum of the squares of what each utilisation differs from the mean, which prefers many small differences.</summary>
    Squares,

    /// <summary>The largest utilisation.</summary>
    Maximum,
}

/// <summary>What may fail at once.</summary>
public enum FailureDomain
{
    /// <summary>A host.</summary>
    Host,

    /// <summary>The hosts with one value of the label <c>rack</c>; a host without it is a rack of its own.</summary>
    Rack,

    /// <summary>The hosts of an availability zone.</summary>
    Zone,
}
