using System.Runtime.CompilerServices;
using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Local;

/// <summary>All instances by size, to draw from: the larger, the more likely.</summary>
/// <remarks>The size is the sum over quantities of the share that an instance takes of what all hosts have.</remarks>
internal sealed class LargestFirst
{
    private readonly int[] instances;

    public LargestFirst(FlatProblem problem)
    {
        var total = new double[problem.QuantityCount];
        for (int host = 0; host < problem.HostCount; host++)
        {
            for (int quantity = 0; quantity < total.Length; quantity++)
            {
                total[quantity] += problem.CapacityOf(host)[quantity];
            }
        }

        instances = new int[problem.InstanceCount];
        var sizes = new double[instances.Length];
        for (int instance = 0; instance < instances.Length; instance++)
        {
            instances[instance] = instance;
            for (int quantity = 0; quantity < total.Length; quantity++)
            {
                sizes[instance] -= problem.DemandOf(instance)[quantity] / Math.Max(1, total[quantity]);
            }
        }

        Array.Sort(sizes, instances);
    }

    /// <summary>Half of the draws are of the largest eighth.</summary>
    /// <param name="bits">Random bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Draw(uint bits)
    {
        double share = bits * (1.0 / (1L << 32));
        return instances[(int)(instances.Length * share * share * share)];
    }
}
