using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Previews;

/// <summary>What a plan changes on one host.</summary>
/// <param name="Host">The host's index in the cluster.</param>
/// <param name="InstancesBefore">Instances it holds before, moves in flight included.</param>
/// <param name="InstancesAfter">Instances it holds when every step has ended.</param>
/// <param name="Quantities">One entry per resource class of the cluster, in its order.</param>
internal sealed record HostChange(int Host, int InstancesBefore, int InstancesAfter, ImmutableArray<QuantityChange> Quantities)
{
    /// <summary>Whether anything arrives or leaves.</summary>
    public bool IsTouched => InstancesBefore != InstancesAfter || Quantities.Any(quantity => quantity.Arrives != 0 || quantity.Leaves != 0);
}

/// <summary>What a plan changes of one resource class on one host.</summary>
/// <param name="ResourceClass">The class.</param>
/// <param name="Capacity">What may be used.</param>
/// <param name="Before">What is used before.</param>
/// <param name="Arrives">What the plan's moves add.</param>
/// <param name="Leaves">What they take away.</param>
internal sealed record QuantityChange(ResourceClass ResourceClass, long Capacity, long Before, long Arrives, long Leaves)
{
    /// <summary>What is used after.</summary>
    public long After => Before + Arrives - Leaves;

    /// <summary>The share of the capacity used after; 0 without a capacity.</summary>
    public double ShareAfter => Capacity == 0 ? 0 : After / (double)Capacity;
}
