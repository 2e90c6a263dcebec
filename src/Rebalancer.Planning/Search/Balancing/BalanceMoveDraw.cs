using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Balancing;

/// <summary>Draws what to try next. Where the moves are all made, one is given back for another, at one of its ends, at both or elsewhere.</summary>
/// <param name="problem">Where everybody was.</param>
/// <param name="state">Where everybody is.</param>
internal sealed class BalanceMoveDraw(FlatProblem problem, FlatState<MoveCostTerm> state)
{
    // Of so many draws each of the first five takes two, each of the last three one.
    private const int Draws = 13;

    /// <summary>The next move to try; it may ask for more moves than allowed, or break a rule.</summary>
    public BalanceMove Next(ref FastRandom random)
    {
        IndexBag away = state.Away;
        if (away.Count == 0)
        {
            return Of(random.Next(problem.InstanceCount), AnyHost(ref random));
        }

        int mover = away[random.Next(away.Count)], origin = problem.Origin[mover], host = state.HostOf[mover];
        switch (random.Next(Draws))
        {
            case 0 or 1:
                return Of(mover, (random.Next() & 7) == 0 ? origin : AnyHost(ref random));
            case 2 or 3:
                int other = away[random.Next(away.Count)];
                return Of(mover, state.HostOf[other], other, host);
            case 4 or 5:
                return Of(mover, origin, MemberOf(origin, ref random), host);
            case 6 or 7:
                return Of(mover, origin, random.Next(problem.InstanceCount), host);
            case 8 or 9:
                return Of(mover, origin, MemberOf(origin, ref random), AnyHost(ref random));
            case 10:
                return Of(mover, origin, random.Next(problem.InstanceCount), AnyHost(ref random));
            case 11:
                int displaced = away[random.Next(away.Count)];
                return Of(mover, state.HostOf[displaced], displaced, AnyHost(ref random));
            default:
                return Of(random.Next(problem.InstanceCount), AnyHost(ref random));
        }
    }

    private int AnyHost(ref FastRandom random) => random.Next(problem.HostCount);

    private int MemberOf(int host, ref FastRandom random)
    {
        ReadOnlySpan<int> members = state.MembersOf(host);
        return members.IsEmpty ? -1 : members[random.Next(members.Length)];
    }

    private BalanceMove Of(int instance, int to) => state.HostOf[instance] == to ? BalanceMove.None : new BalanceMove(instance, to);

    private BalanceMove Of(int first, int firstTo, int second, int secondTo) =>
        second < 0 || second == first || state.HostOf[first] == firstTo || state.HostOf[second] == secondTo ? BalanceMove.None : new BalanceMove(first, firstTo, second, secondTo);
}
