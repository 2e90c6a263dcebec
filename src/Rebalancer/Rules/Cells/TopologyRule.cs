using Rebalancer.Numa;

namespace Rebalancer.Rules.Cells;

/// <summary>A guest with cells or devices must fit on the destination's, and keep its page size when it moves live.</summary>
/// <remarks>
/// Source: NUMATopologyFilter, PciPassthroughFilter and the destination's claim, which refuses whatever filters are enabled;
/// <c>live_migration_claim</c> also wants the page size of the first cell to stay. Rules.md sections 5, 7 and 9.
/// </remarks>
internal sealed class TopologyRule : IStateRule
{
    /// <inheritdoc/>
    public void Check(in StateMove move, ref VerdictBuilder verdict)
    {
        if (!move.Demand.IsStructured)
        {
            return;
        }

        NumaFitResult fit = move.State.Fit(move.InstanceIndex, move.DestinationIndex);
        if (!fit.Refusals.IsEmpty && !verdict.KeepsReasons)
        {
            verdict.Refuse();
            return;
        }

        foreach (NumaRefusal refusal in fit.Refusals)
        {
            string message = refusal.Message.TrimEnd('.') + (verdict.KeepsWords ? CellHolders.Of(move, refusal) : "");
            string where = refusal.HostCell is { } cell ? $"Cell {cell} of {move.Destination.Name}" : $"{move.Destination.Name}";
            verdict.Refuse(
                $"nova.{refusal.Code}",
                refusal.Message.EndsWith('.') ? $"{message}." : $"On {move.Destination.Name}, {message}.",
                $"Free what is missing on {move.Destination.Name}, or choose another host.",
                new ComparedFact(where, "room for the guest", message));
        }

        if (move.IsLive && fit.Placement is { } there)
        {
            CheckPageSize(move, there, ref verdict);
        }
    }

    private static void CheckPageSize(in StateMove move, GuestPlacement there, ref VerdictBuilder verdict)
    {
        if (move.State.PlacementOf(move.InstanceIndex) is not { Cells: [var here, ..] })
        {
            // Only a request that leaves the size open can end on another one.
            if (move.Demand.Topology!.Cells[0].PageSize is -2 or -3)
            {
                verdict.Assume("assumed.page-size", "The guest's pages are of the size that it would get on the destination.");
            }

            return;
        }

        if (here.PageSizeKiB != there.Cells[0].PageSizeKiB)
        {
            verdict.Refuse(
                "nova.page-size",
                $"The guest has pages of {Text(here.PageSizeKiB)} and would get {Text(there.Cells[0].PageSizeKiB)} on {move.Destination.Name}.",
                "Choose a host with free pages of the same size, or move the instance cold.",
                new ComparedFact("page size", Text(here.PageSizeKiB), Text(there.Cells[0].PageSizeKiB)));
        }
    }

    private static string Text(long? sizeKiB) => sizeKiB is { } size ? $"{size} KiB" : "the base size";
}
