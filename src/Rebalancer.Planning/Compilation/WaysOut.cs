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
    // Whoever found so many hosts too small, or was refused by so many, is taken to have a way: the answer no must be sure, yes need not be.
    private const int MostTooSmall = 4096;
    private const int MostRefusals = 256;

    private readonly Dictionary<(int InstanceClass, int HostClass, bool IsEvacuated), bool?[]> known = [];
    private readonly int classCount = start.Cluster.ResourceClasses.Length;

    /// <summary>Whether it has one, as far as this can be told.</summary>
    public bool Has(int instance)
    {
        int source = start.HostOf(instance), tooSmall = 0, refusals = 0;
        bool?[] isOpen = OpenTo(instance, source);
        for (int destination = 0; destination < isOpen.Length; destination++)
        {
            foreach (int host in destinations.Hosts[destination])
            {
                if (host == source)
                {
                    continue;
                }

                if (!(isOpen[destination] ??= mayGo(instance, host)))
                {
                    break;
                }

                bool isRoomy = HasCapacity(instance, host);
                if (isRoomy ? mayArrive(instance, host) || ++refusals > MostRefusals : ++tooSmall > MostTooSmall)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>By class of destinations: whether the lasting rules let it go there, as far as that was asked of anybody like it.</summary>
    private bool?[] OpenTo(int instance, int source)
    {
        var key = (classes.InstanceClassOf(instance), classes.HostClassOf(source), evacuated[source]);
        if (!known.TryGetValue(key, out bool?[]? isOpen))
        {
            known.Add(key, isOpen = new bool?[destinations.Hosts.Length]);
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
