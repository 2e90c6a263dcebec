namespace Rebalancer.Rules.Cells;

/// <summary>A host whose cells or devices nobody told is no place for a guest that asks for some, where the policy says so.</summary>
internal sealed class UnknownTopologyRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (move.Demand.Topology is not null && !move.Destination.Topology.IsKnown)
        {
            Say(move, "topology", "NUMA cells", "the guest's cells fit", ref verdict);
        }

        if (!move.Demand.Pci.IsEmpty && !move.Destination.PciPools.IsKnown)
        {
            Say(move, "devices", "PCI devices", "the devices asked for are free", ref verdict);
        }
    }

    private static void Say(in LastingMove move, string code, string what, string assumed, ref VerdictBuilder verdict)
    {
        if (move.Profile.RequiresKnownTopology)
        {
            verdict.Refuse(
                $"policy.unknown-{code}",
                $"Nobody told the {what} of {move.Destination.Name}, and the instance asks for some.",
                $"Give the {what} of {move.Destination.Name} in the facts file.",
                new ComparedFact($"{what} of {move.Destination.Name}", "known", "unknown"));
        }
        else
        {
            verdict.Assume($"assumed.{code}", $"On {move.Destination.Name} {assumed}.");
        }
    }
}
