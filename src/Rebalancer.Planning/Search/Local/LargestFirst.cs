using System.Runtime.CompilerServices;
using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Local;

/// <summary>All instances by size, to draw from: the larger, the more likely.</summary>
/// <remarks>The size is the sum over quantities of the share that an instance takes of a mean host.</remarks>
internal sealed class LargestFirst
{
    private readonly int[] instances;

    public LargestFirst(FlatProblem problem)
    {
        MeanHost mean = new(problem);
        instances = [.. Enumerable.Range(0, problem.InstanceCount)];
        double[] sizes = [.. instances.Select(instance => -mean.SumOfSharesOf(instance))];
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
