using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>Which of some kinds of move the lasting rules allow.</summary>
internal sealed class KindTable(Cluster cluster, Profile profile, IReadOnlyList<MoveKind> kinds)
{
    private readonly VerdictTable verdicts = VerdictTable.Of(cluster, profile);

    /// <summary>A bit per <see cref="MoveKind"/>.</summary>
    public byte MaskOf(int instance, int source, int destination)
    {
        byte mask = 0;
        foreach (MoveKind kind in kinds)
        {
            if (verdicts.IsAllowed(instance, source, destination, kind))
            {
                mask |= (byte)(1 << (int)kind);
            }
        }

        return mask;
    }

    /// <summary>Whether a mask holds a kind.</summary>
    public static bool Has(byte mask, MoveKind kind) => (mask & (1 << (int)kind)) != 0;
}
