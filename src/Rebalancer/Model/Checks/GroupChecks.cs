using Rebalancer.Findings;

namespace Rebalancer.Model.Checks;

/// <summary>Server groups as the instances stand now; a broken policy is a warning, because Nova leaves what stands alone.</summary>
internal static class GroupChecks
{
    /// <summary>Adds a warning per broken policy and per instance in several groups.</summary>
    public static void Run(ClusterParts parts, PartIndex index, FindingList findings)
    {
        Dictionary<InstanceId, int> groupOf = [];
        for (int g = 0; g < parts.ServerGroups.Length; g++)
        {
            ServerGroup group = parts.ServerGroups[g];
            Dictionary<HostName, int> membersOn = [];
            foreach (InstanceId member in group.Members.Distinct())
            {
                if (index.Of(member) is >= 0 and var instance)
                {
                    HostName host = parts.Instances[instance].Host;
                    membersOn[host] = membersOn.GetValueOrDefault(host) + 1;
                }

                if (!groupOf.TryAdd(member, g))
                {
                    findings.Warn(
                        "cluster.two-groups",
                        $"$.serverGroups[{g}].members",
                        $"{Quoted.Of(member.ToString())} is in $.serverGroups[{groupOf[member]}] too; Nova allows one group per instance");
                }
            }

            CheckPolicy(group, membersOn, $"$.serverGroups[{g}]", findings);
        }
    }

    private static void CheckPolicy(ServerGroup group, Dictionary<HostName, int> membersOn, string path, FindingList findings)
    {
        if (group.Policy == GroupPolicy.Affinity && membersOn.Count > 1)
        {
            findings.Warn("cluster.group-broken", $"{path}.policy", $"the members of an affinity group are on {membersOn.Count} hosts");
        }

        if (group.Policy == GroupPolicy.AntiAffinity)
        {
            foreach ((HostName host, int count) in membersOn.OrderBy(pair => pair.Key))
            {
                if (count > group.MaxServerPerHost)
                {
                    findings.Warn(
                        "cluster.group-broken",
                        $"{path}.policy",
                        $"{count} members of an anti-affinity group are on {Quoted.Of(host.ToString())}; at most {group.MaxServerPerHost} may be");
                }
            }
        }
    }
}
