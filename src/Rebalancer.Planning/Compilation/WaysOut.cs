using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>Tells whether there is any host to which an instance could go straight, if only everybody else made room: who has none stays, and its host is in use to the end.</summary>
/// <param name="start">Where everybody is.</param>
/// <param name="arrivalLimits">What hosts may hold when somebody arrives, by host and class of resources.</param>
/// <param name="destinations">The hosts that take instances.</param>
/// <param name="classes">The classes of the cluster.</param>
/// <param name="evacuated">By host: whether its instances are to be evacuated.</param>
/// <param name="mayGo">Whether the lasting rules let an instance go to a host.</param>
/// <param name="mayArrive">Whether the host could ever take it.</param>
internal sealed class WaysOut(
    PlanState start, long[] arrivalLimits, DestinationClasses destinations, MoveClasses classes, bool[] evacuated, Func<int, int, bool> mayGo, Func<int, int, bool> mayArrive)
{
    // Whoever was refused so often is taken to have a way: the answer no must be sure, yes need not be.
    private const int MostAsked = 256;

    private readonly Dictionary<(int InstanceClass, int HostClass, bool IsEvacuated, int Destination), bool> known = [];
    private readonly int classCount = start.Cluster.ResourceClasses.Length;

    /// <summary>Whether it has one, as far as this can be told.</summary>
    public bool Has(int instance)
    {
        int source = start.HostOf(instance), asked = 0;
        for (int destination = 0; destination < destinations.Hosts.Length; destination++)
        {
            if (!IsOpen(instance, source, destination))
            {
                continue;
            }

            foreach (int host in destinations.Hosts[destination].Where(host => host != source))
            {
                if (++asked > MostAsked || (HasCapacity(instance, host) && mayArrive(instance, host)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsOpen(int instance, int source, int destination)
    {
        int other = destinations.Hosts[destination].FirstOrDefault(host => host != source, -1);
        if (other < 0)
        {
            return false;
        }

        var key = (classes.InstanceClassOf(instance), classes.HostClassOf(source), evacuated[source], destination);
        if (!known.TryGetValue(key, out bool isOpen))
        {
            known.Add(key, isOpen = mayGo(instance, other));
        }

        return isOpen;
    }

    private bool HasCapacity(int instance, int host)
    {
        ReadOnlySpan<long> amounts = start.AmountsOn(instance, host);
        for (int c = 0; c < amounts.Length; c++)
        {
            if (amounts[c] > 0 && amounts[c] > arrivalLimits[(host * classCount) + c])
            {
                return false;
            }
        }

        return true;
    }
}
