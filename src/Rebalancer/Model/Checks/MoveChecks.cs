using Rebalancer.Findings;

namespace Rebalancer.Model.Checks;

/// <summary>Migrations in flight agree with the instances they move.</summary>
internal static class MoveChecks
{
    /// <summary>Adds an error for a migration of nobody, and warnings for what the snapshot leaves open.</summary>
    public static void Run(ClusterParts parts, PartIndex index, FindingList findings)
    {
        Dictionary<InstanceId, int> moving = [];
        for (int m = 0; m < parts.MovesInFlight.Length; m++)
        {
            MoveInFlight move = parts.MovesInFlight[m];
            string path = $"$.movesInFlight[{m}]";
            int instance = index.Of(move.Instance);
            if (instance < 0)
            {
                findings.Error("cluster.unknown-instance", $"{path}.instance", $"no instance has the id {Quoted.Of(move.Instance.ToString())}");
                continue;
            }

            WarnUnknown(move.Source, $"{path}.source", index, findings);
            if (move.Destination is { } destination)
            {
                WarnUnknown(destination, $"{path}.destination", index, findings);
            }

            HostName host = parts.Instances[instance].Host;
            if (host != move.Source && host != move.Destination)
            {
                findings.Warn("cluster.move-elsewhere", $"{path}.instance", $"the instance is on {Quoted.Of(host.ToString())}, which the migration neither leaves nor reaches");
            }

            if (!moving.TryAdd(move.Instance, m))
            {
                findings.Warn("cluster.two-moves", $"{path}.instance", $"$.movesInFlight[{moving[move.Instance]}] moves the same instance");
            }
        }

        for (int i = 0; i < parts.Instances.Length; i++)
        {
            if (parts.Instances[i].VmState == VmState.Resized && !moving.ContainsKey(parts.Instances[i].Id))
            {
                findings.Warn(
                    "cluster.resized-without-move",
                    $"$.instances[{i}].vmState",
                    "the instance waits for its confirmation, but no migration tells what it still holds on the other host");
            }
        }
    }

    private static void WarnUnknown(HostName host, string path, PartIndex index, FindingList findings)
    {
        if (index.Of(host) < 0)
        {
            findings.Warn("cluster.unknown-host", path, $"no host is named {Quoted.Of(host.ToString())}");
        }
    }
}
