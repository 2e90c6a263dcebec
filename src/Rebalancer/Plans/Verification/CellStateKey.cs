using System.Globalization;
using System.Text;
using Rebalancer.Numa;

namespace Rebalancer.Plans.Verification;

/// <summary>Makes equal texts of equal states of a host's cells, so that each is explored once.</summary>
internal static class CellStateKey
{
    /// <summary>What tells one state from another: what has happened, what is used, and what those who leave again have got.</summary>
    public static string Of(List<CellEvent> all, int[] twins, HostCells cells, GuestHolding?[] holdings, bool[] done)
    {
        StringBuilder key = new();
        var counts = new int[done.Length];
        for (int i = 0; i < done.Length; i++)
        {
            counts[twins[i]] += done[i] ? 1 : 0;
        }

        key.AppendJoin(',', counts);
        foreach (CellUsage cell in cells.Usage?.Cells ?? [])
        {
            key.Append(CultureInfo.InvariantCulture, $"|{cell.SharedVcpus}/{cell.MemoryMiB}/{cell.PinnedCpus}/");
            key.AppendJoin(',', cell.PagesUsed);
        }

        key.Append('#').AppendJoin(',', cells.Devices?.Used ?? []);
        foreach (CellEvent next in all)
        {
            if (next.Arrival >= 0 && holdings[next.Arrival] is { } held)
            {
                key.Append('+');
                foreach (PlacedCell cell in held.Placement?.Cells ?? [])
                {
                    key.Append(CultureInfo.InvariantCulture, $"{cell.HostCell}/{cell.PageSizeKiB}/{cell.ReservedCpus}/");
                    key.AppendJoin(',', cell.Pinning.Values);
                }

                key.Append('#').AppendJoin(',', held.Devices);
            }
        }

        return key.ToString();
    }
}
