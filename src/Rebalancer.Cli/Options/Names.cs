using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Cli.Options;

/// <summary>Finds what an argument names.</summary>
internal static class Names
{
    private const int Shown = 8;

    /// <summary>A host by its name or the UUID of its hypervisor.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static HostName Host(Cluster cluster, string text)
    {
        if (cluster.IndexOf(new HostName(text)) >= 0)
        {
            return new HostName(text);
        }

        return cluster.Hosts.FirstOrDefault(host => string.Equals(host.ProviderId, text, StringComparison.OrdinalIgnoreCase))?.Name
            ?? throw new CommandException($"The cluster has no host '{text}'. It has {Some([.. cluster.Hosts.Select(host => host.Name.ToString())])}.");
    }

    /// <summary>An instance by its id, or by its name where only one has it.</summary>
    /// <exception cref="CommandException">There is none, or several have the name.</exception>
    public static InstanceId Instance(Cluster cluster, string text)
    {
        if (cluster.IndexOf(new InstanceId(text)) >= 0)
        {
            return new InstanceId(text);
        }

        ImmutableArray<Instance> named = [.. cluster.Instances.Where(instance => instance.Name == text)];
        return named.Length switch
        {
            1 => named[0].Id,
            0 => throw new CommandException($"The cluster has no instance with the id or name '{text}'. It has {cluster.Instances.Length} instances."),
            _ => throw new CommandException(
                $"{named.Length} instances have the name '{text}'; give the id of one: {Some([.. named.Select(instance => instance.Id.ToString())])}."),
        };
    }

    /// <summary>Hosts, each once.</summary>
    /// <exception cref="CommandException">One of them is not there.</exception>
    public static ImmutableArray<HostName> Hosts(Cluster cluster, IEnumerable<string> texts) => [.. texts.Select(text => Host(cluster, text)).Distinct()];

    /// <summary>Instances, each once.</summary>
    /// <exception cref="CommandException">One of them is not there, or several have the name.</exception>
    public static ImmutableArray<InstanceId> Instances(Cluster cluster, IEnumerable<string> texts) => [.. texts.Select(text => Instance(cluster, text)).Distinct()];

    /// <summary>Racks that hosts are labelled with.</summary>
    /// <exception cref="CommandException">No host is in one of them.</exception>
    public static ImmutableArray<string> Racks(Cluster cluster, IEnumerable<string> texts) =>
        Among(texts, [.. cluster.Hosts.Select(host => host.Rack).OfType<string>().Distinct()], "rack");

    /// <summary>Availability zones.</summary>
    /// <exception cref="CommandException">No host is in one of them.</exception>
    public static ImmutableArray<string> Zones(Cluster cluster, IEnumerable<string> texts) =>
        Among(texts, [.. Enumerable.Range(0, cluster.Hosts.Length).Select(cluster.ZoneOf).OfType<string>().Distinct()], "zone");

    /// <summary>The hosts of an aggregate, by its name or number.</summary>
    /// <exception cref="CommandException">There is none, or it has no hosts.</exception>
    public static ImmutableArray<HostName> HostsOfAggregate(Cluster cluster, string text)
    {
        Aggregate found = cluster.Aggregates.FirstOrDefault(aggregate => aggregate.Id == text || aggregate.Name == text)
            ?? throw new CommandException($"The cluster has no aggregate '{text}'. It has {Some([.. cluster.Aggregates.Select(aggregate => aggregate.Name)])}.");
        return found.Hosts.IsEmpty ? throw new CommandException($"The aggregate '{text}' has no hosts.") : found.Hosts;
    }

    private static ImmutableArray<string> Among(IEnumerable<string> texts, ImmutableArray<string> known, string what)
    {
        ImmutableArray<string> named = [.. texts.Distinct()];
        string? unknown = named.FirstOrDefault(text => !known.Contains(text));
        return unknown is null ? named : throw new CommandException($"No host is in a {what} '{unknown}'. There are {(known.IsEmpty ? "none" : Some(known))}.");
    }

    private static string Some(ImmutableArray<string> all) =>
        all.Length <= Shown ? string.Join(", ", all) : $"{string.Join(", ", all.Take(Shown))} and {all.Length - Shown} more";
}
