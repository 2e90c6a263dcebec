using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>Which kinds of move the lasting rules allow, asked once per class of instances, sources and destinations.</summary>
internal sealed class KindTable(Cluster cluster, Profile profile, IReadOnlyList<MoveKind> kinds)
{
    private readonly MoveClasses classes = MoveClasses.Of(cluster);
    private readonly Dictionary<(int Instance, int Source, int Destination), byte> masks = [];

    /// <summary>A bit per <see cref="MoveKind"/>.</summary>
    public byte MaskOf(int instance, int source, int destination)
    {
        var key = (classes.InstanceClassOf(instance), classes.HostClassOf(source), classes.HostClassOf(destination));
        if (!masks.TryGetValue(key, out byte mask))
        {
            foreach (MoveKind kind in kinds)
            {
                if (MigrationRules.CheckLasting(cluster, instance, source, destination, kind, profile).IsAllowed)
                {
                    mask |= (byte)(1 << (int)kind);
                }
            }

            masks.Add(key, mask);
        }

        return mask;
    }

    /// <summary>Whether a mask holds a kind.</summary>
    public static bool Has(byte mask, MoveKind kind) => (mask & (1 << (int)kind)) != 0;
}
