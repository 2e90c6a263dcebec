using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Balancing;

/// <summary>Moves one instance after the other, each time the one that evens the load most: what a plain balancer would do.</summary>
internal static class SteepestDescent
{
    private const int LeastHostsLookedAt = 3;
    private const int ShareOfHosts = 8;
    private const int MostHostsLookedAt = 64;

    /// <param name="problem">Where everybody is.</param>
    /// <param name="goal">What shall be even; the second measure is not looked at.</param>
    /// <param name="leastGain">A move is worth it if the sum of squares falls by more than this.</param>
    /// <param name="mostMoves">How many moves to make at most.</param>
    public static Balance Find(FlatProblem problem, BalanceGoal goal, double leastGain, int mostMoves)
    {
        FlatState<MoveCostTerm> state = new(problem, new MoveCostTerm(problem.Origin, new long[problem.InstanceCount]));
        BinShares shares = new(goal.Main, goal.BinOf);
        shares.Load(problem.Origin);
        int[] counted = [.. Enumerable.Range(0, problem.HostCount).Where(host => goal.BinOf is null || goal.BinOf[host] >= 0)];
        int looked = Math.Min(counted.Length, Math.Clamp(problem.HostCount / ShareOfHosts, LeastHostsLookedAt, MostHostsLookedAt));
        for (int move = 0; move < mostMoves; move++)
        {
            int[] byShare = [.. counted];
            double[] keys = [.. counted.Select(host => shares.Values[goal.BinOf?[host] ?? host])];
            Array.Sort(keys, byShare);
            (int Instance, int To) best = (-1, -1);
            double least = shares.Unevenness - leastGain;
            foreach (int from in byShare.AsSpan(byShare.Length - looked))
            {
                foreach (int instance in state.MembersOf(from))
                {
                    foreach (int to in byShare.AsSpan(0, looked))
                    {
                        if (to != from && shares.After(shares.LoadOf(instance), from, to) is var after && after < least && state.AllowsMove(instance, to))
                        {
                            (best, least) = ((instance, to), after);
                        }
                    }
                }
            }

            if (best.Instance < 0)
            {
                break;
            }

            shares.Move(best.Instance, state.HostOf[best.Instance], best.To);
            state.Move(best.Instance, best.To);
        }

        int[] hostOf = state.HostOf.ToArray();
        BinShares side = new(goal.Side, goal.BinOf);
        side.Load(hostOf);
        return new Balance(hostOf, problem.MovesTo(hostOf), shares.Deviation, side.Deviation);
    }
}
