namespace Rebalancer.Previews.Text;

/// <summary>Where the text of a column stands.</summary>
internal enum Align
{
    Left,
    Right,
}

/// <summary>Aligned columns; the last one takes the rest of the line and wraps there.</summary>
internal sealed class Table
{
    private const int Gutter = 2;
    private const int Narrowest = 12;
    private const int TitleIndent = 2;
    private const int RemarkIndent = 8;
    private readonly (string Title, Align Align)[] columns;
    private readonly List<Row> rows = [];

    public Table(params (string Title, Align Align)[] columns)
    {
        this.columns = columns;
        if (HasTitles)
        {
            rows.Add(new Row([.. columns.Select(column => column.Title)]));
        }
    }

    /// <summary>The columns, from left to right.</summary>
    public IReadOnlyList<(string Title, Align Align)> Columns => columns;

    /// <summary>The rows below the titles: cells, a title of what follows or a remark on the row before, which no column confines.</summary>
    public IEnumerable<(string[] Cells, string? Title, string? Remark)> Body =>
        rows.Skip(HasTitles ? 1 : 0).Select(row => (row.Cells, row.Indent == TitleIndent ? row.Line : null, row.Indent == RemarkIndent ? row.Line : null));

    /// <summary>Whether any column has a title.</summary>
    public bool HasTitles => columns.Any(column => column.Title.Length > 0);

    /// <summary>A row of cells, one per column.</summary>
    public void Add(params string[] cells) => rows.Add(new Row([.. cells.Select(Page.Clean)]));

    /// <summary>A title of the rows that follow, which no column confines.</summary>
    public void AddTitle(string text) => rows.Add(new Row([], text, TitleIndent));

    /// <summary>A remark on the row before, which no column confines.</summary>
    public void AddRemark(string text) => rows.Add(new Row([], text, RemarkIndent));

    /// <summary>Writes the table.</summary>
    public void Write(Page page, int indent)
    {
        int[] widths = FitWidths(page.Width - indent);
        string margin = new(' ', indent);
        foreach (Row row in rows)
        {
            if (row.Line is not null)
            {
                page.Paragraph(row.Line, row.Indent, 2);
            }
            else
            {
                WriteCells(page, margin, row.Cells, widths);
            }
        }
    }

    /// <summary>The width that the columns would take if nothing were cut.</summary>
    public int NaturalWidth() => NaturalWidths().Sum() + (Gutter * (columns.Length - 1));

    private static string Shorten(string text, int width) =>
        text.Length <= width ? text : string.Concat(text.AsSpan(0, (width - 1) / 2), "..", text.AsSpan(text.Length - (width - 2 - ((width - 1) / 2))));

    private void WriteCells(Page page, string margin, string[] cells, int[] widths)
    {
        string line = margin;
        for (int i = 0; i < cells.Length - 1; i++)
        {
            string cell = Shorten(cells[i], widths[i]);
            line += (columns[i].Align == Align.Left ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])) + new string(' ', Gutter);
        }

        string hanging = new(' ', line.Length);
        int last = widths[^1];
        string[] parts = [.. Page.Wrap(cells[^1], last, last)];
        if (columns[^1].Align == Align.Right || parts.Length <= 1)
        {
            page.Line(line + (columns[^1].Align == Align.Right ? cells[^1].PadLeft(last) : cells[^1]));
            return;
        }

        foreach (string part in parts)
        {
            page.Line(line + part);
            line = hanging;
        }
    }

    /// <summary>Natural widths; where the line is too short the widest columns give way, the last one first as it can wrap.</summary>
    private int[] FitWidths(int room)
    {
        int[] widths = NaturalWidths();
        int last = widths.Length - 1;
        int Excess() => widths.Sum() + (Gutter * last) - room;
        if (Excess() > 0 && columns[last].Align == Align.Left)
        {
            widths[last] = Math.Max(Math.Min(widths[last], 30), widths[last] - Excess());
        }

        while (Excess() > 0)
        {
            int widest = 0;
            for (int i = 1; i < last; i++)
            {
                widest = widths[i] > widths[widest] ? i : widest;
            }

            if (widths[widest] <= Narrowest)
            {
                break;
            }

            widths[widest]--;
        }

        return widths;
    }

    private int[] NaturalWidths()
    {
        int[] widths = new int[columns.Length];
        foreach (Row row in rows)
        {
            for (int i = 0; i < row.Cells.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row.Cells[i].Length);
            }
        }

        return widths;
    }

    private sealed record Row(string[] Cells, string? Line = null, int Indent = 0);
}
