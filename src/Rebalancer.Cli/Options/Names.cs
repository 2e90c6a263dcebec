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

    private static string Some(ImmutableArray<string> all) =>
        all.Length <= Shown ? string.Join(", ", all) : $"{string.Join(", ", all.Take(Shown))} and {all.Length - Shown} more";
}
