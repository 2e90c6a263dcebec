using Rebalancer.Planning.Sequencing.Flat;

namespace Rebalancer.Benchmarks.ConsolidateSpread;

/// <summary>Replays a schedule by the words of the family's rules; it shares nothing with the search.</summary>
internal static class CloudCheck
{
    /// <summary>Every rule that a schedule breaks, in words; what the start breaks already counts only where it is made worse.</summary>
    public static List<string> Violations(CloudInstance cloud, IReadOnlyList<FlatMove> moves)
    {
        List<string> violations = [];
        int[] hostOf = [.. cloud.Guests.Select(guest => guest.Host)];
        var held = cloud.Guests.Select((guest, index) => (guest, index)).ToLookup(pair => pair.guest.Host, pair => pair.index);
        HashSet<int>[] on = [.. Enumerable.Range(0, cloud.Hosts.Length).Select(host => held[host].ToHashSet())];
        Dictionary<int, int[]> matesOf = cloud.Groups.SelectMany(group => group.Select(member => (member, group))).ToDictionary(pair => pair.member, pair => pair.group);
        var busyOut = new int[cloud.Hosts.Length];
        var busyIn = new int[cloud.Hosts.Length];
        foreach ((long time, bool isEnd, FlatMove move) in moves
            .SelectMany(move => new[] { (move.Start, false, move), (move.End, true, move) })
            .OrderBy(step => step.Item1).ThenByDescending(step => step.Item2))
        {
            CloudGuest guest = cloud.Guests[move.Instance];
            CloudHost to = cloud.Hosts[move.To];
            if (isEnd)
            {
                on[move.From].Remove(move.Instance);
                hostOf[move.Instance] = move.To;
                busyOut[move.From]--;
                busyIn[move.To]--;
                continue;
            }

            string what = $"{guest.Uuid} to {to.Name} at {time} ms";
            if (hostOf[move.Instance] != move.From || !on[move.From].Contains(move.Instance) || move.From == move.To)
            {
                violations.Add($"{what}: it is not on {cloud.Hosts[move.From].Name}");
            }

            if (on[move.To].Any(other => matesOf.TryGetValue(move.Instance, out int[]? mates) && mates.Contains(other)))
            {
                violations.Add($"{what}: a member of its group is there");
            }

            on[move.To].Add(move.Instance);
            if (on[move.To].Sum(other => cloud.Guests[other].Vcpus) > to.VcpuCapacity
                || on[move.To].Sum(other => cloud.Guests[other].MemoryMiB) > to.MemoryCapacity
                || on[move.To].Sum(other => cloud.Guests[other].DiskGiB) > to.DiskCapacity)
            {
                violations.Add($"{what}: the host is overfull");
            }

            if (!CloudInstance.MayBeOn(guest, to) || !to.TakesArrivals)
            {
                violations.Add($"{what}: CPU generation, zone or state of the host do not allow it");
            }

            if (++busyOut[move.From] > 1 || ++busyIn[move.To] > 1)
            {
                violations.Add($"{what}: a host has two migrations in one direction");
            }
        }

        return violations;
    }
}
