using System.IO.Compression;

namespace Rebalancer.Benchmarks.Reassignment;

/// <summary>Whole numbers from a text file, plain or gzip, each asked for by the name of the field it should be.</summary>
internal sealed class NumberFile
{
    private readonly byte[] text;
    private int position;
    private int line = 1;

    private NumberFile(byte[] text) => this.text = text;

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It looks like gzip and is not.</exception>
    public static NumberFile Open(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes is not [0x1f, 0x8b, ..])
        {
            return new NumberFile(bytes);
        }

        using GZipStream plain = new(new MemoryStream(bytes), CompressionMode.Decompress);
        using MemoryStream copy = new();
        plain.CopyTo(copy);
        return new NumberFile(copy.ToArray());
    }

    /// <summary>The next number.</summary>
    /// <param name="field">What it is.</param>
    /// <param name="index">Of which; shown after the field.</param>
    /// <param name="least">The least it may be.</param>
    /// <param name="most">The most it may be.</param>
    /// <exception cref="InvalidDataException">There is none, or it is out of range.</exception>
    public long Next(string field, int index = -1, long least = 0, long most = uint.MaxValue)
    {
        SkipSpace();
        int start = position;
        long value = 0;
        while (position < text.Length && !IsSpace(text[position]))
        {
            int digit = text[position] - '0';
            value = digit is < 0 or > 9 || value > uint.MaxValue ? long.MaxValue : (value * 10) + digit;
            position++;
        }

        string Where() => $"line {line}: {field}{(index >= 0 ? $" {index}" : "")}";
        if (start == position)
        {
            throw new InvalidDataException($"{Where()} is missing: the file ends there");
        }

        if (value < least || value > most)
        {
            string token = System.Text.Encoding.UTF8.GetString(text.AsSpan(start, Math.Min(40, position - start)));
            throw new InvalidDataException($"{Where()} is '{token}'; it is a whole number from {least} to {most}");
        }

        return value;
    }

    /// <summary>The next number, as a count or index.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is out of range.</exception>
    public int NextIndex(string field, int index, int count) =>
        count > 0 ? (int)Next(field, index, 0, count - 1) : throw new InvalidDataException($"line {line}: {field} {index} refers to one of none");

    /// <summary>The next numbers.</summary>
    /// <exception cref="InvalidDataException">There are too few, or one is out of range.</exception>
    public long[] NextMany(string field, int index, int count)
    {
        var values = new long[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = Next(field, index);
        }

        return values;
    }

    /// <summary>Makes sure that nothing follows.</summary>
    /// <exception cref="InvalidDataException">Something does.</exception>
    public void End()
    {
        SkipSpace();
        if (position < text.Length)
        {
            throw new InvalidDataException($"line {line}: more numbers than the file has a use for");
        }
    }

    private static bool IsSpace(byte symbol) => symbol is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    private void SkipSpace()
    {
        while (position < text.Length && IsSpace(text[position]))
        {
            line += text[position] == '\n' ? 1 : 0;
            position++;
        }
    }
}
