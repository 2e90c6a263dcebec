namespace Rebalancer.Rules.Filters;

/// <summary>A host takes only so many instances where NumInstancesFilter or its aggregate twin is enabled.</summary>
internal sealed class InstanceCountRule : IStateRule
{
    /// <inheritdoc/>
    public void Check(in StateMove move, ref VerdictBuilder verdict)
    {
        int limit = move.Facts.Limits[move.DestinationIndex];
        int found = move.State.InstancesOn(move.DestinationIndex);
        if (found >= limit)
        {
            verdict.Refuse(
                "nova.num-instances",
                $"{move.Destination.Name} holds {found} instances, and max_instances_per_host is {limit}.",
                "Move an instance away first, or choose another host.",
                new ComparedFact($"instances on {move.Destination.Name}", $"fewer than {limit}", $"{found}"));
        }
    }
}
