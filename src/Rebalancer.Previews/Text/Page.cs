using System.Text;

namespace Rebalancer.Previews.Text;

/// <summary>A plain-text page of a given width: wraps paragraphs, and lets no control character of an input through.</summary>
internal sealed class Page(TextWriter writer, int width) : IOutline
{
    private bool isEmpty = true;

    /// <inheritdoc/>
    public int Width { get; } = Math.Max(40, width);

    /// <summary>One line as it is; for tables, which keep to the width themselves.</summary>
    public void Line(string text)
    {
        isEmpty = false;
        writer.WriteLine(Clean(text).TrimEnd());
    }

    /// <summary>An empty line.</summary>
    public void Blank() => writer.WriteLine();

    /// <inheritdoc/>
    public void Heading(string text)
    {
        if (!isEmpty)
        {
            Blank();
        }

        Line(text);
    }

    /// <inheritdoc/>
    public void Table(Table table) => table.Write(this, 2);

    /// <inheritdoc/>
    public void Paragraph(string text, int indent = 0, int hang = 0)
    {
        string margin = new(' ', indent);
        foreach (string line in Wrap(Clean(text), Width - indent, Width - indent - hang))
        {
            Line(margin + line);
            margin = new string(' ', indent + hang);
        }
    }

    /// <summary>The text with every control character replaced, so that a name in an input can neither colour nor move a terminal.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        StringBuilder clean = new(text.Length);
        foreach (char c in text)
        {
            clean.Append(IsUnsafe(c) ? '?' : c);
        }

        return clean.ToString();
    }

    /// <summary>Breaks a text at spaces; a word that is too long is broken where it must.</summary>
    public static IEnumerable<string> Wrap(string text, int first, int others)
    {
        int room = Math.Max(10, first);
        StringBuilder line = new();
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string rest = word;
            if (line.Length > 0 && line.Length + 1 + rest.Length > room)
            {
                yield return line.ToString();
                line.Clear();
                room = Math.Max(10, others);
            }

            while (rest.Length > room)
            {
                yield return rest[..room];
                rest = rest[room..];
                room = Math.Max(10, others);
            }

            if (line.Length > 0)
            {
                line.Append(' ');
            }

            line.Append(rest);
        }

        if (line.Length > 0)
        {
            yield return line.ToString();
        }
    }

    // Bidirectional overrides are no control characters to .NET, but they reorder what a reader sees.
    private static bool IsUnsafe(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
