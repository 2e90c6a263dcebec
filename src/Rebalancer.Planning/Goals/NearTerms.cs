using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation.Terms;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Goals;

/// <summary>Writes wishes to be near something as terms.</summary>
internal sealed class NearTerms
{
    private readonly Cluster cluster;
    private readonly PlanState start;
    private readonly LocalityGoal goal;
    private readonly int[][] neighbourhoods;

    public NearTerms(PlanState start, LocalityGoal goal)
    {
        this.start = start;
        this.goal = goal;
        cluster = start.Cluster;
        neighbourhoods = [.. new[] { FailureDomain.Host, FailureDomain.Rack, FailureDomain.Zone }.Select(kind => Domains.Of(cluster, kind))];
    }

    /// <summary>One term for what stays where it is, and one for each pair of instances.</summary>
    public IEnumerable<(long Weight, ObjectiveTerm Term)> All()
    {
        foreach (NearWish wish in goal.Wishes)
        {
            if (!wish.Hosts.IsEmpty || !wish.Racks.IsEmpty || !wish.Zones.IsEmpty)
            {
                yield return (wish.Weight, FixedTerm(wish));
            }

            foreach (InstanceId instance in wish.Instances.Distinct())
            {
                foreach (InstanceId other in wish.Others.Distinct().Where(other => other != instance))
                {
                    yield return (wish.Weight, new CompanyTerm(cluster.IndexOf(instance), cluster.IndexOf(other), neighbourhoods));
                }
            }
        }
    }

    private OptionTerm FixedTerm(NearWish wish)
    {
        long[] distances = [.. Enumerable.Range(0, cluster.Hosts.Length).Select(host => DistanceOf(wish, host))];
        HashSet<int> wished = [.. wish.Instances.Select(instance => cluster.IndexOf(instance))];
        return new OptionTerm(
            instance => wished.Contains(instance) ? distances[start.HostOf(instance)] : 0,
            option => wished.Contains(option.Instance) ? distances[option.Destination] : 0);
    }

    private long DistanceOf(NearWish wish, int host)
    {
        if ((cluster.Hosts[host].Rack is { } rack && wish.Racks.Contains(rack)) || (cluster.ZoneOf(host) is { } zone && wish.Zones.Contains(zone)))
        {
            return 0;
        }

        long nearest = neighbourhoods.Length;
        foreach (HostName name in wish.Hosts)
        {
            nearest = Math.Min(nearest, neighbourhoods.Count(of => of[host] != of[cluster.IndexOf(name)]));
        }

        return nearest;
    }
}
