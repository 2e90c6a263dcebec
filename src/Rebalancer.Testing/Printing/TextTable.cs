using System.Text;

namespace Rebalancer.Testing.Printing;

/// <summary>Rows of text under aligned columns.</summary>
internal sealed class TextTable(string title, params string[] header)
{
    private readonly List<string[]> rows = [header];

    /// <summary>Adds a row, one text per column.</summary>
    public void Add(params string[] row) => rows.Add(row);

    /// <summary>Writes title and rows, without columns that say nothing; nothing for a table without rows.</summary>
    public void WriteTo(StringBuilder text)
    {
        if (rows.Count == 1)
        {
            return;
        }

        int[] columns = [.. Enumerable.Range(0, rows[0].Length).Where(column => rows.Skip(1).Any(row => row[column] is not ("" or "-")))];
        int[] widths = [.. columns.Select(column => rows.Max(row => row[column].Length))];
        text.Append(title).Append('\n');
        foreach (string[] row in rows)
        {
            text.Append("  ").AppendJoin("  ", columns.Select((column, place) => row[column].PadRight(widths[place])));
            while (text[^1] == ' ')
            {
                text.Length--;
            }

            text.Append('\n');
        }
    }
}
