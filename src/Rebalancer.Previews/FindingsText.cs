using System.Collections.Immutable;
using Rebalancer.Findings;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews;

/// <summary>What was found in an input, as plain text.</summary>
public static class FindingsText
{
    private const int Most = 200;

    /// <summary>Writes one line per finding, errors first and not wrapped, so that other tools can pick them; very many are counted at the end.</summary>
    /// <param name="writer">Where to; gets no control characters but line ends.</param>
    /// <param name="findings">What was found.</param>
    public static void Write(TextWriter writer, ImmutableArray<Finding> findings)
    {
        Page page = new(writer, int.MaxValue);
        foreach (Finding finding in findings.OrderByDescending(finding => finding.Severity).Take(Most))
        {
            page.Line(finding.ToString());
        }

        if (findings.Length > Most)
        {
            page.Line($"and {findings.Length - Most} more findings");
        }
    }
}
