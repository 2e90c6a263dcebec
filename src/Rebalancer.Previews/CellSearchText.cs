using Rebalancer.Numa;
using Rebalancer.Previews.Text;
using Rebalancer.Rules.Derivations;

namespace Rebalancer.Previews;

/// <summary>How Nova looks for host cells: their order, each trial, and the fit.</summary>
internal static class CellSearchText
{
    /// <summary>Writes the search of a derivation; nothing for a guest without cells.</summary>
    public static void Write(Page page, MoveDerivation derivation)
    {
        if (derivation.Cells is not { } search)
        {
            return;
        }

        page.Heading($"How Nova looks for cells on {derivation.Verdict.Destination}");
        Table table = new(("tried", Align.Right), ("cell", Align.Right), ("free memory", Align.Right), ("free dedicated CPUs", Align.Right), ("shared vCPUs", Align.Right), ("free devices", Align.Right));
        for (int i = 0; i < search.Order.Length; i++)
        {
            CellRank rank = search.Order[i];
            table.Add($"{i + 1}", $"{rank.HostCell}", $"{rank.FreeMemoryMiB} MiB", $"{rank.FreeDedicatedCpus}", $"{rank.SharedVcpus}", $"{rank.FreeDevices}");
        }

        table.Write(page, 2);
        foreach (CellTrial trial in search.Trials)
        {
            page.Paragraph($"- guest cell {trial.GuestCell}: {trial.Shortage?.Message ?? $"fits on cell {trial.HostCell}"}", 2, 2);
        }

        if (search.Result.Placement is { } placement)
        {
            page.Paragraph($"Chosen: {string.Join("; ", placement.Cells.Select(Chosen))}.", 2, 2);
            return;
        }

        // What the trials say already is not said again.
        foreach (NumaRefusal refusal in search.Result.Refusals.Except(search.Trials.Select(trial => trial.Shortage).OfType<NumaRefusal>()))
        {
            page.Paragraph($"- {refusal.Message}", 2, 2);
        }

        page.Paragraph("No choice of cells does.", 2, 2);
    }

    private static string Chosen(PlacedCell cell, int guestCell)
    {
        string pins = cell.Pinning.IsEmpty ? "" : $", {cell.Pinning.Count} pinned to {CpuSet.Of(cell.Pinning.Values)}";
        string emulator = cell.ReservedCpus.IsEmpty ? "" : $", emulator on {cell.ReservedCpus}";
        string pages = cell.PageSizeKiB is { } size ? $", pages of {size} KiB" : "";
        return $"guest cell {guestCell} on cell {cell.HostCell}{pins}{emulator}{pages}";
    }
}
