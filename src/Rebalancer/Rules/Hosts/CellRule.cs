using Rebalancer.Model;
using Rebalancer.Rules.Assumptions;

namespace Rebalancer.Rules.Hosts;

/// <summary>Moves stay within one Nova cell; a cold one may leave it where the cloud's policy lets it.</summary>
/// <remarks>Source: the conductor restricts the scheduler to the source's cell; rules.md sections 2 and 10.</remarks>
internal sealed class CellRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (move.Kind == MoveKind.Cold && move.Options.AllowsCrossCellCold.ValueOr(false) && !HasBandwidthPort(move.Instance))
        {
            return;
        }

        string remedy = move.Kind == MoveKind.Cold
            ? "Choose a destination in the same cell, or grant the policy compute:servers:resize:cross_cell."
            : "Choose a destination in the same cell.";
        HostPair<string> cells = move.Both(move.Facts.Hosts.Cells);
        if (!cells.AreKnown)
        {
            verdict.Assume("assumed.cell", "A host of which nobody told the cell is in the one cell of its aggregate or zone, and in another than any that was told where its aggregate and zone have none.");
        }

        if (cells.HaveValues)
        {
            if (!cells.AreAlike)
            {
                verdict.Refuse(
                    "nova.cell",
                    $"{move.Source.Name} is in the cell {cells.Source.Value} and {move.Destination.Name} in {cells.Destination.Value}.",
                    remedy,
                    cells.Compared("cell"));
            }
        }
        else if (!cells.AreUntold || (move.Facts.Hosts.IsAnyCellKnown && !move.Facts.AreNeighbours(move.SourceIndex, move.DestinationIndex)))
        {
            verdict.Refuse(
                "nova.cell",
                $"The cells of {move.Source.Name} and {move.Destination.Name} are not both known, and not the same by what was told of hosts in their aggregates and zones.",
                "Give the cells of both hosts in the facts file.",
                cells.Compared("cell"));
        }
    }

    /// <summary>A move between cells goes by way of a snapshot, which ports with guaranteed bandwidth cannot.</summary>
    private static bool HasBandwidthPort(Instance instance)
    {
        foreach (Port port in instance.Ports.ValueOr([]))
        {
            if (port.HasResourceRequest)
            {
                return true;
            }
        }

        return false;
    }
}
