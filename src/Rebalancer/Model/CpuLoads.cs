using System.Collections.Immutable;

namespace Rebalancer.Model;

/// <summary>The measured CPU load of every instance at the moments that count, in host CPUs.</summary>
/// <remarks>
/// Loads that are not high at the same time share a host well: what counts is the peak of their sum, not the sum of their peaks.
/// Where there are more samples than <see cref="MostMoments"/>, those that follow each other are one moment, with the largest of them.
/// </remarks>
public sealed class CpuLoads
{
    /// <summary>The most moments that are told apart.</summary>
    public const int MostMoments = 12;

    private readonly double[][] loads;

    private CpuLoads(double[][] loads) => this.loads = loads;

    /// <summary>How many moments there are: one where no instance has samples.</summary>
    public int Moments => loads.Length;

    /// <summary>The loads of a cluster's instances.</summary>
    /// <param name="cluster">The cluster.</param>
    public static CpuLoads Of(Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        int samples = cluster.Instances.Max(instance => (int?)instance.CpuLoadSamples.ValueOr([]).Length) ?? 0;
        var loads = new double[Math.Clamp(samples, 1, MostMoments)][];
        for (int moment = 0; moment < loads.Length; moment++)
        {
            int from = moment * samples / loads.Length, to = (moment + 1) * samples / loads.Length;
            loads[moment] = [.. cluster.Instances.Select(instance => LoadOf(instance, from, to))];
        }

        return new CpuLoads(loads);
    }

    /// <summary>The load of an instance at a moment; 0 where nobody said.</summary>
    /// <param name="instance">The instance's index.</param>
    /// <param name="moment">From 0 to below <see cref="Moments"/>.</param>
    public double At(int instance, int moment) => loads[moment][instance];

    /// <summary>An instance without samples is as busy at every moment as it is said to be.</summary>
    private static double LoadOf(Instance instance, int from, int to)
    {
        ImmutableArray<double> samples = instance.CpuLoadSamples.ValueOr([]);
        return samples.IsEmpty ? instance.CpuLoad.ValueOr(0) : samples.AsSpan()[from..to].ToArray().Max();
    }
}
