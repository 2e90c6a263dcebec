using System.Collections.Frozen;
using System.Collections.Immutable;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;
using Rebalancer.OpenStack.Facts;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>Maps the answers of a cloud's APIs and the operator's facts to the parts of a cluster.</summary>
/// <remarks>Knows nothing of where the answers came from.</remarks>
internal static class ClusterMapping
{
    /// <summary>The cluster with all that was found on the way, or the errors that prevent it.</summary>
    public static Checked<Cluster> Build(CloudAnswers answers, FactsFile? file, FindingList findings)
    {
        ClusterParts? parts = Map(answers, file, findings);
        return parts is null || findings.All.Any(finding => finding.Severity == Severity.Error)
            ? new Checked<Cluster>(null, [.. findings.All])
            : Cluster.Build(parts with { Doubts = [.. findings.All] });
    }

    /// <summary>The parts, or <c>null</c> where an answer is missing without which nothing can be said.</summary>
    public static ClusterParts? Map(CloudAnswers answers, FactsFile? file, FindingList findings)
    {
        if (LacksEssentials(answers, findings))
        {
            return null;
        }

        answers = WithoutBareMetal(answers, findings);
        FactLayers facts = new(file);
        SortedDictionary<HostName, KnownHost> hosts = KnownHosts.Find(answers.Hypervisors, findings);
        PlacementView placement = new(answers, hosts.Values, findings);
        SortedDictionary<string, KnownServer> servers = new ServerView(answers, findings).Find();
        foreach (KnownServer lost in servers.Values.Where(server => !hosts.ContainsKey(server.Host)))
        {
            findings.Error(
                "answers.unknown-host", lost.Place.At(".OS-EXT-SRV-ATTR:host"),
                $"'{lost.Answer.Id}' is on '{lost.Host}', which no hypervisor has");
        }

        InstanceMapping instanceMapping = new(answers, placement, facts, findings);
        ImmutableArray<Instance> alone = [.. servers.Values.Select(instanceMapping.Map)];
        MoveMapping moveMapping = new(placement, hosts, facts, findings);
        (ImmutableArray<MoveInFlight> moves, ImmutableArray<Instance> instances) = moveMapping.Map(answers.Migrations, alone);
        HostMapping hostMapping = new(answers, placement, facts, findings);
        Dictionary<HostName, ResourceAmounts> explained = Explained(instances, moves);
        GroupMapping groupMapping = new(answers, findings);
        ImmutableArray<Host> mapped =
            [.. hosts.Values.Select(host => hostMapping.Map(host, explained.GetValueOrDefault(host.Name) ?? ResourceAmounts.Empty))];
        (mapped, instances) = PinClashes.SetAside(mapped, instances, findings);
        ClusterParts parts = new()
        {
            Hosts = mapped,
            Instances = EmulatorCpus.Assume(mapped, instances, moves, findings),
            ServerGroups = groupMapping.MapServerGroups(servers),
            Aggregates = groupMapping.MapAggregates(hosts),
            MovesInFlight = moves,
            Options = facts.Cloud.Options,
        };
        CloudChecks.Run(parts, answers, placement, findings);
        facts.WarnOfUnused(findings);
        return parts with { Options = CloudChecks.WithDefaultZone(parts, answers, findings) };
    }

    private static CloudAnswers WithoutBareMetal(CloudAnswers answers, FindingList findings)
    {
        FrozenSet<HostName> hosts = KnownHosts.BareMetal(answers.Hypervisors);
        if (hosts.Count == 0)
        {
            return answers;
        }

        CloudAnswers rest = answers with
        {
            Hypervisors = [.. answers.Hypervisors.Where(hypervisor => !hosts.Contains(new HostName(hypervisor.Value.Service.Host)))],
            Services = [.. answers.Services.Where(service => !hosts.Contains(new HostName(service.Value.Host)))],
            Servers = [.. answers.Servers.Where(server => server.Value.Host is not { Length: > 0 } host || !hosts.Contains(new HostName(host)))],
        };
        findings.Warning(
            "answers.bare-metal", new Place(null, "$.hypervisors"),
            $"{answers.Hypervisors.Length - rest.Hypervisors.Length} nodes are bare metal; they and the {answers.Servers.Length - rest.Servers.Length} instances on them are left out");
        return rest;
    }

    private static bool LacksEssentials(CloudAnswers answers, FindingList findings)
    {
        (bool Lacks, string Request)[] essentials =
        [
            (answers.Hypervisors.IsDefault, "compute GET /os-hypervisors/detail"),
            (answers.Services.IsDefault, "compute GET /os-services"),
            (answers.Servers.IsDefault, "compute GET /servers/detail"),
            (answers.ServerGroups.IsDefault, "compute GET /os-server-groups"),
            (answers.Aggregates.IsDefault, "compute GET /os-aggregates"),
            (answers.Migrations.IsDefault, "compute GET /os-migrations"),
            (answers.Providers.IsDefault, "placement GET /resource_providers"),
        ];
        foreach ((_, string request) in essentials.Where(essential => essential.Lacks))
        {
            findings.Error(
                "answers.missing", new Place(null,
                "$"), $"there is no answer to '{request}', without which no cluster can be made");
        }

        if (answers.Ports.IsDefault)
        {
            findings.Warning(
                "answers.unknown-fact", new Place(null,
                "$"), "there is no answer to 'network GET /v2.0/ports': the ports of all instances are unknown");
        }

        return essentials.Any(essential => essential.Lacks);
    }

    /// <summary>What instances and moves hold of each host.</summary>
    private static Dictionary<HostName, ResourceAmounts> Explained(
        ImmutableArray<Instance> instances, ImmutableArray<MoveInFlight> moves)
    {
        var hostOf = instances.ToDictionary(instance => instance.Id, instance => instance.Host);
        Dictionary<HostName, ResourceAmounts> explained = [];
        foreach (Instance instance in instances)
        {
            Add(instance.Host, instance.Allocations);
        }

        foreach (MoveInFlight move in moves)
        {
            HostName? other = hostOf[move.Instance] == move.Source ? move.Destination : move.Source;
            if (other is HostName host)
            {
                Add(host, move.OtherAllocations);
            }
        }

        return explained;

        void Add(HostName host, ResourceAmounts amounts) => explained[host] =
            PlacementView.Sum(explained.GetValueOrDefault(host) ?? ResourceAmounts.Empty, amounts);
    }
}
