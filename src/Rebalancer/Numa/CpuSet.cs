using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Rebalancer.Numa;

/// <summary>An immutable set of CPU numbers, written as Nova writes it: <c>0-3,^2,8</c>.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "CPU set is Nova's own term.")]
public sealed class CpuSet : IEquatable<CpuSet>, IReadOnlyCollection<int>
{
    /// <summary>The largest CPU number that is accepted.</summary>
    public const int MaxCpu = 65_535;

    private readonly ulong[] words;

    private CpuSet(ulong[] words)
    {
        this.words = words;
        int count = 0;
        foreach (ulong word in words)
        {
            count += System.Numerics.BitOperations.PopCount(word);
        }

        Count = count;
    }

    /// <summary>The set without members.</summary>
    public static CpuSet Empty { get; } = new([]);

    /// <summary>How many CPUs are in it.</summary>
    public int Count { get; }

    /// <summary>Whether it has no members.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>A set of these numbers; repeated ones count once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or above <see cref="MaxCpu"/>.</exception>
    public static CpuSet Of(params IEnumerable<int> cpus)
    {
        var list = cpus.ToList();
        int max = -1;
        foreach (int cpu in list)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(cpu, nameof(cpus));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(cpu, MaxCpu, nameof(cpus));
            max = Math.Max(max, cpu);
        }

        var words = new ulong[(max + 64) / 64];
        foreach (int cpu in list)
        {
            words[cpu >> 6] |= 1UL << (cpu & 63);
        }

        return Trimmed(words);
    }

    /// <summary>The consecutive numbers from <paramref name="first"/> on.</summary>
    public static CpuSet Range(int first, int count) => Of(Enumerable.Range(first, count));

    /// <summary>Reads Nova's notation: numbers, ranges <c>a-b</c> and exclusions <c>^a</c> or <c>^a-b</c>, separated by commas.</summary>
    /// <returns>Whether the text is a CPU set; <paramref name="error"/> says what is wrong when not.</returns>
    /// <remarks>Source: <c>nova.virt.hardware.parse_cpu_spec</c>.</remarks>
    public static bool TryParse(string text, [NotNullWhen(true)] out CpuSet? set, [NotNullWhen(false)] out string? error)
    {
        set = null;
        error = null;
        Span<ulong> included = stackalloc ulong[(MaxCpu + 1) / 64];
        Span<ulong> excluded = stackalloc ulong[(MaxCpu + 1) / 64];
        included.Clear();
        excluded.Clear();
        foreach (string rawRule in text.Split(','))
        {
            string rule = rawRule.Trim();
            if (rule.Length == 0)
            {
                continue;
            }

            bool excludes = rule[0] == '^';
            string body = excludes ? rule[1..] : rule;
            int dash = body.IndexOf('-', StringComparison.Ordinal);
            string firstText = dash < 0 ? body : body[..dash];
            string lastText = dash < 0 ? body : body[(dash + 1)..];
            if (!TryCpu(firstText, out int first) || !TryCpu(lastText, out int last))
            {
                error = $"'{rule}' is neither a CPU number from 0 to {MaxCpu} nor a range of them";
                return false;
            }

            if (first > last)
            {
                error = $"the range '{rule}' ends before it begins";
                return false;
            }

            Mark(excludes ? excluded : included, first, last);
        }

        for (int i = 0; i < included.Length; i++)
        {
            included[i] &= ~excluded[i];
        }

        set = Trimmed(included);
        return true;
    }

    /// <summary>Reads Nova's notation.</summary>
    /// <exception cref="FormatException">The text is not a CPU set.</exception>
    public static CpuSet Parse(string text) =>
        TryParse(text, out CpuSet? set, out string? error) ? set : throw new FormatException(error);

    /// <summary>Whether the number is in the set.</summary>
    public bool Contains(int cpu) => cpu >= 0 && (cpu >> 6) < words.Length && (words[cpu >> 6] & (1UL << (cpu & 63))) != 0;

    /// <summary>The numbers in either set.</summary>
    public CpuSet Union(CpuSet other) => Combine(other, Math.Max(words.Length, other.words.Length), static (a, b) => a | b);

    /// <summary>The numbers in both sets.</summary>
    public CpuSet Intersect(CpuSet other) => Combine(other, Math.Min(words.Length, other.words.Length), static (a, b) => a & b);

    /// <summary>The numbers that <paramref name="other"/> does not have.</summary>
    public CpuSet Except(CpuSet other) => Combine(other, words.Length, static (a, b) => a & ~b);

    /// <summary>Whether every number here is in <paramref name="other"/>.</summary>
    public bool IsSubsetOf(CpuSet other) => Except(other).IsEmpty;

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
    public IEnumerator<int> GetEnumerator()
    {
        for (int i = 0; i < words.Length; i++)
        {
            for (ulong word = words[i]; word != 0; word &= word - 1)
            {
                yield return (i << 6) + System.Numerics.BitOperations.TrailingZeroCount(word);
            }
        }
    }

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

    /// <summary>The shortest text that parses back: ranges of two and more are joined.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        int first = -1;
        int last = -1;
        foreach (int cpu in this.Append(int.MaxValue))
        {
            if (first >= 0 && cpu == last + 1)
            {
                last = cpu;
                continue;
            }

            if (first >= 0)
            {
                text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{first}");
                if (last > first)
                {
                    text.Append(CultureInfo.InvariantCulture, $"-{last}");
                }
            }

            first = last = cpu;
        }

        return text.ToString();
    }

    private CpuSet Combine(CpuSet other, int length, Func<ulong, ulong, ulong> operation)
    {
        var result = new ulong[length];
        for (int i = 0; i < length; i++)
        {
            result[i] = operation(i < words.Length ? words[i] : 0, i < other.words.Length ? other.words[i] : 0);
        }

        return Trimmed(result);
    }

    /// <summary>Adds a range, word by word: a hostile text can repeat the widest range ten thousand times.</summary>
    private static void Mark(Span<ulong> words, int first, int last)
    {
        ulong head = ulong.MaxValue << (first & 63);
        ulong tail = ulong.MaxValue >> (63 - (last & 63));
        if (first >> 6 == last >> 6)
        {
            words[first >> 6] |= head & tail;
            return;
        }

        words[first >> 6] |= head;
        words[((first >> 6) + 1)..(last >> 6)].Fill(ulong.MaxValue);
        words[last >> 6] |= tail;
    }

    private static CpuSet Trimmed(ReadOnlySpan<ulong> words)
    {
        int length = words.Length;
        while (length > 0 && words[length - 1] == 0)
        {
            length--;
        }

        return length == 0 && Empty is not null ? Empty : new CpuSet(words[..length].ToArray());
    }

    private static bool TryCpu(string text, out int cpu) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out cpu) && cpu <= MaxCpu;
}
