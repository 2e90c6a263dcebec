using System.Text.Json;
using Rebalancer.Plans;
using Rebalancer.Snapshots;

namespace Rebalancer.Execution.Journals;

/// <summary>The record of a plan that is followed from now on.</summary>
internal static class PlanRecord
{
    public static JournalRecord Of(Plan plan, string reason)
    {
        using JsonDocument document = JsonDocument.Parse(PlanJson.ToUtf8(plan));
        return new JournalRecord
        {
            Kind = RecordKinds.Plan,
            Format = RunHistory.Format,
            Message = reason.Length == 0 ? null : reason,
            Plan = document.RootElement.Clone(),
        };
    }
}
