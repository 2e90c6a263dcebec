using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>Maps server groups and aggregates, whose members are instances and hosts of the snapshot.</summary>
internal sealed class GroupMapping(CloudAnswers answers, FindingList findings)
{
    /// <summary>The server groups; members that are on no host are left out, because no rule counts them.</summary>
    public ImmutableArray<ServerGroup> MapServerGroups(SortedDictionary<string, KnownServer> servers)
    {
        List<ServerGroup> groups = [];
        foreach (Located<ServerGroupAnswer> group in answers.ServerGroups)
        {
            string? policy = group.Value.Policy ?? group.Value.Policies.OrEmpty().FirstOrDefault();
            GroupPolicy? known = policy switch
            {
                "affinity" => GroupPolicy.Affinity,
                "anti-affinity" => GroupPolicy.AntiAffinity,
                "soft-affinity" => GroupPolicy.SoftAffinity,
                "soft-anti-affinity" => GroupPolicy.SoftAntiAffinity,
                _ => null,
            };
            if (known is null)
            {
                findings.Error("answers.malformed", group.Place.At(".policy"), $"'{policy}' is no policy of a server group");
                continue;
            }

            int most = group.Value.Rules?.MaxServerPerHost ?? 1;
            if (most < 1)
            {
                findings.Error("answers.malformed", group.Place.At(".rules.max_server_per_host"), "at least 1 should stand here");
                continue;
            }

            groups.Add(new ServerGroup
            {
                Id = new ServerGroupId(group.Value.Id),
                Name = group.Value.Name,
                Policy = known.Value,
                MaxServerPerHost = most,
                Members = [.. group.Value.Members.OrEmpty().Where(servers.ContainsKey).Select(member => new InstanceId(member))],
            });
        }

        WarnOfMembership(groups, servers);
        return [.. groups];
    }

    /// <summary>The aggregates; hosts without a hypervisor are left out.</summary>
    public ImmutableArray<Aggregate> MapAggregates(IReadOnlyDictionary<HostName, KnownHost> hosts)
    {
        List<Aggregate> aggregates = [];
        foreach (Located<AggregateAnswer> aggregate in answers.Aggregates)
        {
            var members = aggregate.Value.Hosts.OrEmpty().Select(host => new HostName(host)).ToList();
            foreach (HostName unknown in members.Where(host => !hosts.ContainsKey(host)))
            {
                findings.Warning(
                    "answers.unknown-host", aggregate.Place.At(".hosts"),
                    $"'{unknown}' in the aggregate '{aggregate.Value.Name}' is no known host; it is left out");
            }

            aggregates.Add(new Aggregate
            {
                Id = aggregate.Value.Uuid ?? aggregate.Value.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Name = aggregate.Value.Name,
                Hosts = [.. members.Where(hosts.ContainsKey)],
                Metadata = aggregate.Value.Metadata.Sorted(),
            });
        }

        WarnOfPlacementAggregates(aggregates, hosts);
        return [.. aggregates];
    }

    private void WarnOfMembership(List<ServerGroup> groups, SortedDictionary<string, KnownServer> servers)
    {
        ILookup<string, string> groupsOf = groups
            .SelectMany(group => group.Members.Select(member => (Member: member.Value, Group: group.Id.Value)))
            .ToLookup(pair => pair.Member, pair => pair.Group);
        foreach ((string id, KnownServer server) in servers)
        {
            if (server.Answer.ServerGroups is not null && !server.Answer.ServerGroups.OrEmpty().ToHashSet().SetEquals(groupsOf[id]))
            {
                findings.Warning(
                    "answers.contradiction", server.Place.At(".server_groups"),
                    $"the server groups say otherwise of the membership of '{server.Answer.Name}'; they are believed");
            }
        }
    }

    /// <summary>Placement uses its own copy of the aggregates; where it differs, zones do not hold as Nova shows them.</summary>
    private void WarnOfPlacementAggregates(List<Aggregate> aggregates, IReadOnlyDictionary<HostName, KnownHost> hosts)
    {
        ILookup<HostName, string> aggregatesOf = aggregates
            .SelectMany(aggregate => aggregate.Hosts.Select(host => (Host: host, aggregate.Id)))
            .ToLookup(pair => pair.Host, pair => pair.Id);
        foreach (KnownHost host in hosts.Values)
        {
            if (answers.ProviderAggregates.TryGetValue(host.Latest.Id, out Located<ImmutableArray<string>>? known)
                && !known.Value.ToHashSet().IsSupersetOf(aggregatesOf[host.Name]))
            {
                findings.Warning(
                    "answers.contradiction", known.Place,
                    $"Placement does not have '{host.Name}' in all aggregates that Nova has it in; zones may not hold for it");
            }
        }
    }
}
