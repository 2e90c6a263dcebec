using System.Globalization;
using Rebalancer.Notebooks;

namespace Rebalancer.Previews.Notebooks;

/// <summary>Something that shows itself: as a page where it is the last expression of a notebook's cell, as text elsewhere.</summary>
[TypeFormatterSource]
public sealed class Preview
{
    private readonly Action<TextWriter> html;
    private readonly Action<TextWriter> markdown;
    private readonly Action<TextWriter> text;

    internal Preview(string title, Action<TextWriter> html, Action<TextWriter> markdown, Action<TextWriter> text)
    {
        Title = title;
        this.html = html;
        this.markdown = markdown;
        this.text = text;
    }

    /// <summary>What is shown, in a few words.</summary>
    public string Title { get; }

    /// <summary>One page that needs no network.</summary>
    public string ToHtml() => Written(html);

    /// <summary>The same as Markdown.</summary>
    public string ToMarkdown() => Written(markdown);

    /// <summary>The same as text.</summary>
    public override string ToString() => Written(text);

    private static string Written(Action<TextWriter> write)
    {
        using StringWriter writer = new(CultureInfo.InvariantCulture);
        write(writer);
        return writer.ToString();
    }
}
