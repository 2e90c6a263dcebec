using Rebalancer.Planning.Sequencing.Flat;

namespace Rebalancer.Benchmarks.Drain;

/// <summary>Replays a schedule by the words of the family's rules; it shares nothing with the search.</summary>
internal static class DrainCheck
{
    /// <summary>Every rule that a schedule breaks, in words.</summary>
    public static List<string> Violations(DrainInstance instance, DrainScenario scenario, bool serialize, IReadOnlyList<FlatMove> moves)
    {
        List<string> violations = [];
        int[] hostOf = [.. instance.Origin];
        foreach (FlatMove[] own in moves.GroupBy(move => move.Instance).Select(group => group.OrderBy(move => move.Start).ToArray()))
        {
            long free = 0;
            foreach (FlatMove move in own)
            {
                string name = instance.InstanceNames[move.Instance];
                if (move.From != hostOf[move.Instance] || move.From == move.To || move.Start < free)
                {
                    violations.Add($"{name} is not on host {instance.HostNames[move.From]} when its move starts");
                }

                if (move.End != move.Start + instance.SecondsToMove(move.Instance))
                {
                    violations.Add($"the move of {name} does not last {instance.SecondsToMove(move.Instance)} s");
                }

                (hostOf[move.Instance], free) = (move.To, move.End);
            }
        }

        CheckOnTheWay(instance, serialize, moves, violations);
        CheckEnd(instance, scenario, hostOf, violations);
        return violations;
    }

    private static void CheckOnTheWay(DrainInstance instance, bool serialize, IReadOnlyList<FlatMove> moves, List<string> violations)
    {
        var vcpus = new long[instance.HostNames.Length];
        var memory = new long[instance.HostNames.Length];
        var leaving = new int[instance.HostNames.Length];
        HashSet<(int Group, int Host)> near = [];
        var groupOf = new Dictionary<int, int>();
        for (int group = 0; group < instance.Groups.Length; group++)
        {
            foreach (int member in instance.Groups[group])
            {
                groupOf[member] = group;
            }
        }

        void Hold(int who, int host)
        {
            vcpus[host] += instance.DemandVcpus[who];
            memory[host] += instance.DemandMemoryMiB[who];
            if (groupOf.TryGetValue(who, out int group) && !near.Add((group, host)))
            {
                violations.Add($"two of one group are on host {instance.HostNames[host]}");
            }
        }

        for (int who = 0; who < instance.Origin.Length; who++)
        {
            Hold(who, instance.Origin[who]);
        }

        // A slot freed at a moment may be taken at that moment.
        foreach ((long time, bool isEnd, FlatMove move) in moves
            .SelectMany(move => new[] { (move.Start, false, move), (move.End, true, move) })
            .OrderBy(step => step.Item1).ThenByDescending(step => step.Item2))
        {
            if (isEnd)
            {
                vcpus[move.From] -= instance.DemandVcpus[move.Instance];
                memory[move.From] -= instance.DemandMemoryMiB[move.Instance];
                leaving[move.From]--;
                if (groupOf.TryGetValue(move.Instance, out int group))
                {
                    near.Remove((group, move.From));
                }

                continue;
            }

            Hold(move.Instance, move.To);
            if (vcpus[move.To] > instance.Vcpus[move.To] || memory[move.To] > instance.MemoryMiB[move.To])
            {
                violations.Add($"host {instance.HostNames[move.To]} is overfull at {time} s");
            }

            if (++leaving[move.From] > 1 && serialize)
            {
                violations.Add($"host {instance.HostNames[move.From]} has two migrations going out at {time} s");
            }
        }
    }

    private static void CheckEnd(DrainInstance instance, DrainScenario scenario, int[] hostOf, List<string> violations)
    {
        switch (scenario)
        {
            case DrainScenario.Drain:
                violations.AddRange(hostOf.Intersect(instance.Drained).Select(host => $"host {instance.HostNames[host]} is not drained"));
                break;

            case DrainScenario.Cap(var percent):
                var vcpus = new long[instance.HostNames.Length];
                var memory = new long[instance.HostNames.Length];
                for (int who = 0; who < hostOf.Length; who++)
                {
                    vcpus[hostOf[who]] += instance.DemandVcpus[who];
                    memory[hostOf[who]] += instance.DemandMemoryMiB[who];
                }

                violations.AddRange(Enumerable.Range(0, vcpus.Length)
                    .Where(host => vcpus[host] * 100 > instance.Vcpus[host] * percent || memory[host] * 100 > instance.MemoryMiB[host] * percent)
                    .Select(host => $"host {instance.HostNames[host]} ends above {percent} %"));
                break;

            case DrainScenario.Consolidate(int most) when hostOf.Distinct().Count() > most:
                violations.Add($"{hostOf.Distinct().Count()} hosts are in use in the end");
                break;
        }
    }
}
