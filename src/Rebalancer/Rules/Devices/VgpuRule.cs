using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Rules.Devices;

/// <summary>Virtual GPUs move live only from 2024.1 on, to a host that offers the same type.</summary>
/// <remarks>Source: rules.md section 7. QEMU 8.1 is the oldest that can.</remarks>
internal sealed class VgpuRule : ILastingRule
{
    private const int FirstWithLiveVgpu = 29;
    private const long OldestQemu = 8_001_000;
    private static readonly ResourceClass Vgpu = new("VGPU");

    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (!move.IsLive || !move.Demand.Request.Amounts.ContainsKey(Vgpu))
        {
            return;
        }

        if (move.Facts.OldestRelease.Major < FirstWithLiveVgpu)
        {
            verdict.Refuse(
                "nova.vgpu-live",
                "The instance has a virtual GPU, which Nova before 2024.1 does not move live.",
                "Move the instance cold, or upgrade Nova to 2024.1.",
                new ComparedFact("Nova release", $"{FirstWithLiveVgpu} or later", move.Facts.OldestRelease.ToString()));
            ReleaseAssumption.AddIfUnknown(move, ref verdict);
            return;
        }

        QemuVersion.Check(move, OldestQemu, "nova.vgpu-live-version", "8.1", ref verdict);
        if (!move.Source.MdevTypes.TryGet(out ImmutableArray<string> source) || !move.Destination.MdevTypes.TryGet(out ImmutableArray<string> destination))
        {
            verdict.Assume("assumed.mdev-type", $"{move.Destination.Name} offers the type of the instance's virtual GPU.");
        }
        else if (!source.Any(destination.Contains))
        {
            verdict.Refuse(
                "nova.mdev-type",
                $"{move.Destination.Name} offers none of the virtual GPU types of {move.Source.Name}.",
                "Choose a host that offers the same type, or move the instance cold.",
                new ComparedFact("mediated device types", string.Join(", ", source), string.Join(", ", destination)));
        }
    }
}
