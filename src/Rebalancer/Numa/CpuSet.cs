using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Rebalancer.Numa;

/// <summary>An immutable set of CPU numbers, written as Nova writes it: <c>0-3,^2,8</c>.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "CPU set is Nova's own term.")]
public sealed partial class CpuSet : IEquatable<CpuSet>, IReadOnlyCollection<int>
{
    /// <summary>The largest CPU number that is accepted.</summary>
    public const int MaxCpu = 65_535;

    // No trailing zero words, so that equal sets have equal arrays.
    private readonly ulong[] words;

    private CpuSet(ulong[] words)
    {
        this.words = words;
        Count = PopCount(words);
    }

    /// <summary>The set without members.</summary>
    public static CpuSet Empty { get; } = new([]);

    /// <summary>How many CPUs are in it.</summary>
    public int Count { get; }

    /// <summary>Whether it has no members.</summary>
    public bool IsEmpty => words.Length == 0;

    /// <summary>One bit per CPU, lowest first; CPUs beyond the last word are not in the set.</summary>
    internal ReadOnlySpan<ulong> Words => words;

    /// <summary>A set of these numbers; repeated ones count once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or above <see cref="MaxCpu"/>.</exception>
    public static CpuSet Of(params IEnumerable<int> cpus)
    {
        ArgumentNullException.ThrowIfNull(cpus);
        var bits = new ulong[2];
        foreach (int cpu in cpus)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(cpu, nameof(cpus));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(cpu, MaxCpu, nameof(cpus));
            if (cpu >> 6 >= bits.Length)
            {
                Array.Resize(ref bits, Math.Max((cpu >> 6) + 1, bits.Length * 2));
            }

            bits[cpu >> 6] |= 1UL << (cpu & 63);
        }

        return OfWords(bits);
    }

    /// <summary>The consecutive numbers from <paramref name="first"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or above <see cref="MaxCpu"/>.</exception>
    public static CpuSet Range(int first, int count) => Of(Enumerable.Range(first, count));

    /// <summary>Whether the number is in the set.</summary>
    public bool Contains(int cpu) => cpu >= 0 && (cpu >> 6) < words.Length && (words[cpu >> 6] & (1UL << (cpu & 63))) != 0;

    /// <summary>The numbers in either set.</summary>
    public CpuSet Union(CpuSet other)
    {
        if (other.IsSubsetOf(this))
        {
            return this;
        }

        (ulong[] longer, ulong[] shorter) = words.Length >= other.words.Length ? (words, other.words) : (other.words, words);
        ulong[] result = [.. longer];
        for (int i = 0; i < shorter.Length; i++)
        {
            result[i] |= shorter[i];
        }

        return new CpuSet(result);
    }

    /// <summary>The numbers in both sets.</summary>
    public CpuSet Intersect(CpuSet other)
    {
        int length = Math.Min(words.Length, other.words.Length);
        while (length > 0 && (words[length - 1] & other.words[length - 1]) == 0)
        {
            length--;
        }

        if (length == 0)
        {
            return Empty;
        }

        var result = new ulong[length];
        for (int i = 0; i < length; i++)
        {
            result[i] = words[i] & other.words[i];
        }

        return new CpuSet(result);
    }

    /// <summary>The numbers that <paramref name="other"/> does not have.</summary>
    public CpuSet Except(CpuSet other)
    {
        if (!Overlaps(other))
        {
            return this;
        }

        int length = words.Length;
        while (length > 0 && (words[length - 1] & ~WordOf(other.words, length - 1)) == 0)
        {
            length--;
        }

        if (length == 0)
        {
            return Empty;
        }

        var result = new ulong[length];
        for (int i = 0; i < length; i++)
        {
            result[i] = words[i] & ~WordOf(other.words, i);
        }

        return new CpuSet(result);
    }

    /// <summary>Whether every number here is in <paramref name="other"/>.</summary>
    public bool IsSubsetOf(CpuSet other) => words.Length <= other.words.Length && CountExcept(other) == 0;

    /// <summary>Whether the sets share a number.</summary>
    public bool Overlaps(CpuSet other)
    {
        for (int i = 0; i < Math.Min(words.Length, other.words.Length); i++)
        {
            if ((words[i] & other.words[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The numbers in ascending order.</summary>
    public Enumerator GetEnumerator() => new(words);

    /// <inheritdoc/>
    IEnumerator<int> IEnumerable<int>.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(CpuSet? other) => other is not null && words.AsSpan().SequenceEqual(other.words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CpuSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (ulong word in words)
        {
            hash.Add(word);
        }

        return hash.ToHashCode();
    }

    /// <summary>How many numbers <paramref name="other"/> does not have; builds no set.</summary>
    internal int CountExcept(CpuSet other)
    {
        int count = 0;
        for (int i = 0; i < words.Length; i++)
        {
            count += BitOperations.PopCount(words[i] & ~WordOf(other.words, i));
        }

        return count;
    }

    /// <summary>The set whose bits these are.</summary>
    internal static CpuSet OfWords(ReadOnlySpan<ulong> bits)
    {
        int length = bits.Length;
        while (length > 0 && bits[length - 1] == 0)
        {
            length--;
        }

        return length == 0 ? Empty : new CpuSet(bits[..length].ToArray());
    }

    /// <summary>The word at an index; zero beyond the last one.</summary>
    internal static ulong WordOf(ReadOnlySpan<ulong> bits, int index) => index < bits.Length ? bits[index] : 0;

    private static int PopCount(ReadOnlySpan<ulong> bits)
    {
        int count = 0;
        foreach (ulong word in bits)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>Walks a set in ascending order without allocating.</summary>
    public struct Enumerator : IEnumerator<int>
    {
        private readonly ulong[] words;
        private ulong rest;
        private int index;

        internal Enumerator(ulong[] words)
        {
            this.words = words;
            rest = words.Length == 0 ? 0 : words[0];
            Current = -1;
        }

        /// <inheritdoc/>
        public int Current { get; private set; }

        /// <inheritdoc/>
        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext()
        {
            while (rest == 0)
            {
                if (index + 1 >= words.Length)
                {
                    return false;
                }

                rest = words[++index];
            }

            Current = (index << 6) + BitOperations.TrailingZeroCount(rest);
            rest &= rest - 1;
            return true;
        }

        /// <inheritdoc/>
        public void Reset() => this = new Enumerator(words);

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
