using Rebalancer.Previews.Text;

namespace Rebalancer.Previews.Html;

/// <summary>Headings, paragraphs and tables as HTML.</summary>
internal sealed class HtmlOutline(Markup markup) : IOutline
{
    /// <inheritdoc/>
    public int Width => 200;

    /// <inheritdoc/>
    public void Heading(string text) => markup.Add($"<h2>{text}</h2>\n");

    /// <inheritdoc/>
    public void Paragraph(string text, int indent = 0, int hang = 0) => markup.Add($"<p class=\"i{indent}\">{text}</p>\n");

    /// <inheritdoc/>
    public void Fold(string line, Action body)
    {
        markup.Add($"<details><summary>{line}</summary>\n");
        body();
        markup.Raw("</details>\n");
    }

    /// <inheritdoc/>
    public void Blank()
    {
    }

    /// <inheritdoc/>
    public void Table(Table table)
    {
        markup.Raw("<div class=\"scroll\"><table>\n");
        if (table.HasTitles)
        {
            markup.Raw("<thead><tr>");
            foreach ((string title, Align align) in table.Columns)
            {
                markup.Add($"<th scope=\"col\" class=\"{ClassOf(align)}\">{title}</th>");
            }

            markup.Raw("</tr></thead>\n");
        }

        markup.Raw("<tbody>\n");
        string find = "";
        foreach ((string[] cells, string? title, string? remark) in table.Body)
        {
            if (title is not null)
            {
                markup.Add($"<tr class=\"line\"><td colspan=\"{table.Columns.Count}\">{title}</td></tr>\n");
            }
            else if (remark is not null)
            {
                // It is found, and hidden, with the row that it is about.
                markup.Add($"<tr class=\"remark\" data-find=\"{find}\"><td></td><td colspan=\"{table.Columns.Count - 1}\">{remark}</td></tr>\n");
            }
            else
            {
                find = string.Join(' ', cells).ToLowerInvariant();
                markup.Add($"<tr data-find=\"{find}\">");
                for (int i = 0; i < cells.Length; i++)
                {
                    markup.Add($"<td class=\"{ClassOf(table.Columns[i].Align)}\">{cells[i]}</td>");
                }

                markup.Raw("</tr>\n");
            }
        }

        markup.Raw("</tbody></table></div>\n");
    }

    private static string ClassOf(Align align) => align == Align.Right ? "num" : "";
}
