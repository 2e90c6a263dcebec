using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rebalancer.Numa;

/// <summary>How many cores of a host cell have how many free dedicated CPUs.</summary>
internal struct FreeCores
{
    // The most threads of a core that are told apart; a core with more counts as one of so many.
    private const int MaxThreads = 64;

    private Counts withAtLeast;

    /// <summary>Threads of the largest core, free or not; 1 without hyperthreads.</summary>
    public int ThreadsPerCore { get; private set; }

    /// <summary>The most free threads of one core.</summary>
    public int MostFree { get; private set; }

    /// <summary>Free dedicated CPUs in all cores.</summary>
    public int FreeCpus { get; private set; }

    /// <summary>Counts the cores of a host cell.</summary>
    public static FreeCores Of(NumaHostCell host, CellUsage usage)
    {
        FreeCores cores = new() { ThreadsPerCore = 1 };
        ReadOnlySpan<ulong> dedicated = host.DedicatedCpus.Words;
        Span<ulong> free = stackalloc ulong[dedicated.Length];
        for (int i = 0; i < free.Length; i++)
        {
            free[i] = dedicated[i] & ~CpuSet.WordOf(usage.PinnedCpus.Words, i);
        }

        foreach (CpuSet siblings in host.Siblings)
        {
            int count = 0;
            ReadOnlySpan<ulong> words = siblings.Words;
            for (int i = 0; i < Math.Min(words.Length, free.Length); i++)
            {
                count += BitOperations.PopCount(words[i] & free[i]);
                free[i] &= ~words[i];
            }

            cores.ThreadsPerCore = Math.Max(cores.ThreadsPerCore, Math.Min(siblings.Count, MaxThreads));
            cores.Add(count, 1);
        }

        // What no set of siblings names is a core of its own.
        int loose = 0;
        foreach (ulong word in free)
        {
            loose += BitOperations.PopCount(word);
        }

        cores.Add(1, loose);
        for (int threads = MaxThreads - 1; threads > 0; threads--)
        {
            cores.withAtLeast[threads] += cores.withAtLeast[threads + 1];
        }

        return cores;
    }

    /// <summary>The free dedicated CPUs, core by core: sets of siblings in their order, then CPUs without siblings.</summary>
    public static IEnumerable<CpuSet> List(NumaHostCell host, CellUsage usage)
    {
        CpuSet free = host.DedicatedCpus.Except(usage.PinnedCpus);
        foreach (CpuSet siblings in host.Siblings)
        {
            if (free.Overlaps(siblings))
            {
                yield return free.Intersect(siblings);
                free = free.Except(siblings);
            }
        }

        foreach (int cpu in free)
        {
            yield return CpuSet.Of(cpu);
        }
    }

    /// <summary>Cores with at least so many free dedicated CPUs.</summary>
    public readonly int WithAtLeast(int threads) => threads > MaxThreads ? 0 : withAtLeast[threads];

    /// <summary>The largest number of threads per core, not below <paramref name="fewest"/>, with which enough CPUs are found; 0 if none.</summary>
    public readonly int MostThreadsFor(int cpus, int fewest)
    {
        for (int threads = MostFree; threads >= fewest; threads--)
        {
            if (threads * withAtLeast[threads] >= cpus)
            {
                return threads;
            }
        }

        return 0;
    }

    /// <summary>The most CPUs that can be found with the same number of threads, at least <paramref name="fewest"/>, of each core.</summary>
    public readonly int MostCpusWith(int fewest)
    {
        int most = 0;
        for (int threads = fewest; threads <= MostFree; threads++)
        {
            most = Math.Max(most, threads * withAtLeast[threads]);
        }

        return most;
    }

    private void Add(int freeThreads, int count)
    {
        if (freeThreads > 0 && count > 0)
        {
            withAtLeast[Math.Min(freeThreads, MaxThreads)] += count;
            MostFree = Math.Max(MostFree, Math.Min(freeThreads, MaxThreads));
            FreeCpus += freeThreads * count;
        }
    }

    [InlineArray(MaxThreads + 1)]
    private struct Counts
    {
        private int first;
    }
}
