using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Repacking;

/// <summary>Places those who must leave, the largest first, each where the least is left over.</summary>
internal static class GreedyRepacking
{
    /// <summary>A placement in which only the leavers have moved.</summary>
    /// <param name="problem">Hosts with the limits that hold in the end.</param>
    /// <param name="leavers">Who has to leave.</param>
    /// <param name="unplaced">How many found no host; they are where they overfill least.</param>
    /// <param name="isOver">Ends it early: whoever is left then has found no host.</param>
    public static int[] Find(FlatProblem problem, int[] leavers, out int unplaced, Func<bool>? isOver = null)
    {
        int[]? best = null;
        unplaced = int.MaxValue;
        foreach (double balance in (ReadOnlySpan<double>)[0, 1, 3])
        {
            int[] found = Pass(problem, leavers, balance, isOver, out int failed);
            if (failed < unplaced)
            {
                (best, unplaced) = (found, failed);
            }

            if (unplaced == 0 || isOver?.Invoke() == true)
            {
                break;
            }
        }

        return best!;
    }

    private static int[] Pass(FlatProblem problem, int[] leavers, double balance, Func<bool>? isOver, out int unplaced)
    {
        int[] hostOf = [.. problem.Origin];
        long[] room = [.. problem.Capacities];
        ILookup<int, int> mates = Enumerable.Range(0, problem.InstanceCount).Where(instance => problem.GroupOf[instance] >= 0).ToLookup(instance => problem.GroupOf[instance]);
        MeanHost mean = new(problem);
        foreach (int leaver in leavers)
        {
            hostOf[leaver] = -1;
        }

        for (int instance = 0; instance < hostOf.Length; instance++)
        {
            if (hostOf[instance] >= 0)
            {
                Take(problem, room, instance, hostOf[instance]);
            }
        }

        List<int> late = [];
        int[] taken = new int[problem.HostCount];
        int mark = 0;
        foreach (int leaver in leavers.OrderByDescending(leaver => mean.LargestShareOf(leaver)))
        {
            mark++;
            MarkFullForGroup(problem, mates, hostOf, leaver, taken, mark);
            int host = isOver?.Invoke() == true ? -1 : BestHost(problem, room, mean.ShareOfOne, balance, leaver, taken, mark);
            if (host < 0)
            {
                late.Add(leaver);
                continue;
            }

            hostOf[leaver] = host;
            Take(problem, room, leaver, host);
        }

        unplaced = late.Count;
        foreach (int leaver in late)
        {
            mark++;
            MarkFullForGroup(problem, mates, hostOf, leaver, taken, mark);
            int host = LeastOverfilled(problem, room, mean.ShareOfOne, leaver, taken, mark);
            hostOf[leaver] = host >= 0 ? host : problem.Origin[leaver];
            Take(problem, room, leaver, hostOf[leaver]);
        }

        return hostOf;
    }

    private static void Take(FlatProblem problem, long[] room, int instance, int host)
    {
        for (int lane = 0; lane < problem.LaneCount; lane++)
        {
            room[(host * problem.LaneCount) + lane] -= problem.Demands[(instance * problem.LaneCount) + lane];
        }
    }

    private static void MarkFullForGroup(FlatProblem problem, ILookup<int, int> mates, int[] hostOf, int leaver, int[] taken, int mark)
    {
        int group = problem.GroupOf[leaver];
        if (group < 0)
        {
            return;
        }

        foreach (IGrouping<int, int> onHost in mates[group].Where(mate => hostOf[mate] >= 0 && mate != leaver).GroupBy(mate => hostOf[mate]))
        {
            taken[onHost.Key] = onHost.Count() >= problem.Groups[group].MostPerHost ? mark : 0;
        }
    }

    private static int BestHost(FlatProblem problem, long[] room, ReadOnlySpan<double> scale, double balance, int instance, int[] taken, int mark)
    {
        HostSet allowed = problem.AllowedHosts[problem.ClassOf[instance]];
        int best = -1;
        double least = double.PositiveInfinity;
        for (int host = 0; host < problem.HostCount; host++)
        {
            if (taken[host] == mark || !allowed.Contains(host) || host == problem.Origin[instance])
            {
                continue;
            }

            double left = 0, smallest = double.PositiveInfinity, largest = 0;
            int row = host * problem.LaneCount, own = instance * problem.LaneCount;
            for (int quantity = 0; quantity < scale.Length; quantity++)
            {
                long after = room[row + quantity] - problem.Demands[own + quantity];
                double share = after * scale[quantity];
                left = after < 0 ? double.PositiveInfinity : left + share;
                smallest = Math.Min(smallest, share);
                largest = Math.Max(largest, share);
            }

            double worth = left + (balance * (largest - smallest));
            if (worth < least)
            {
                (best, least) = (host, worth);
            }
        }

        return best;
    }

    private static int LeastOverfilled(FlatProblem problem, long[] room, ReadOnlySpan<double> scale, int instance, int[] taken, int mark)
    {
        HostSet allowed = problem.AllowedHosts[problem.ClassOf[instance]];
        int best = -1;
        double least = double.PositiveInfinity;
        for (int host = 0; host < problem.HostCount; host++)
        {
            if (taken[host] == mark || !allowed.Contains(host))
            {
                continue;
            }

            double over = 0;
            for (int quantity = 0; quantity < scale.Length; quantity++)
            {
                long missing = problem.Demands[(instance * problem.LaneCount) + quantity] - room[(host * problem.LaneCount) + quantity];
                over += Math.Max(0, missing) * scale[quantity];
            }

            if (over < least)
            {
                (best, least) = (host, over);
            }
        }

        return best;
    }
}
