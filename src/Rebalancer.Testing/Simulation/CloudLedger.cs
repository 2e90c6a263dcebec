using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Testing.Simulation;

/// <summary>Who holds what where, as Placement has it.</summary>
internal sealed class CloudLedger
{
    private readonly Cluster cluster;
    private readonly PlanState start;
    private readonly long[][] used;
    private readonly Dictionary<string, (int Host, long[] Amounts)> held = new(StringComparer.Ordinal);

    public CloudLedger(Cluster cluster)
    {
        this.cluster = cluster;
        start = PlanState.Of(cluster);
        used = [.. cluster.Hosts.Select((_, host) => Enumerable.Range(0, cluster.ResourceClasses.Length).Select(i => start.Used(host, i)).ToArray())];
        for (int i = 0; i < cluster.Instances.Length; i++)
        {
            held.Add(cluster.Instances[i].Id.Value, (start.HostOf(i), start.HeldBy(i).ToArray()));
        }
    }

    /// <summary>Whether a consumer holds anything.</summary>
    public bool Holds(string consumer) => held.ContainsKey(consumer);

    /// <summary>Whether a host has room for an instance.</summary>
    public bool HasRoom(SimulatedInstance instance, HostName destination)
    {
        int host = cluster.IndexOf(destination);
        ReadOnlySpan<long> amounts = start.AmountsOn(instance.Index, host);
        for (int i = 0; i < amounts.Length; i++)
        {
            if (amounts[i] > 0 && used[host][i] + amounts[i] > start.CapacityOf(host, i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a strict group keeps an instance off a host: too many members there already, those on their way included.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="destination">The host.</param>
    /// <param name="isThought">Whether the scheduler thinks that an instance is there, although it has left.</param>
    public bool IsForbiddenByGroup(SimulatedInstance instance, HostName destination, Predicate<InstanceId> isThought)
    {
        int host = cluster.IndexOf(destination);
        foreach (int group in cluster.GroupsOf(instance.Index))
        {
            ServerGroup found = cluster.ServerGroups[group];
            int members = found.Members.Distinct().Count(member =>
                member != instance.Id && held.TryGetValue(member.Value, out (int Host, long[] Amounts) holding) && (holding.Host == host || isThought(member)));
            if (found.Policy == GroupPolicy.AntiAffinity && members >= Math.Max(1, found.MaxServerPerHost))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The migration takes over what the instance holds, and the instance gets as much on its destination.</summary>
    public void Claim(SimulatedInstance instance, SimulatedMigration migration)
    {
        held.Add(migration.Id, held[instance.Id.Value]);
        int host = cluster.IndexOf(migration.Destination);
        held[instance.Id.Value] = (host, start.AmountsOn(instance.Index, host).ToArray());
        Add(held[instance.Id.Value], 1);
    }

    /// <summary>The instance gets back what the migration took over, and holds nothing on its destination any more.</summary>
    public void Return(SimulatedInstance instance, SimulatedMigration migration)
    {
        if (held.Remove(migration.Id, out (int Host, long[] Amounts) back))
        {
            Add(held[instance.Id.Value], -1);
            held[instance.Id.Value] = back;
        }
    }

    /// <summary>A consumer holds nothing any more.</summary>
    public void Free(string consumer)
    {
        if (held.Remove(consumer, out (int Host, long[] Amounts) freed))
        {
            Add(freed, -1);
        }
    }

    /// <summary>Somebody else takes what is free of a host's memory.</summary>
    public void Fill(string consumer, HostName name)
    {
        int host = cluster.IndexOf(name);
        var amounts = new long[cluster.ResourceClasses.Length];
        int memory = cluster.IndexOf(ResourceClass.MemoryMb);
        amounts[memory] = Math.Max(0, start.CapacityOf(host, memory) - used[host][memory]);
        held[consumer] = (host, amounts);
        Add(held[consumer], 1);
    }

    /// <summary>What does not go with where an instance is.</summary>
    public IEnumerable<string> Audit(SimulatedInstance instance)
    {
        bool holds = held.TryGetValue(instance.Id.Value, out (int Host, long[] Amounts) found);
        if (instance.IsDeleted ? holds : !holds)
        {
            yield return $"instance {instance.Id} {(holds ? "is gone and holds an allocation" : "holds nothing")}";
        }
        else if (holds && cluster.Hosts[found.Host].Name != instance.Host)
        {
            yield return $"instance {instance.Id} is on {instance.Host} and holds {cluster.Hosts[found.Host].Name}";
        }
    }

    private void Add((int Host, long[] Amounts) holding, int sign)
    {
        for (int i = 0; i < holding.Amounts.Length; i++)
        {
            used[holding.Host][i] += sign * holding.Amounts[i];
        }
    }
}
