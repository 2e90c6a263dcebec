using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Sequencing;

/// <summary>Finds what each move must wait for, given one order that works, so that every order the dependencies allow works too.</summary>
/// <remarks>
/// For each additive quantity of a host, an arrival waits for the shortest run of departures, taken in the given order, that
/// makes room for it and for all arrivals before it. The runs are nested, so no mixture of them needs more room than was shown.
/// </remarks>
internal sealed class DependencyFinder
{
    private readonly PlacementProblem problem;
    private readonly IReadOnlyList<Hop> moves;
    private readonly Cluster cluster;
    private readonly PlanState start;
    private readonly ILookup<int, int> arrivals;
    private readonly ILookup<int, int> departures;
    private readonly Dependencies found;

    private DependencyFinder(PlacementProblem problem, IReadOnlyList<Hop> moves)
    {
        this.problem = problem;
        this.moves = moves;
        start = problem.Start;
        cluster = start.Cluster;
        arrivals = Enumerable.Range(0, moves.Count).ToLookup(move => moves[move].Destination);
        departures = Enumerable.Range(0, moves.Count).Where(move => moves[move].Kind != MoveKind.Evacuate).ToLookup(move => moves[move].Source);
        found = new Dependencies(moves.Count);
    }

    /// <summary>Every move waits for the one before: always safe, never loose.</summary>
    public static Dependencies OneByOne(IReadOnlyList<Hop> moves)
    {
        Dependencies chain = new(moves.Count);
        for (int move = 1; move < moves.Count; move++)
        {
            for (int earlier = 0; earlier < move; earlier++)
            {
                chain.Add(move, earlier, Waits.Released);
            }
        }

        return chain;
    }

    /// <summary>The dependencies; cells and devices are kept in the given order on the hosts named.</summary>
    public static Dependencies Find(PlacementProblem problem, IReadOnlyList<Hop> moves, IReadOnlySet<int> hostsKeptInOrder)
    {
        DependencyFinder finder = new(problem, moves);
        foreach (IGrouping<int, int> host in finder.arrivals)
        {
            finder.AddAmounts(host.Key);
            finder.AddGroups(host.Key);
            if (hostsKeptInOrder.Contains(host.Key))
            {
                finder.KeepOrder(host.Key);
            }
        }

        finder.ChainHops();

        return finder.found;
    }

    private void AddAmounts(int host)
    {
        for (int c = 0; c < problem.ClassCount; c++)
        {
            int resource = c;
            AddQuantity(
                host,
                problem.ArrivalLimits[(host * problem.ClassCount) + c] - start.Used(host, c),
                instance => start.AmountsOn(instance, host)[resource],
                hop => (hop.IsSecond ? start.AmountsOn(hop.Instance, host) : start.HeldBy(hop.Instance))[resource]);
        }

        if (start.InstanceLimitOf(host) is < int.MaxValue and var most)
        {
            AddQuantity(host, most - start.InstancesOn(host), _ => 1, _ => 1);
        }
    }

    private void AddGroups(int host)
    {
        foreach (int group in arrivals[host].SelectMany(move => cluster.GroupsOf(moves[move].Instance)).Distinct().Order())
        {
            ServerGroup rules = cluster.ServerGroups[group];
            if (rules.Policy == GroupPolicy.AntiAffinity)
            {
                long MemberOf(int instance) => cluster.GroupsOf(instance).Contains(group) ? 1 : 0;
                AddQuantity(host, rules.MaxServerPerHost - start.MembersOn(group, host), MemberOf, hop => MemberOf(hop.Instance));
            }
            else if (start.RequiresCompany(group))
            {
                AddCompany(host, group);
            }
        }
    }

    private void AddQuantity(int host, long room, Func<int, long> comes, Func<Hop, long> leaves)
    {
        List<int> comers = [.. arrivals[host].Where(move => comes(moves[move].Instance) > 0)];
        if (comers.Sum(move => comes(moves[move].Instance)) <= room)
        {
            return;
        }

        List<int> leavers = [.. departures[host].Where(move => leaves(moves[move]) > 0)];
        int waitedFor = 0;
        foreach (int comer in comers)
        {
            room -= comes(moves[comer].Instance);
            while (room < 0)
            {
                if (waitedFor == leavers.Count || leavers[waitedFor] > comer)
                {
                    throw new InvalidOperationException("The order of moves does not make room where it claims to.");
                }

                room += leaves(moves[leavers[waitedFor]]);
                waitedFor++;
            }

            for (int leaver = 0; leaver < waitedFor; leaver++)
            {
                found.Add(comer, leavers[leaver], Waits.Released);
            }
        }
    }

    /// <summary>The second move of an instance waits until the first has released its source.</summary>
    private void ChainHops()
    {
        Dictionary<int, int> first = [];
        for (int move = 0; move < moves.Count; move++)
        {
            if (moves[move].IsSecond)
            {
                found.Add(move, first[moves[move].Instance], Waits.Released);
            }

            first[moves[move].Instance] = move;
        }
    }

    /// <summary>A member that arrives finds another that is settled: one that stays, else one that leaves later, else one that came before.</summary>
    private void AddCompany(int host, int group)
    {
        HashSet<int> leaving = [.. departures[host].Select(move => moves[move].Instance)];
        bool someoneStays = problem.InstancesOn(host).Any(instance =>
            cluster.GroupsOf(instance).Contains(group) && !leaving.Contains(instance) && start.ArrivalOf(instance) < 0 && !IsInFlight(instance));
        if (someoneStays)
        {
            return;
        }

        List<int> members = [.. arrivals[host].Where(move => cluster.GroupsOf(moves[move].Instance).Contains(group))];
        List<int> leavers = [.. departures[host].Where(move => cluster.GroupsOf(moves[move].Instance).Contains(group))];
        int last = leavers.Count == 0 ? -1 : leavers[^1];
        foreach (int member in members)
        {
            if (last > member)
            {
                found.Add(last, member, Waits.Arrived);
            }
            else if (member != members[0])
            {
                found.Add(member, members[0], Waits.Released);
            }
        }
    }

    private bool IsInFlight(int instance) => cluster.MovesInFlight.Any(move => move.Instance == cluster.Instances[instance].Id);

    /// <summary>Nova chooses cells by what is free at that moment, so arrivals and departures happen as they were tried.</summary>
    private void KeepOrder(int host)
    {
        List<int> structured =
        [
            .. arrivals[host].Concat(departures[host]).Where(move => start.DemandOf(moves[move].Instance).IsStructured).Order(),
        ];
        int lastArrival = -1;
        List<int> left = [];
        foreach (int move in structured)
        {
            if (moves[move].Destination == host)
            {
                foreach (int leaver in left)
                {
                    found.Add(move, leaver, Waits.Released);
                }

                if (lastArrival >= 0)
                {
                    found.Add(move, lastArrival, Waits.Arrived);
                }

                lastArrival = move;
                left.Clear();
            }
            else
            {
                if (lastArrival >= 0)
                {
                    found.Add(move, lastArrival, Waits.Arrived);
                }

                left.Add(move);
            }
        }
    }
}
