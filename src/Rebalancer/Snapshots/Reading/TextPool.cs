using System.Text.Json;

namespace Rebalancer.Snapshots.Reading;

/// <summary>Gives equal short texts one string: names of traits, classes and hosts come by the hundred thousand.</summary>
internal sealed class TextPool
{
    private const int LongestPooled = 128;
    private const int MostPooled = 65_536;

    private readonly HashSet<string> texts = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup;

    public TextPool() => lookup = texts.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The text of the reader's string or field name.</summary>
    /// <exception cref="InvalidOperationException">An escape in it is no Unicode character.</exception>
    public string Of(in Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > LongestPooled)
        {
            return reader.GetString()!;
        }

        Span<char> buffer = stackalloc char[LongestPooled];
        ReadOnlySpan<char> text = buffer[..reader.CopyString(buffer)];
        if (lookup.TryGetValue(text, out string? known))
        {
            return known;
        }

        string made = text.ToString();
        if (texts.Count < MostPooled)
        {
            texts.Add(made);
        }

        return made;
    }
}
