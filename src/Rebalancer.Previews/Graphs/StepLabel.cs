using System.Globalization;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews.Graphs;

/// <summary>What stands in the box of a step.</summary>
internal static class StepLabel
{
    /// <summary>Number, kind and what it does, without control characters.</summary>
    public static string Of(PlanStep step, InstanceNames names)
    {
        (string kind, string what) = StepWords.Of(step, names);
        return Page.Clean(string.Create(CultureInfo.InvariantCulture, $"{step.Id} {kind} {what}"));
    }
}
