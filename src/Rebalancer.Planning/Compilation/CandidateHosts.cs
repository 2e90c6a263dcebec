using Rebalancer.Planning.Search;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Compilation;

/// <summary>Picks a few destinations for an instance where there are too many to look at: the cheapest kinds of hosts first, among them such with room.</summary>
/// <remarks>The work for one instance depends on how many classes of hosts there are, and on the number of hosts only where hardly any of them takes the instance.</remarks>
internal sealed class CandidateHosts
{
    private const int TriesPerPick = 6;

    private readonly PlanState start;
    private readonly long[] limits;
    private readonly DestinationClasses classes;
    private readonly Func<int, int, bool> mayArrive;
    private readonly Func<int, int, IEnumerable<MoveOption>> ways;
    private readonly int seed;

    /// <param name="start">Who is where.</param>
    /// <param name="limits">What hosts may hold in the end, by host and class.</param>
    /// <param name="classes">The hosts that take instances.</param>
    /// <param name="mayArrive">Whether an instance might ever arrive at a host, as far as this can be told beforehand.</param>
    /// <param name="ways">How an instance may go to a host by the lasting rules.</param>
    /// <param name="seed">The seed of every random choice.</param>
    public CandidateHosts(
        PlanState start, long[] limits, DestinationClasses classes, Func<int, int, bool> mayArrive, Func<int, int, IEnumerable<MoveOption>> ways, int seed)
    {
        this.start = start;
        this.limits = limits;
        this.classes = classes;
        this.mayArrive = mayArrive;
        this.ways = ways;
        this.seed = seed;
    }

    /// <summary>The ways to some hosts; none only if there is no way to any host.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="count">How many hosts, about.</param>
    /// <param name="floor">What no way, to whichever host, goes below; <c>null</c> where there is no way.</param>
    public IReadOnlyList<MoveOption> Of(int instance, int count, out MoverFloor? floor)
    {
        (int[] Hosts, (bool HasDowntime, long Bytes) Cost)[] open =
        [
            .. classes.Hosts.Select(hosts => (hosts, Cheapest: CheapestOf(ways(instance, hosts[0])))).Where(one => one.Cheapest is not null)
                .Select(one => (one.hosts, one.Cheapest!.Value.Cost)).OrderBy(one => one.Cost),
        ];
        SortedSet<int> picked = [];
        FastRandom random = new(seed, instance);
        foreach ((int[] hosts, _) in open)
        {
            Sample(instance, hosts, count, picked, ref random);
        }

        foreach ((int[] hosts, _) in open)
        {
            if (picked.Count == 0)
            {
                picked.UnionWith(hosts.Where(host => mayArrive(instance, host)).Take(count));
            }
        }

        floor = picked.Count == 0 ? null : new MoverFloor(open[0].Cost.HasDowntime, open.Min(one => one.Cost.Bytes));
        return [.. picked.SelectMany(host => ways(instance, host))];
    }

    private static MoveOption? CheapestOf(IEnumerable<MoveOption> ways) =>
        ways.OrderBy(way => way.Cost).Select(way => (MoveOption?)way).FirstOrDefault();

    private void Sample(int instance, int[] hosts, int count, SortedSet<int> picked, ref FastRandom random)
    {
        for (int tries = Math.Min(hosts.Length * 2, (count - picked.Count) * TriesPerPick); tries > 0 && picked.Count < count; tries--)
        {
            int host = hosts[random.Next(hosts.Length)];
            if (ArrivalCheck.FitsAmounts(limits, start, instance, host) && mayArrive(instance, host))
            {
                picked.Add(host);
            }
        }
    }
}
