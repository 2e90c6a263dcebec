using Rebalancer.Findings;

namespace Rebalancer.Model.Checks;

/// <summary>What is referred to is there.</summary>
internal static class ReferenceChecks
{
    /// <summary>Adds an error where nothing can be planned without the missing part, else a warning.</summary>
    public static void Run(ClusterParts parts, PartIndex index, FindingList findings)
    {
        for (int i = 0; i < parts.Instances.Length; i++)
        {
            if (index.Of(parts.Instances[i].Host) < 0)
            {
                findings.Error("cluster.unknown-host", $"$.instances[{i}].host", $"no host is named {Quoted.Of(parts.Instances[i].Host.ToString())}");
            }
        }

        for (int g = 0; g < parts.ServerGroups.Length; g++)
        {
            for (int m = 0; m < parts.ServerGroups[g].Members.Length; m++)
            {
                InstanceId member = parts.ServerGroups[g].Members[m];
                if (index.Of(member) < 0)
                {
                    findings.Warn("cluster.unknown-member", $"$.serverGroups[{g}].members[{m}]", $"no instance has the id {Quoted.Of(member.ToString())}");
                }
            }
        }

        HashSet<string> links = [.. parts.Options.Links.Select(link => link.Name)];
        for (int h = 0; h < parts.Hosts.Length; h++)
        {
            if (parts.Hosts[h].Migration.Link.TryGet(out string? link) && link.Length > 0 && !links.Contains(link))
            {
                findings.Warn("cluster.unknown-link", $"$.hosts[{h}].migration.link", $"no link of the options is named {Quoted.Of(link)}");
            }
        }

        CheckAggregates(parts, index, findings);
    }

    private static void CheckAggregates(ClusterParts parts, PartIndex index, FindingList findings)
    {
        Dictionary<HostName, string> zones = [];
        for (int a = 0; a < parts.Aggregates.Length; a++)
        {
            Aggregate aggregate = parts.Aggregates[a];
            string? zone = aggregate.Metadata.GetValueOrDefault("availability_zone");
            for (int h = 0; h < aggregate.Hosts.Length; h++)
            {
                HostName host = aggregate.Hosts[h];
                string path = $"$.aggregates[{a}].hosts[{h}]";
                if (index.Of(host) < 0)
                {
                    findings.Warn("cluster.unknown-host", path, $"no host is named {Quoted.Of(host.ToString())}");
                }

                if (zone is not null && !zones.TryAdd(host, zone) && zones[host] != zone)
                {
                    findings.Warn(
                        "cluster.two-zones",
                        path,
                        $"{Quoted.Of(host.ToString())} is in the zones {Quoted.Of(zones[host])} and {Quoted.Of(zone)}; the first counts");
                }
            }
        }
    }
}
