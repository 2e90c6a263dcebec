using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Model;

namespace Rebalancer.Testing.Printing;

/// <summary>The instances of a cloud.</summary>
internal static class InstanceTable
{
    /// <summary>The table.</summary>
    public static TextTable Of(Cluster cluster)
    {
        TextTable instances = new("instances", "name", "host", "state", "vCPUs", "MiB", "disks", "specs", "cells", "ports", "owner", "else");
        foreach (Instance instance in cluster.Instances)
        {
            instances.Add(
                instance.Name,
                instance.Host.Value,
                StateOf(instance),
                instance.Flavor.Vcpus.ToString(CultureInfo.InvariantCulture),
                instance.Flavor.MemoryMiB.ToString(CultureInfo.InvariantCulture),
                (instance.IsVolumeBacked.ValueOr(false) ? "volume " : "") + string.Join('+', instance.Disks.Select(disk => $"{disk.SizeMiB}M")),
                CloudTable.Pairs(instance.Flavor.ExtraSpecs),
                CloudTable.CellsOf(instance.Placement),
                instance.Ports.IsKnown ? string.Join(' ', instance.Ports.Value.Select(port => port.VnicType)) : "?",
                PolicyOf(instance),
                Else(instance));
        }

        return instances;
    }

    private static string StateOf(Instance instance) => instance.VmState
        + (instance.TaskState is null ? "" : $",{instance.TaskState}")
        + (instance.PowerState == PowerState.Running ? "" : $",{instance.PowerState}");

    private static string PolicyOf(Instance instance)
    {
        if (!instance.Policy.TryGet(out OwnerPolicy? policy))
        {
            return "";
        }

        return policy.Moves + (policy.NotBefore is { } moment ? string.Create(CultureInfo.InvariantCulture, $" from {moment:yyyy-MM-dd}") : "");
    }

    private static string Else(Instance instance)
    {
        var properties = instance.Image.Properties.ValueOr(ImmutableSortedDictionary<string, string>.Empty);
        var hints = instance.SchedulerHints.ValueOr(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty);
        List<string> parts = [];
        void Add(bool holds, string text)
        {
            if (holds)
            {
                parts.Add(text);
            }
        }

        Add(instance.IsLocked, "locked");
        Add(instance.ConfigDrive.ValueOr(ConfigDrive.None) != ConfigDrive.None, $"config drive {instance.ConfigDrive.ValueOr(ConfigDrive.None)}");
        Add(instance.PinnedZone.ValueOr(null) is not null, $"pinned to {instance.PinnedZone.ValueOr(null)}");
        Add(instance.HasShare.ValueOr(false), "share");
        Add(instance.GuestCpu.ValueOr(null) is not null, $"CPU {instance.GuestCpu.ValueOr(null)?.Model}");
        foreach ((string hint, ImmutableArray<string> about) in hints)
        {
            parts.Add($"{hint} {string.Join(' ', about.Select(id => id[..Math.Min(8, id.Length)]))}");
        }

        Add(!properties.IsEmpty, CloudTable.Pairs(properties));
        parts.AddRange(instance.Tags);
        return string.Join(", ", parts);
    }
}
