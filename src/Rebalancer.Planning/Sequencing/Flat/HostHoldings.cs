using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Sequencing.Flat;

/// <summary>What every host holds while moves run: a move in flight is held at both ends.</summary>
internal sealed class HostHoldings
{
    private readonly FlatProblem problem;
    private readonly HostConcurrency limits;
    private readonly long[] used;
    private readonly int[] leaving;
    private readonly int[] arriving;
    private readonly List<int>[] hostsOfGroup;

    /// <summary>Everybody on their origin, nothing in flight.</summary>
    public HostHoldings(FlatProblem problem, HostConcurrency limits)
    {
        this.problem = problem;
        this.limits = limits;
        used = new long[problem.HostCount * problem.LaneCount];
        leaving = new int[problem.HostCount];
        arriving = new int[problem.HostCount];
        hostsOfGroup = [.. problem.Groups.Select(_ => new List<int>())];
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            Hold(instance, problem.Origin[instance]);
        }
    }

    /// <summary>Whether a host may begin a move out.</summary>
    public bool MaySend(int host) => limits.MostOut <= 0 || leaving[host] < limits.MostOut;

    /// <summary>Whether a host has room for an instance, its group allows it there, and it may begin a move in.</summary>
    public bool MayReceive(int instance, int host) => (limits.MostIn <= 0 || arriving[host] < limits.MostIn) && HasRoom(instance, host, without: -1);

    /// <summary>Whether a host would take an instance if another were gone from it.</summary>
    /// <param name="instance">Who would come.</param>
    /// <param name="host">Where.</param>
    /// <param name="without">Who would be gone; -1 for nobody.</param>
    public bool HasRoom(int instance, int host, int without)
    {
        int own = instance * problem.LaneCount, row = host * problem.LaneCount;
        for (int quantity = 0; quantity < problem.QuantityCount; quantity++)
        {
            long freed = without >= 0 ? problem.Demands[(without * problem.LaneCount) + quantity] : 0;
            long demand = problem.Demands[own + quantity];
            if (demand > 0 && used[row + quantity] - freed + demand > problem.Capacities[row + quantity])
            {
                return false;
            }
        }

        int group = problem.GroupOf[instance];
        if (group < 0)
        {
            return true;
        }

        int others = 0;
        foreach (int held in hostsOfGroup[group])
        {
            others += held == host ? 1 : 0;
        }

        others -= without >= 0 && problem.GroupOf[without] == group ? 1 : 0;
        return others < problem.Groups[group].MostPerHost;
    }

    /// <summary>How much of the scarcest quantity of a host is free, as a share.</summary>
    public double FreeShare(int host)
    {
        double least = 1;
        for (int quantity = 0; quantity < problem.QuantityCount; quantity++)
        {
            long capacity = problem.CapacityOf(host)[quantity];
            if (capacity is > 0 and < FlatProblem.Unlimited)
            {
                least = Math.Min(least, 1 - ((double)used[(host * problem.LaneCount) + quantity] / capacity));
            }
        }

        return least;
    }

    /// <summary>A move begins: the destination holds the instance too.</summary>
    public void Begin(int instance, int from, int to)
    {
        leaving[from]++;
        arriving[to]++;
        Hold(instance, to);
    }

    /// <summary>A move ends: the source no longer holds the instance.</summary>
    public void End(int instance, int from, int to)
    {
        leaving[from]--;
        arriving[to]--;
        for (int lane = 0; lane < problem.LaneCount; lane++)
        {
            used[(from * problem.LaneCount) + lane] -= problem.Demands[(instance * problem.LaneCount) + lane];
        }

        if (problem.GroupOf[instance] >= 0)
        {
            hostsOfGroup[problem.GroupOf[instance]].Remove(from);
        }
    }

    private void Hold(int instance, int host)
    {
        for (int lane = 0; lane < problem.LaneCount; lane++)
        {
            used[(host * problem.LaneCount) + lane] += problem.Demands[(instance * problem.LaneCount) + lane];
        }

        if (problem.GroupOf[instance] >= 0)
        {
            hostsOfGroup[problem.GroupOf[instance]].Add(host);
        }
    }
}
