using System.Globalization;
using System.Text;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews.Html;

/// <summary>Writes HTML; every text and attribute that comes from an input is escaped.</summary>
internal sealed class Markup(TextWriter writer)
{
    /// <summary>Markup as it is.</summary>
    public Markup Raw(string markup)
    {
        writer.Write(markup);
        return this;
    }

    /// <summary>Markup in which every hole is escaped; numbers are written as HTML and SVG want them.</summary>
    public Markup Add(FormattableString markup)
    {
        object?[] holes = [.. markup.GetArguments().Select(hole => hole is IFormattable and not Enum
            ? ((IFormattable)hole).ToString(hole is double ? "0.##" : null, CultureInfo.InvariantCulture)
            : Escaped(hole?.ToString() ?? ""))];
        writer.Write(string.Format(CultureInfo.InvariantCulture, markup.Format, holes));
        return this;
    }

    /// <summary>A text with what HTML reads as markup, and control characters, replaced.</summary>
    public static string Escaped(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char c in Page.Clean(text))
        {
            escaped.Append(c switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '"' => "&quot;", '\'' => "&#39;", _ => c.ToString() });
        }

        return escaped.ToString();
    }
}
