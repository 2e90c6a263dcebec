using Rebalancer.Model;

namespace Rebalancer.Rules.Groups;

/// <summary>Strict affinity: only hosts that hold another member already.</summary>
/// <remarks>
/// Source: ServerGroupAffinityFilter, whose hosts include the instance's own, which is left out as the source; so a group that sits
/// on one host cannot be moved. Without the filter the destination's own check asks the other members only.
/// </remarks>
internal sealed class AffinityRule : IStateRule
{
    /// <inheritdoc/>
    public void Check(in StateMove move, ref VerdictBuilder verdict)
    {
        foreach (int index in move.Cluster.GroupsOf(move.InstanceIndex))
        {
            ServerGroup group = move.Cluster.ServerGroups[index];
            if (!move.State.RequiresCompany(index) || move.State.SettledMembersOn(index, move.DestinationIndex) > 0)
            {
                continue;
            }

            verdict.Refuse(
                "nova.affinity",
                $"{move.Destination.Name} holds no member of the strict affinity group {(group.Name.Length > 0 ? group.Name : group.Id.Value)}.",
                "Choose a host that holds a member; a group that sits on one host moves only by shelving all of it.",
                new ComparedFact($"members on {move.Destination.Name}", "at least 1", "0"));
        }
    }
}
