using System.Text;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews.Markdown;

/// <summary>Headings, lists and tables as Markdown.</summary>
internal sealed class MarkdownOutline(TextWriter writer) : IOutline
{
    private bool isFirst = true;

    /// <inheritdoc/>
    public int Width => 200;

    /// <inheritdoc/>
    public void Heading(string text) => writer.Write($"\n## {Escaped(text)}\n\n");

    /// <inheritdoc/>
    public void Paragraph(string text, int indent = 0, int hang = 0)
    {
        if (isFirst)
        {
            isFirst = false;
            writer.Write($"# {Escaped(text)}\n\n");
            return;
        }

        string words = text.StartsWith("- ", StringComparison.Ordinal) ? text[2..] : text;
        writer.Write($"{new string(' ', Math.Max(0, indent - 2))}- {Escaped(words)}\n");
    }

    /// <inheritdoc/>
    public void Blank() => writer.Write('\n');

    /// <inheritdoc/>
    public void Table(Table table)
    {
        writer.Write($"| {string.Join(" | ", table.Columns.Select(column => Escaped(column.Title)))} |\n");
        writer.Write($"|{string.Join('|', table.Columns.Select(column => column.Align == Align.Right ? "--:" : "---"))}|\n");
        foreach ((string[] cells, string? title, string? remark) in table.Body)
        {
            if ((title ?? remark) is { } line)
            {
                writer.Write($"|{string.Concat(Enumerable.Repeat(" |", table.Columns.Count - 1))} *{Escaped(line)}* |\n");
            }
            else
            {
                writer.Write($"| {string.Join(" | ", cells.Select(Escaped))} |\n");
            }
        }

        writer.Write("\n");
    }

    private static string Escaped(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char c in Page.Clean(text))
        {
            if (c is '\\' or '`' or '*' or '_' or '<' or '>' or '|' or '[' or ']' or '#')
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
