using Rebalancer.Previews.Text;

namespace Rebalancer.Previews.Html;

/// <summary>A page of headings, paragraphs and tables that needs no network and no script.</summary>
internal static class SimplePage
{
    public static void Write(TextWriter writer, string title, Action<IOutline> body)
    {
        Markup markup = new(writer);
        markup.Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Add($"<title>{title}</title>\n")
            .Raw("<style>\n" + Assets.Style + "</style>\n</head>\n<body>\n<main>\n<header>\n")
            .Add($"<h1>{title}</h1>\n")
            .Raw("</header>\n");
        body(new HtmlOutline(markup));
        markup.Raw("</main>\n</body>\n</html>\n");
    }
}
