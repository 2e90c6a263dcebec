namespace Rebalancer.Rules.Hosts;

/// <summary>An instance moves to another host, and only once at a time.</summary>
/// <remarks>Source: <c>CannotMigrateToSameHost</c> of <c>nova.compute.api</c>; the scheduler leaves the source out.</remarks>
internal sealed class SameHostRule : IStateRule
{
    /// <inheritdoc/>
    public void Check(in StateMove move, ref VerdictBuilder verdict)
    {
        if (move.SourceIndex == move.DestinationIndex)
        {
            verdict.Refuse(
                "nova.same-host",
                $"The instance is on {move.Source.Name} already.",
                "Choose another destination.",
                new ComparedFact("destination", $"not {move.Source.Name}", move.Source.Name.Value));
        }

        if (move.State.IsMoving(move.InstanceIndex))
        {
            int arrival = move.State.ArrivalOf(move.InstanceIndex);
            verdict.Refuse(
                "nova.task-state",
                arrival < 0 ? "The instance is between two hosts." : $"The instance is on its way to {move.Cluster.Hosts[arrival].Name}.",
                "Wait for that move to end.",
                new ComparedFact("task_state", "none", "migrating"));
        }
    }
}
