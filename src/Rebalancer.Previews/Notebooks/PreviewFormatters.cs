using System.Net;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Diff;
using Rebalancer.Rules;

namespace Rebalancer.Previews.Notebooks;

/// <summary>How notebooks write what shows itself: by its page, in a frame of its own, or as Markdown or text.</summary>
/// <remarks><see cref="Rebalancer.Notebooks.TypeFormatterSourceAttribute"/> finds this class by its name.</remarks>
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

    private static Preview? PreviewOf(object instance) => instance switch
    {
        Preview preview => preview,
        Cluster cluster => cluster.Preview(),
        Plan plan => plan.Preview(null),
        PlanDiff diff => diff.Preview(null),
        Verdict verdict => Showing.Preview([verdict], null),
        _ => null,
    };

    private sealed class Formatter(string mimeType, Func<Preview, string> write)
    {
        public string MimeType { get; } = mimeType;

        public bool Format(object instance, TextWriter writer)
        {
            if (PreviewOf(instance) is not { } preview)
            {
                return false;
            }

            writer.Write(write(preview));
            return true;
        }
    }
}
