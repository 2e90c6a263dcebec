using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Rebalancer.Numa;

/// <content>Nova's notation for CPU sets.</content>
public sealed partial class CpuSet
{
    /// <summary>Reads Nova's notation: numbers, ranges <c>a-b</c> and exclusions <c>^a</c> or <c>^a-b</c>, separated by commas.</summary>
    /// <param name="text">The text; empty parts between commas are passed over.</param>
    /// <param name="set">The numbers included and not excluded, whatever the order of the parts.</param>
    /// <param name="error">What is wrong when the text is not a CPU set.</param>
    /// <returns>Whether the text is a CPU set.</returns>
    /// <remarks>Source: <c>nova.virt.hardware.parse_cpu_spec</c>.</remarks>
    public static bool TryParse(string text, [NotNullWhen(true)] out CpuSet? set, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<ulong> included = stackalloc ulong[(MaxCpu + 1) / 64];
        Span<ulong> excluded = stackalloc ulong[(MaxCpu + 1) / 64];
        included.Clear();
        excluded.Clear();
        set = null;
        error = null;
        ReadOnlySpan<char> spec = text;
        foreach (Range part in spec.Split(','))
        {
            ReadOnlySpan<char> rule = spec[part].Trim();
            if (rule.IsEmpty)
            {
                continue;
            }

            bool excludes = rule[0] == '^';
            ReadOnlySpan<char> body = excludes ? rule[1..] : rule;
            int dash = body.IndexOf('-');
            if (!TryCpu(dash < 0 ? body : body[..dash], out int first) || !TryCpu(dash < 0 ? body : body[(dash + 1)..], out int last))
            {
                error = $"'{rule}' is neither a CPU number from 0 to {MaxCpu} nor a range of them";
                return false;
            }

            if (first > last)
            {
                error = $"the range '{rule}' ends before it begins";
                return false;
            }

            Fill(excludes ? excluded : included, first, last);
        }

        for (int i = 0; i < included.Length; i++)
        {
            included[i] &= ~excluded[i];
        }

        set = OfWords(included);
        return true;
    }

    /// <summary>Reads Nova's notation.</summary>
    /// <exception cref="FormatException">The text is not a CPU set.</exception>
    public static CpuSet Parse(string text) =>
        TryParse(text, out CpuSet? set, out string? error) ? set : throw new FormatException(error);

    /// <summary>The shortest text that parses back: neighbours are joined to ranges.</summary>
    /// <remarks>Source: <c>nova.virt.hardware.format_cpu_spec</c>.</remarks>
    public override string ToString()
    {
        StringBuilder text = new();
        int first = -1;
        int last = -2;
        foreach (int cpu in this)
        {
            if (cpu != last + 1)
            {
                AppendRange(text, first, last);
                first = cpu;
            }

            last = cpu;
        }

        AppendRange(text, first, last);
        return text.ToString();
    }

    private static void AppendRange(StringBuilder text, int first, int last)
    {
        if (first < 0)
        {
            return;
        }

        text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{first}");
        if (last > first)
        {
            text.Append(CultureInfo.InvariantCulture, $"-{last}");
        }
    }

    /// <summary>Adds a range word by word, for a hostile text can repeat the widest range ten thousand times.</summary>
    private static void Fill(Span<ulong> bits, int first, int last)
    {
        ulong head = ulong.MaxValue << (first & 63);
        ulong tail = ulong.MaxValue >> (63 - (last & 63));
        if (first >> 6 == last >> 6)
        {
            bits[first >> 6] |= head & tail;
            return;
        }

        bits[first >> 6] |= head;
        bits[((first >> 6) + 1)..(last >> 6)].Fill(ulong.MaxValue);
        bits[last >> 6] |= tail;
    }

    private static bool TryCpu(ReadOnlySpan<char> text, out int cpu) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out cpu) && cpu <= MaxCpu;
}
