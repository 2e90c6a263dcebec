using Rebalancer.Model;

namespace Rebalancer.Rules.Requests;

/// <summary>What is used and what arrives must fit into the destination's capacity, class by class.</summary>
/// <remarks>Source: Placement's <c>_check_capacity_exceeded</c>; memory also by the profile's own limit.</remarks>
internal sealed class CapacityRule : IStateRule
{
    /// <inheritdoc/>
    public void Check(in StateMove move, ref VerdictBuilder verdict)
    {
        ReadOnlySpan<long> amounts = move.State.AmountsOn(move.InstanceIndex, move.DestinationIndex);
        for (int i = 0; i < amounts.Length; i++)
        {
            long amount = amounts[i];
            if (amount == 0)
            {
                continue;
            }

            long used = move.State.Used(move.DestinationIndex, i);
            long capacity = move.State.CapacityOf(move.DestinationIndex, i);
            if (amount > capacity - used)
            {
                if (HasInventory(move.Destination, move.Cluster.ResourceClasses[i]))
                {
                    Refuse(move, i, amount, used, capacity, ref verdict);
                }
            }
            else if (move.State.ArrivalLimitOf(move.DestinationIndex, i, move.Profile) is var limit && amount > limit - used)
            {
                RefuseOvercommit(move, i, amount, used, limit, ref verdict);
            }
        }
    }

    /// <summary>A class that the host lacks altogether is a lasting matter and named there.</summary>
    private static bool HasInventory(Host host, ResourceClass resourceClass)
    {
        foreach (Inventory inventory in host.Inventories)
        {
            if (inventory.ResourceClass == resourceClass)
            {
                return true;
            }
        }

        return false;
    }

    private static void Refuse(in StateMove move, int index, long amount, long used, long capacity, ref VerdictBuilder verdict)
    {
        ResourceClass resourceClass = move.Cluster.ResourceClasses[index];
        HostName host = move.Destination.Name;
        verdict.Refuse(
            "placement.capacity",
            $"{host} has {Math.Max(0, capacity - used)} {resourceClass} free of the {amount} needed.",
            $"Free {amount - (capacity - used)} {resourceClass} on {host}, or choose another host.",
            new ComparedFact($"{resourceClass} free on {host}", $"{amount}", $"{capacity - used} ({used} used of {capacity})"));
    }

    private static void RefuseOvercommit(in StateMove move, int index, long amount, long used, long limit, ref VerdictBuilder verdict)
    {
        ResourceClass resourceClass = move.Cluster.ResourceClasses[index];
        HostName host = move.Destination.Name;
        verdict.Refuse(
            "policy.ram-overcommit",
            $"{host} would commit {used + amount} {resourceClass} where the policy allows {limit}.",
            $"Free {amount - (limit - used)} {resourceClass} on {host}, or raise the overcommit that the policy allows.",
            new ComparedFact($"{resourceClass} committed on {host}", $"at most {limit}", $"{used + amount}"));
    }
}
