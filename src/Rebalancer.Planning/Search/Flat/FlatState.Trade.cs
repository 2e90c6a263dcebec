using System.Runtime.Intrinsics;

namespace Rebalancer.Planning.Search.Flat;

/// <content>One large instance against several small ones: it goes to their host, and as many as must make room for it go to its.</content>
internal sealed partial class FlatState<TTerm>
{
    /// <summary>Chooses who leaves a host for an instance's, so that there is room on both.</summary>
    /// <param name="instance">Who is to come.</param>
    /// <param name="to">Another host than its own.</param>
    /// <param name="first">Which member of that host is asked first; from there on in the order of members.</param>
    /// <param name="leaving">Where those who leave are put; no more than it holds.</param>
    /// <returns>How many leave; 0 if the instance needs nobody's room, or these few do not make enough.</returns>
    public int ChooseTrade(int instance, int to, int first, Span<int> leaving)
    {
        int from = hostOf[instance], count = 0;
        NoteNeeds(instance, from, to);
        int[] candidates = members[to];
        for (int place = 0; place < memberCount[to] && count < leaving.Length; place++)
        {
            int candidate = candidates[(first + place) % memberCount[to]];
            if (!Helps(candidate, to) || !groups.MayEnter(candidate, from) || !FitsBack(candidate, from))
            {
                continue;
            }

            leaving[count++] = candidate;
            for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
            {
                (Vector256.LoadUnsafe(in vacant[lane]) - Held(candidate, from, lane)).StoreUnsafe(ref vacant[lane]);
            }

            if (LeavesRoom(candidate, to))
            {
                return count;
            }
        }

        return 0;
    }

    /// <summary>How the cost of use, members and placements changes when an instance and several of another host change places.</summary>
    /// <remarks>What is coupled across hosts is left out; <see cref="TryTrade"/> counts it.</remarks>
    public long DeltaOfTrade(int instance, ReadOnlySpan<int> others)
    {
        int from = hostOf[instance], to = hostOf[others[0]];
        Vector256<long> cost = Vector256<long>.Zero;
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            Vector256<long> change = Vector256.LoadUnsafe(in demands[(instance * laneCount) + lane]);
            foreach (int other in others)
            {
                change -= Vector256.LoadUnsafe(in demands[(other * laneCount) + lane]);
            }

            int fromLane = (from * laneCount) + lane, toLane = (to * laneCount) + lane;
            cost += term.OfUse(fromLane, Vector256.LoadUnsafe(in used[fromLane]) - change)
                + term.OfUse(toLane, Vector256.LoadUnsafe(in used[toLane]) + change);
        }

        long delta = Vector256.Sum(cost) - hostCost[from] - hostCost[to]
            + term.OfMembers(from, memberCount[from] - 1 + others.Length) + term.OfMembers(to, memberCount[to] + 1 - others.Length)
            + term.OfPlacement(instance, to) - term.OfPlacement(instance, from);
        foreach (int other in others)
        {
            delta += term.OfPlacement(other, from) - term.OfPlacement(other, to);
        }

        return delta;
    }

    /// <summary>Makes all moves of a trade that <see cref="ChooseTrade"/> found, or none if a rule is against one of them or it costs too much.</summary>
    /// <param name="instance">Who goes one way.</param>
    /// <param name="others">Who go the other way.</param>
    /// <param name="most">By how much the cost may change.</param>
    /// <returns>Whether they were made.</returns>
    public bool TryTrade(int instance, ReadOnlySpan<int> others, double most)
    {
        int from = hostOf[instance], to = hostOf[others[0]], made = 0;
        long before = Cost;
        while (made < others.Length && AllowsMoveButForRoom(others[made], from))
        {
            Move(others[made++], from);
        }

        if (made == others.Length && AllowsMoveButForRoom(instance, to))
        {
            Move(instance, to);
            if (Cost - before <= most)
            {
                return true;
            }

            Move(instance, from);
        }

        while (made > 0)
        {
            Move(others[--made], to);
        }

        return false;
    }
}
