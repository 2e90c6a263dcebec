namespace Rebalancer.Plans;

/// <summary>Who holds the cells and devices of a host.</summary>
public sealed partial class PlanState
{
    /// <summary>The instances that hold something of a host, settled, arriving or in flight, with what they hold of its cells and devices.</summary>
    internal IEnumerable<(int Instance, GuestHolding Structure)> HoldersOn(int host)
    {
        // Whoever is there now was there at the start, or has begun to move since.
        foreach (int instance in frame.ResidentsOf(host).Concat(moved.Where(instance => hosts[instance] == host || arrivals[instance] == host)).Distinct().Order())
        {
            if (hosts[instance] == host)
            {
                yield return (instance, held[instance]!.Structure);
            }

            if (arrivals[instance] == host)
            {
                yield return (instance, arriving[instance]!.Structure);
            }
        }

        foreach (int move in frame.InFlightBeside(host))
        {
            if (inFlight[move] is { } holding)
            {
                yield return (Cluster.IndexOf(Cluster.MovesInFlight[move].Instance), holding.Structure);
            }
        }
    }
}
