using Rebalancer.Model;

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
        if (move.Source.Cell.TryGet(out string? source) && move.Destination.Cell.TryGet(out string? destination))
        {
            if (source != destination)
            {
                verdict.Refuse(
                    "nova.cell",
                    $"{move.Source.Name} is in the cell {source} and {move.Destination.Name} in {destination}.",
                    remedy,
                    new ComparedFact("cell", source, destination));
            }
        }
        else if (move.HostsAreNeighbours || !move.Facts.IsAnyCellKnown)
        {
            verdict.Assume("assumed.cell", "Hosts are in one cell when nobody told their cells, or when they share an aggregate or a zone.");
        }
        else
        {
            verdict.Assume("assumed.cell", "Hosts of other zones and aggregates are in another cell where only some cells were told.");
            verdict.Refuse(
                "nova.cell",
                $"The cells of {move.Source.Name} and {move.Destination.Name} are not both known, and the hosts share neither aggregate nor zone.",
                "Give the cells of both hosts in the facts file.",
                new ComparedFact("cell", move.Source.Cell.ValueOr("unknown"), move.Destination.Cell.ValueOr("unknown")));
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
