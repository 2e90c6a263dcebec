using Rebalancer.Findings;
using Rebalancer.Numa;

namespace Rebalancer.Snapshots.Reading;

/// <summary>What one reading of a document shares: the findings, the place, the lines and the bounds on memory.</summary>
internal sealed class ReadingContext(ReadOnlyMemory<byte> utf8, string? file)
{
    /// <summary>The largest document that is read, in bytes.</summary>
    public const int MaxBytes = 512 * 1024 * 1024;

    /// <summary>The deepest nesting that is read; the formats need about ten levels.</summary>
    public const int MaxDepth = 64;

    /// <summary>The longest text that is read, in bytes.</summary>
    public const int MaxTextBytes = 262_144;

    // A CPU set of ten characters can take eight KiB, so the memory of all different ones is bounded by itself.
    private const long MaxCpuSetBytes = 256 * 1024 * 1024;

    private readonly Dictionary<string, CpuSet> cpuSets = new(StringComparer.Ordinal);
    private long cpuSetBytes;
    private long countedOffset;
    private int countedLine = 1;

    /// <summary>The findings so far.</summary>
    public FindingList Findings { get; } = new();

    /// <summary>Where the reading stands.</summary>
    public JsonPlace Place { get; } = new();

    /// <summary>The strings read so far.</summary>
    public TextPool Texts { get; } = new();

    /// <summary>Whether there are so many errors that the rest is only passed over.</summary>
    public bool IsStopped => Findings.IsFull(Severity.Error);

    /// <summary>Adds an error at an offset of the text.</summary>
    public void Error(string code, string message, long offset) => Add(Severity.Error, code, message, offset);

    /// <summary>Adds a warning at an offset of the text.</summary>
    public void Warn(string code, string message, long offset) => Add(Severity.Warning, code, message, offset);

    /// <summary>The line, from 1, of an offset.</summary>
    public int LineAt(long offset)
    {
        if (offset < countedOffset)
        {
            countedOffset = 0;
            countedLine = 1;
        }

        countedLine += utf8.Span[(int)countedOffset..(int)offset].Count((byte)'\n');
        countedOffset = offset;
        return countedLine;
    }

    /// <summary>Reads a CPU set; equal texts give the same object.</summary>
    public bool TryCpuSet(string text, out CpuSet set, out string error)
    {
        error = "";
        if (cpuSets.TryGetValue(text, out set!))
        {
            return true;
        }

        if (!CpuSet.TryParse(text, out CpuSet? parsed, out string? complaint))
        {
            error = complaint;
            set = CpuSet.Empty;
            return false;
        }

        cpuSetBytes += parsed.IsEmpty ? 0 : parsed.Last() / 8;
        if (cpuSetBytes > MaxCpuSetBytes)
        {
            error = "the CPU sets of the document are too many and too large together";
            set = CpuSet.Empty;
            return false;
        }

        set = parsed;
        cpuSets.Add(text, set);
        return true;
    }

    private void Add(Severity severity, string code, string message, long offset)
    {
        if (Findings.IsFull(severity))
        {
            Findings.Count(severity);
            return;
        }

        Findings.Add(new Finding(severity, code, Place.ToString(), message, file, LineAt(offset)));
    }
}
