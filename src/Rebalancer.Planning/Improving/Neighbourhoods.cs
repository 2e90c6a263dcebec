using Rebalancer.Goals;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.Improving;

/// <summary>Chooses hosts whose instances are placed anew together: one or two that a goal is not content with, and some that could help.</summary>
internal sealed class Neighbourhoods
{
    private const int Tries = 12;
    private const int Stream = 7;

    private readonly GoalScope scope;
    private readonly ProblemCompiler compiler;
    private readonly bool isForEmptiness;
    private readonly IReadOnlyList<bool> mayLeave;
    private readonly HashSet<int> wished = [];
    private FastRandom random;

    public Neighbourhoods(GoalScope scope, ProblemCompiler compiler, int seed, int worker)
    {
        this.scope = scope;
        this.compiler = compiler;
        random = new FastRandom(seed, Stream + worker);
        isForEmptiness = scope.Goals.Any(goal => goal is ConsolidateGoal);
        mayLeave = isForEmptiness ? compiler.MovableSomewhere : compiler.Movable;
        foreach (LocalityGoal locality in scope.Goals.OfType<LocalityGoal>())
        {
            wished.UnionWith(locality.Wishes.SelectMany(wish => wish.Instances.Concat(wish.Others)).Select(compiler.IndexOf));
        }
    }

    /// <summary>Some hosts, and the instances there that may move.</summary>
    /// <param name="problem">A problem of the cluster.</param>
    /// <param name="finalHosts">By instance: where it is in the incumbent.</param>
    /// <param name="part">The hosts to choose from.</param>
    /// <param name="size">How many hosts, about.</param>
    /// <param name="mostFree">How many instances at most.</param>
    /// <param name="free">The instances.</param>
    public int[] Next(PlacementProblem problem, int[] finalHosts, int[] part, int size, int mostFree, out HashSet<int> free)
    {
        int[] there = On(part, finalHosts, problem.HostCount);
        if (there.Length == 0)
        {
            free = [];
            return [];
        }

        ILookup<int, int> membersOf = there.ToLookup(instance => finalHosts[instance]);
        List<int> hosts = [First(problem, finalHosts, there, membersOf)];
        free = [.. membersOf[hosts[0]].Where(MayMove)];
        int[] guests = [.. free];
        for (int tries = 0; hosts.Count < size && guests.Length > 0 && tries < size * Tries; tries++)
        {
            // Mostly hosts where somebody of the first could go; now and then one that only frees room elsewhere.
            int host = part[random.Next(part.Length)];
            int guest = guests[random.Next(guests.Length)];
            if (hosts.Contains(host) || !(compiler.MayGo(guest, host) || random.Next(8) == 0))
            {
                continue;
            }

            int[] members = [.. membersOf[host].Where(MayMove)];
            if (free.Count + members.Length <= mostFree)
            {
                hosts.Add(host);
                free.UnionWith(members);
            }
        }

        return [.. hosts];
    }

    private static int[] On(int[] part, int[] finalHosts, int hostCount)
    {
        var isPart = new bool[hostCount];
        Array.ForEach(part, host => isPart[host] = true);
        return [.. Enumerable.Range(0, finalHosts.Length).Where(instance => isPart[finalHosts[instance]])];
    }

    private bool MayMove(int instance) => compiler.Movable[instance];

    /// <summary>Where the goals are least content: the host of somebody who is left behind or wished for elsewhere, one with few instances, one where somebody was sent.</summary>
    private int First(PlacementProblem problem, int[] finalHosts, int[] there, ILookup<int, int> membersOf)
    {
        int[] wanting = [.. there.Where(wished.Contains), .. there.Where(instance => problem.MustLeave[instance] && scope.Emptied[finalHosts[instance]] && MayMove(instance))];
        if (wanting.Length > 0 && random.Next(4) != 0)
        {
            return finalHosts[wanting[random.Next(wanting.Length)]];
        }

        if (isForEmptiness)
        {
            return Emptiest(finalHosts, there, membersOf);
        }

        int[] sent = scope.OnlyEmpties ? [.. there.Where(instance => finalHosts[instance] != problem.Start.HostOf(instance))] : [];
        int[] from = sent.Length > 0 ? sent : there;
        return finalHosts[from[random.Next(from.Length)]];
    }

    /// <summary>Of some hosts that everybody could leave, the one with the fewest instances.</summary>
    private int Emptiest(int[] finalHosts, int[] there, ILookup<int, int> membersOf)
    {
        int best = -1;
        long fewest = long.MaxValue;
        for (int draw = 0; draw < Tries; draw++)
        {
            int host = finalHosts[there[random.Next(there.Length)]];
            int[] members = [.. membersOf[host]];
            if (members.Length < fewest && Array.TrueForAll(members, member => mayLeave[member]))
            {
                (best, fewest) = (host, members.Length);
            }
        }

        return best >= 0 ? best : finalHosts[there[random.Next(there.Length)]];
    }
}
