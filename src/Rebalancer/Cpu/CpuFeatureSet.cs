using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Rebalancer.Cpu;

/// <summary>An immutable set of CPU features by libvirt's names.</summary>
/// <remarks>Each name has a bit of its own, given when the name is first met, so a superset test is a few instructions.</remarks>
public sealed class CpuFeatureSet : IEquatable<CpuFeatureSet>
{
    private static readonly ConcurrentDictionary<string, int> Bits = new(StringComparer.Ordinal);
    private static readonly Lock Giving = new();

    private readonly ulong[] words;

    private CpuFeatureSet(ImmutableSortedSet<string> names)
    {
        Names = names;
        words = WordsOf(names);
    }

    /// <summary>The set without members.</summary>
    public static CpuFeatureSet Empty { get; } = new(ImmutableSortedSet<string>.Empty.WithComparer(StringComparer.Ordinal));

    /// <summary>The names, sorted ordinally.</summary>
    public ImmutableSortedSet<string> Names { get; }

    /// <summary>A set of these names; repeated ones count once.</summary>
    public static CpuFeatureSet Of(IEnumerable<string> features) => new(features.ToImmutableSortedSet(StringComparer.Ordinal));

    /// <summary>Whether every feature of <paramref name="other"/> is here too.</summary>
    public bool IsSupersetOf(CpuFeatureSet other)
    {
        ulong[] theirs = other.words;
        for (int i = 0; i < theirs.Length; i++)
        {
            if ((theirs[i] & ~(i < words.Length ? words[i] : 0)) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The features of <paramref name="other"/> that are not here, sorted.</summary>
    public ImmutableSortedSet<string> Missing(CpuFeatureSet other) => other.Names.Except(Names);

    /// <summary>The features that are in both sets.</summary>
    public CpuFeatureSet Intersect(CpuFeatureSet other) => new(Names.Intersect(other.Names));

    /// <inheritdoc/>
    public bool Equals(CpuFeatureSet? other) => other is not null && words.AsSpan().SequenceEqual(other.words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CpuFeatureSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (string name in Names)
        {
            hash.Add(name, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <summary>The names, separated by commas.</summary>
    public override string ToString() => string.Join(',', Names);

    private static ulong[] WordsOf(ImmutableSortedSet<string> names)
    {
        int[] bits = [.. names.Select(BitOf)];
        var words = new ulong[(bits.Length == 0 ? 0 : (bits.Max() >> 6) + 1)];
        foreach (int bit in bits)
        {
            words[bit >> 6] |= 1UL << (bit & 63);
        }

        return words;
    }

    private static int BitOf(string name)
    {
        if (Bits.TryGetValue(name, out int known))
        {
            return known;
        }

        lock (Giving)
        {
            return Bits.GetOrAdd(name, static (_, count) => count, Bits.Count);
        }
    }
}
