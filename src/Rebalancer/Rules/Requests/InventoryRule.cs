using Rebalancer.Model;

namespace Rebalancer.Rules.Requests;

/// <summary>The destination must deal in every resource class asked for, in units of that size.</summary>
/// <remarks>Source: Placement's allocation candidates; rules.md section 3. Unit limits bind each amount of a group by itself. Hosts with child providers are <see cref="ProviderRule"/>'s.</remarks>
internal sealed class InventoryRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        Host host = move.Destination;
        if (!host.Providers.IsEmpty)
        {
            return;
        }

        foreach (PlacementGroup group in move.Demand.Request.On(host, move.Options).Groups)
        {
            foreach ((ResourceClass resourceClass, long amount) in group.Amounts)
            {
                CheckAmount(host, resourceClass, amount, ref verdict);
            }
        }
    }

    private static void CheckAmount(Host host, ResourceClass resourceClass, long amount, ref VerdictBuilder verdict)
    {
        foreach (Inventory inventory in host.Inventories)
        {
            if (inventory.ResourceClass == resourceClass)
            {
                if (!Capacity.AllowsUnit(inventory, amount))
                {
                    verdict.Refuse(
                        "placement.unit",
                        $"{host.Name} takes no single request for {amount} {resourceClass}.",
                        $"Choose a host whose {resourceClass} inventory allows such an amount; overcommit does not raise the largest unit.",
                        new ComparedFact(
                            $"{resourceClass} unit on {host.Name}",
                            $"{amount}",
                            $"{inventory.MinUnit} to {inventory.MaxUnit} in steps of {inventory.StepSize}"));
                }

                return;
            }
        }

        verdict.Refuse(
            "placement.no-inventory",
            $"{host.Name} has no {resourceClass}.",
            $"Choose a host with an inventory of {resourceClass}.",
            new ComparedFact($"{resourceClass} on {host.Name}", $"{amount}", "no inventory"));
    }
}
