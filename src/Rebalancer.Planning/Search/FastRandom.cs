using System.Runtime.CompilerServices;

namespace Rebalancer.Planning.Search;

/// <summary>Random numbers from a seed, cheap enough for a move of a few nanoseconds; the same everywhere.</summary>
internal struct FastRandom
{
    private ulong state;

    /// <summary>The sequence of a seed and a stream: workers with the same seed take different streams.</summary>
    public FastRandom(int seed, int stream) => state = Mixed(unchecked(((ulong)(uint)seed << 32) + (uint)stream + 0x9e3779b97f4a7c15UL));

    /// <summary>Any 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next()
    {
        state = unchecked(state + 0x9e3779b97f4a7c15UL);
        return Mixed(state);
    }

    /// <summary>A whole number from 0 to below a limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int limit) => Below((uint)(Next() >> 32), limit);

    /// <summary>A whole number from 0 to below a limit, of bits that are there already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Below(uint bits, int limit) => (int)(((ulong)bits * (uint)limit) >> 32);

    /// <summary>A number from 0 to below 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>An index, the likelier the larger its weight; any, if there is no weight above 0.</summary>
    public int Next(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            sum += weight;
        }

        double left = NextDouble() * sum;
        for (int index = 0; index < weights.Length; index++)
        {
            left -= weights[index];
            if (left < 0)
            {
                return index;
            }
        }

        return Next(weights.Length);
    }

    // The finalizer of SplitMix64.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mixed(ulong value)
    {
        value = unchecked((value ^ (value >> 30)) * 0xbf58476d1ce4e5b9UL);
        value = unchecked((value ^ (value >> 27)) * 0x94d049bb133111ebUL);
        return value ^ (value >> 31);
    }
}
