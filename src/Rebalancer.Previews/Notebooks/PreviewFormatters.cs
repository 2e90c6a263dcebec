using System.Net;

namespace Rebalancer.Previews.Notebooks;

/// <summary>How notebooks write a preview: by its page, in a frame of its own, or as Markdown or text.</summary>
internal sealed class PreviewFormatters
{
    /// <summary>One formatter per type of content.</summary>
    public static IEnumerable<object> CreateTypeFormatters() =>
    [
        new Formatter("text/html", preview =>
            $"<iframe srcdoc=\"{WebUtility.HtmlEncode(preview.ToHtml())}\" title=\"{WebUtility.HtmlEncode(preview.Title)}\" style=\"width: 100%; height: 32em; border: 0\"></iframe>"),
        new Formatter("text/markdown", preview => preview.ToMarkdown()),
        new Formatter("text/plain", preview => preview.ToString()),
    ];

    private sealed class Formatter(string mimeType, Func<Preview, string> write)
    {
        public string MimeType { get; } = mimeType;

        public bool Format(object instance, TextWriter writer)
        {
            if (instance is not Preview preview)
            {
                return false;
            }

            writer.Write(write(preview));
            return true;
        }
    }
}
