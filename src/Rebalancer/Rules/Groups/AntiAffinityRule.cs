using Rebalancer.Model;

namespace Rebalancer.Rules.Groups;

/// <summary>Strict anti-affinity: a host holds at most so many members, those on their way included.</summary>
/// <remarks>
/// Source: ServerGroupAntiAffinityFilter and the destination's own <c>_validate_instance_group_policy</c>, which also counts
/// migrations in progress and runs whether the filter is enabled or not. Soft policies never refuse.
/// </remarks>
internal sealed class AntiAffinityRule : IStateRule
{
    /// <inheritdoc/>
    public void Check(in StateMove move, ref VerdictBuilder verdict)
    {
        foreach (int index in move.Cluster.GroupsOf(move.InstanceIndex))
        {
            ServerGroup group = move.Cluster.ServerGroups[index];
            if (group.Policy != GroupPolicy.AntiAffinity)
            {
                continue;
            }

            int members = move.State.MembersOn(index, move.DestinationIndex);
            if (members >= group.MaxServerPerHost)
            {
                verdict.Refuse(
                    "nova.anti-affinity",
                    $"{move.Destination.Name} holds {members} members of the server group {Name(group)}, which may have {group.MaxServerPerHost} on one host.",
                    "Move another member away first, or choose another host.",
                    new ComparedFact($"members on {move.Destination.Name}", $"fewer than {group.MaxServerPerHost}", $"{members}"));
            }
        }
    }

    private static string Name(ServerGroup group) => group.Name.Length > 0 ? group.Name : group.Id.Value;
}
