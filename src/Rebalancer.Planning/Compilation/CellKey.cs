using System.Text;
using Rebalancer.Numa;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Compilation;

/// <summary>A text that is equal for hosts whose cells and devices are used alike.</summary>
internal static class CellKey
{
    /// <summary>The text of some hosts in a state.</summary>
    public static string Of(PlanState state, IEnumerable<int> hosts) => string.Join('|', hosts.Select(host => Of(state.CellsOf(host))));

    /// <summary>The text of a host.</summary>
    public static string Of(HostCells host)
    {
        StringBuilder key = new();
        foreach (CellUsage cell in host.Usage?.Cells ?? [])
        {
            key.Append(cell.PinnedCpus).Append(':').Append(cell.SharedVcpus).Append(':').Append(cell.MemoryMiB).Append(':').AppendJoin(',', cell.PagesUsed).Append(';');
        }

        key.AppendJoin(',', host.Devices?.Used ?? []);
        return key.ToString();
    }
}
