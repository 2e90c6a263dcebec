using Rebalancer.Model;

namespace Rebalancer.Rules.Requests;

/// <summary>Before Placement 14 nothing can leave a host that uses more of a class than it has.</summary>
/// <remarks>
/// A move begins by writing the instance's allocation on the source anew, for the migration or beside the destination's; older
/// Placement checks that against the capacity. Source: rules.md section 3, recorded on both versions.
/// </remarks>
internal sealed class OverfullSourceRule : IStateRule
{
    /// <inheritdoc/>
    public void Check(in StateMove move, ref VerdictBuilder verdict)
    {
        if (move.Facts.LetsOverfullLeave)
        {
            return;
        }

        int source = move.SourceIndex;
        ReadOnlySpan<long> held = move.State.HeldBy(move.InstanceIndex);
        for (int i = 0; i < held.Length; i++)
        {
            if (held[i] > 0 && move.State.Used(source, i) > move.State.CapacityOf(source, i))
            {
                Refuse(move, i, ref verdict);
            }
        }
    }

    private static void Refuse(in StateMove move, int index, ref VerdictBuilder verdict)
    {
        ResourceClass resourceClass = move.Cluster.ResourceClasses[index];
        HostName host = move.Source.Name;
        verdict.Refuse(
            "placement.overfull-source",
            $"{host} uses more {resourceClass} than it has, and Placement before 2025.2 then lets nothing leave.",
            $"Raise the allocation ratio of {resourceClass} on {host} or lower what is reserved, or upgrade Placement.",
            new ComparedFact($"{resourceClass} used on {host}", $"at most {move.State.CapacityOf(move.SourceIndex, index)}", $"{move.State.Used(move.SourceIndex, index)}"),
            new ComparedFact("Placement release", $"{CloudFacts.FirstPlacementThatLetsGo} or later", $"{move.Facts.PlacementMajor}"));
        if (!move.Cluster.Options.PlacementMajor.IsKnown)
        {
            verdict.Assume("assumed.placement-release", $"Placement is of major version {move.Facts.PlacementMajor}, the one of Nova's release.");
            ReleaseAssumption.AddIfUnknown(move.Facts, ref verdict);
        }
    }
}
