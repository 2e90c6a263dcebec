using System.Text.Json;
using Rebalancer.Plans;
using Rebalancer.Snapshots;

namespace Rebalancer.Execution.Journals;

/// <summary>The record of a plan that is followed from now on.</summary>
internal static class PlanRecord
{
    public static JournalRecord Of(Plan plan, string reason) => Of(plan, reason, RecordKinds.Plan);

    /// <summary>The record of a plan that takes back what was done.</summary>
    public static JournalRecord OfWayBack(Plan plan) => Of(plan, "what was done is taken back", RecordKinds.Undo);

    private static JournalRecord Of(Plan plan, string reason, string kind)
    {
        using JsonDocument document = JsonDocument.Parse(PlanJson.ToUtf8(plan));
        return new JournalRecord
        {
            Kind = kind,
            Format = RunHistory.Format,
            Message = reason.Length == 0 ? null : reason,
            Plan = document.RootElement.Clone(),
        };
    }
}
