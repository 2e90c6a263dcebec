using System.Collections.Frozen;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>Holds answers of different services against each other, and says once what no answer tells of any instance.</summary>
internal static class CloudChecks
{
    private const string ZoneKey = "availability_zone";

    /// <summary>Adds what is found.</summary>
    public static void Run(ClusterParts parts, CloudAnswers answers, PlacementView placement, FindingList findings)
    {
        WarnOfUnknownFacts(parts, findings);
        WarnOfMissingAllocations(parts, placement, findings);
        WarnOfOtherConsumers(parts, answers, placement, findings);
        WarnOfUnknownServices(parts, answers, findings);
        WarnOfWhatIsUnderWay(parts, findings);
    }

    /// <summary>The options with the default zone as the services show it: the zone of a host that no aggregate puts in one.</summary>
    public static CloudOptions WithDefaultZone(ClusterParts parts, CloudAnswers answers, FindingList findings)
    {
        Dictionary<HostName, string> zoneOf = [];
        foreach (Aggregate aggregate in parts.Aggregates)
        {
            if (aggregate.Metadata.TryGetValue(ZoneKey, out string? zone))
            {
                foreach (HostName host in aggregate.Hosts)
                {
                    zoneOf.TryAdd(host, zone);
                }
            }
        }

        Fact<string> read = default;
        FrozenSet<HostName> hosts = parts.Hosts.Select(host => host.Name).ToFrozenSet();
        foreach (Located<ServiceAnswer> service in answers.Services)
        {
            if (service.Value.Zone is null || !hosts.Contains(new HostName(service.Value.Host)))
            {
                continue;
            }

            if (!zoneOf.TryGetValue(new HostName(service.Value.Host), out string? zone))
            {
                read = read.Or(Fact.Read(service.Value.Zone));
            }
            else if (zone != service.Value.Zone)
            {
                findings.Warning(
                    "answers.contradiction", service.Place.At(".zone"),
                    $"the service says '{service.Value.Zone}', the aggregates say '{zone}'; the aggregates are believed");
            }
        }

        Place place = new(null, "$.cloud.defaultAvailabilityZone");
        Fact<string> zoneByDefault = new Laying(findings).Lay(read, parts.Options.DefaultZone, "the default availability zone", place);
        return parts.Options with { DefaultZone = zoneByDefault };
    }

    private static void WarnOfUnknownFacts(ClusterParts parts, FindingList findings)
    {
        Count("whether they are pinned to a zone", instance => !instance.PinnedZone.IsKnown, "microversion 2.96");
        Count("with which scheduler hints they were made", instance => !instance.SchedulerHints.IsKnown, "microversion 2.100");
        Count("which image properties they have", instance => !instance.Image.Properties.IsKnown, "Glance, or microversion 2.98,");
        Count("which format their config drive has", instance => !instance.ConfigDrive.IsKnown, "the facts file");

        void Count(string what, Func<Instance, bool> unknown, string source)
        {
            int count = parts.Instances.Count(unknown);
            if (count > 0)
            {
                findings.Warning(
                    "answers.unknown-fact", new Place(null,
                    "$.servers"), $"of {count} instances it is unknown {what}; {source} would tell");
            }
        }
    }

    private static void WarnOfMissingAllocations(ClusterParts parts, PlacementView placement, FindingList findings)
    {
        foreach (Instance instance in parts.Instances)
        {
            if (instance.Allocations.IsEmpty && placement.KnowsAllocations(instance.Host))
            {
                findings.Warning(
                    "answers.contradiction", new Place(null,
                    $"$.servers['{instance.Id}']"), $"'{instance.Name}' holds nothing of '{instance.Host}' in Placement");
            }
        }
    }

    private static void WarnOfOtherConsumers(ClusterParts parts, CloudAnswers answers, PlacementView placement, FindingList findings)
    {
        Dictionary<string, HashSet<HostName>> explained = new(StringComparer.Ordinal);
        foreach (Instance instance in parts.Instances)
        {
            explained[instance.Id.Value] = [instance.Host];
        }

        foreach (MoveInFlight move in parts.MovesInFlight)
        {
            HashSet<HostName> both = [move.Source, .. move.Destination is HostName destination ? (HostName[])[destination] : []];
            explained[move.MigrationId] = both;
            explained[move.Instance.Value].UnionWith(both);
        }

        var migrations = answers.Migrations.ToLookup(migration => migration.Value.Uuid, migration => migration.Value.Status);
        foreach (Host host in parts.Hosts)
        {
            foreach (string consumer in placement.ConsumersOn(host.Name))
            {
                if (!explained.TryGetValue(consumer, out HashSet<HostName>? places) || !places.Contains(host.Name))
                {
                    string who = places is not null ? "an instance on another host"
                        : migrations[consumer].FirstOrDefault() is string status ? $"a migration with the status '{status}'"
                        : "unknown";
                    findings.Warning(
                        "answers.leaked-allocation", new Place(null,
                        $"$.allocations['{consumer}']"), $"the consumer '{consumer}' ({who}) holds something of '{host.Name}'");
                }
            }
        }
    }

    private static void WarnOfUnknownServices(ClusterParts parts, CloudAnswers answers, FindingList findings)
    {
        FrozenSet<string> hosts = parts.Hosts.Select(host => host.Name.Value).ToFrozenSet(StringComparer.Ordinal);
        foreach (Located<ServiceAnswer> service in answers.Services
            .Where(service => service.Value.Binary == "nova-compute" && !hosts.Contains(service.Value.Host)))
        {
            findings.Warning(
                "answers.unknown-host", service.Place,
                $"the nova-compute of '{service.Value.Host}' has no hypervisor; the host is left out");
        }
    }

    /// <summary>What is under way ends at a moment that nobody knows, and then what was read of it no longer holds.</summary>
    private static void WarnOfWhatIsUnderWay(ClusterParts parts, FindingList findings)
    {
        HashSet<InstanceId> moving = [];
        var names = parts.Instances.ToDictionary(instance => instance.Id, instance => instance.Name);
        foreach (MoveInFlight move in parts.MovesInFlight)
        {
            moving.Add(move.Instance);
            findings.Warning(
                "answers.in-flight", new Place(null, $"$.migrations['{move.MigrationId}']"),
                $"'{names[move.Instance]}' was moving when this was read ({move.Kind}, {move.Status}) from '{move.Source}' to '{move.Destination?.ToString() ?? "a host not yet chosen"}'");
        }

        foreach (Instance instance in parts.Instances.Where(instance => instance.TaskState is not null && !moving.Contains(instance.Id)))
        {
            findings.Warning(
                "answers.in-flight", new Place(null, $"$.servers['{instance.Id}']"), $"'{instance.Name}' was busy when this was read ({instance.TaskState})");
        }
    }
}
