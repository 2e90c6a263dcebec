namespace Rebalancer.Testing.Generation;

/// <summary>Random numbers that are the same on every machine and runtime (SplitMix64).</summary>
internal sealed class SeededRandom(int seed)
{
    private ulong state = unchecked((ulong)seed * 0xD1342543DE82EF95UL);

    /// <summary>A number from 0 to below <paramref name="bound"/>.</summary>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)((Bits() >> 32) * (ulong)bound >> 32);
    }

    /// <summary>A number between two bounds, both included.</summary>
    public int Between(int min, int max) => min + Below(max - min + 1);

    /// <summary>A number in a range.</summary>
    public int In(CountRange range) => Between(range.Min, range.Max);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => (Bits() >> 11) * (1.0 / (1UL << 53)) < probability;

    /// <summary>One of these, all equally likely.</summary>
    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>The numbers from 0 to below <paramref name="count"/> in random order.</summary>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int other = Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    private ulong Bits()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            ulong mixed = state;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return mixed ^ (mixed >> 31);
        }
    }
}
