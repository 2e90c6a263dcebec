using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews;

/// <summary>What stays behind, why, and what would lift it; instances with the same reasons stand together.</summary>
internal static class StayList
{
    private const int MostOpen = 20;

    public static void Write(IOutline page, Plan plan, InstanceNames names)
    {
        if (plan.LeftBehind.IsEmpty)
        {
            return;
        }

        page.Heading($"Stays behind ({plan.LeftBehind.Length})");
        LeftBehind[][] groups = [.. plan.LeftBehind.GroupBy(KeyOf).Select(same => same.ToArray())];
        foreach (LeftBehind[] same in groups)
        {
            LeftBehind first = same[0];
            string line = $"{Words.List([.. same.Select(left => names.Of(left.Instance))], 30)} on {first.Host}: {Describe(first.Proof)}";
            if (groups.Length > MostOpen)
            {
                page.Fold(line, () => WriteReasons(page, first));
            }
            else
            {
                page.Paragraph(line, 2, 2);
                WriteReasons(page, first);
            }
        }
    }

    private static void WriteReasons(IOutline page, LeftBehind left)
    {
        foreach (StayReason reason in left.Reasons)
        {
            page.Paragraph($"{reason.Code}{Hosts(reason)}: {reason.Message}", 4, 2);
            if (reason.Remedy.Length > 0)
            {
                page.Paragraph($"to lift it: {reason.Remedy}", 6, 2);
            }
        }
    }

    private static string KeyOf(LeftBehind left) =>
        string.Join('\n', [left.Host.ToString(), left.Proof.ToString(), .. left.Reasons.Select(reason => $"{reason.Code}\t{reason.Message}\t{reason.Remedy}\t{string.Join(',', reason.Hosts)}")]);

    private static string Hosts(StayReason reason) => reason.Hosts.IsEmpty ? "" : $" [{Words.List([.. reason.Hosts.Distinct()], 8, reason.MoreHosts)}]";

    private static string Describe(StayProof proof) => proof switch
    {
        StayProof.CannotMove => "no host and no kind of move is allowed for it, as proven",
        StayProof.NoRoomForAll => "could move alone, but not with all the others that leave, as proven",
        _ => "no way was found before the search ended; not proven",
    };
}
