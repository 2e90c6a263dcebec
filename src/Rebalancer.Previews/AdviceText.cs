using System.Collections.Immutable;
using Rebalancer.Advice;
using Rebalancer.Model;
using Rebalancer.Previews.Text;
using Rebalancer.Rules;

namespace Rebalancer.Previews;

/// <summary>Advice on a cloud as plain text, the gravest first.</summary>
public static class AdviceText
{
    private const int NamesShown = 8;
    private const int FactsShown = 8;

    /// <summary>Writes the findings: each with whom it concerns, what was compared, why it matters and what to do.</summary>
    /// <param name="writer">Where to; gets no control characters but line ends.</param>
    /// <param name="cluster">The cluster they were made of.</param>
    /// <param name="findings">What the advisor found.</param>
    /// <param name="width">Characters per line; at least 40 are used.</param>
    public static void Write(TextWriter writer, Cluster cluster, ImmutableArray<AdviceFinding> findings, int width = 100)
    {
        Page page = new(writer, width);
        InstanceNames names = new(cluster);
        page.Paragraph($"Advice on {Units.Count(cluster.Hosts.Length, "host")} and {Units.Count(cluster.Instances.Length, "instance")}: {Totals(findings)}");
        foreach (IGrouping<AdviceSeverity, AdviceFinding> severity in findings.GroupBy(finding => finding.Severity).OrderByDescending(group => group.Key))
        {
            page.Heading($"{Plural(severity.Key)} ({severity.Count()})");
            bool isFirst = true;
            foreach (AdviceFinding finding in severity)
            {
                if (!isFirst)
                {
                    page.Blank();
                }

                isFirst = false;
                Write(page, names, finding);
            }
        }
    }

    private static void Write(Page page, InstanceNames names, AdviceFinding finding)
    {
        page.Paragraph($"{finding.Message} [{finding.Code}]", 2, 2);
        Named(page, "hosts", [.. finding.Hosts.Select(host => host.ToString())]);
        Named(page, "instances", [.. finding.Instances.Select(names.Of)]);
        foreach (ComparedFact fact in finding.Facts.Take(FactsShown))
        {
            page.Paragraph($"{fact.Name}: {fact.Found} (needed: {fact.Needed})", 4, 2);
        }

        if (finding.Facts.Length > FactsShown)
        {
            page.Paragraph($"and {finding.Facts.Length - FactsShown} more", 4, 2);
        }

        page.Paragraph($"why: {finding.Why}", 4, 2);
        page.Paragraph($"do: {finding.Remedy}", 4, 2);
        foreach (string line in finding.Snippet?.Split('\n') ?? [])
        {
            page.Line($"      {line}");
        }
    }

    private static void Named(Page page, string what, ImmutableArray<string> names)
    {
        if (!names.IsEmpty)
        {
            page.Paragraph($"{what}: {Words.List(names, NamesShown)}", 4, 2);
        }
    }

    private static string Totals(ImmutableArray<AdviceFinding> findings)
    {
        string[] counts =
        [
            .. findings.GroupBy(finding => finding.Severity).OrderByDescending(group => group.Key)
                .Select(group => Units.Count(group.Count(), Plural(group.Key).ToLowerInvariant()[..^1])),
        ];
        return counts.Length == 0 ? "nothing to mend" : string.Join(", ", counts);
    }

    private static string Plural(AdviceSeverity severity) => severity switch
    {
        AdviceSeverity.Error => "Errors",
        AdviceSeverity.Warning => "Warnings",
        _ => "Notes",
    };
}
