using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Local;

/// <summary>A large instance goes to a host that has no room for it; others leave until there is, each to where it costs least of a few hosts.</summary>
/// <remarks>
/// Where hosts are nearly full, a large instance finds nobody to change places with, so that where the large are is settled early and
/// by chance; and it decides what the small can do.
/// </remarks>
internal sealed class Push<TTerm>(FlatState<TTerm> state, Proposals proposals)
    where TTerm : struct, ITerm
{
    private const int MostLeaving = 8;
    private const int MostAsked = 16;
    private const int HostsAsked = 3;

    private readonly Step[] steps = new Step[1 + MostLeaving];
    private int made;
    private long before;

    /// <summary>The moves of the last push that was made; the large instance's first.</summary>
    public ReadOnlySpan<Step> Steps => steps.AsSpan(0, made);

    /// <summary>How the cost changed by them.</summary>
    public long Delta => state.Cost - before;

    /// <summary>Makes all moves of a push, or none if there is no way to make room.</summary>
    /// <param name="instance">Who comes; every rule but the room there must allow it.</param>
    /// <param name="to">Another host than its own.</param>
    /// <param name="first">Which member of that host is asked first.</param>
    /// <param name="draws">Where hosts for those who leave are drawn from.</param>
    /// <returns>Whether they were made.</returns>
    public bool TryMake(int instance, int to, int first, ref FastRandom draws)
    {
        made = 0;
        before = state.Cost;
        bool hasRoom = state.NoteMissing(instance, to);
        Make(instance, to);
        int place = first;
        for (int left = Math.Min(MostAsked, state.MembersOf(to).Length); left > 0 && !hasRoom && made < steps.Length; left--)
        {
            ReadOnlySpan<int> members = state.MembersOf(to);
            place = place < members.Length ? place : 0;
            int candidate = members[place];
            int onward = candidate != instance && state.Helps(candidate, to) ? CheapestHost(candidate, steps[0].From, ref draws) : -1;
            if (onward < 0)
            {
                place++;
                continue;
            }

            // Whoever was last takes the place of the one who leaves.
            hasRoom = state.LeavesRoom(candidate, to);
            Make(candidate, onward);
        }

        if (!hasRoom)
        {
            TakeBack();
        }

        return hasRoom;
    }

    /// <summary>Takes back what the last push made.</summary>
    public void TakeBack()
    {
        while (made > 0)
        {
            made--;
            state.Move(steps[made].Instance, steps[made].From);
        }
    }

    private void Make(int instance, int to)
    {
        steps[made++] = new Step(instance, state.HostOf[instance], to);
        state.Move(instance, to);
    }

    /// <summary>Of its origin, the host that the large instance has left and a few others, the one where an instance costs least; -1 if it may go to none.</summary>
    private int CheapestHost(int instance, int vacated, ref FastRandom draws)
    {
        int here = state.HostOf[instance], cheapest = -1;
        long departure = state.Departure(instance), least = long.MaxValue;
        for (int asked = -2; asked < HostsAsked; asked++)
        {
            int host = asked == -2 ? state.Problem.Origin[instance] : asked == -1 ? vacated : proposals.HostFor(instance, unchecked((uint)draws.Next()));
            if (host != here && state.AllowsMove(instance, host))
            {
                long delta = state.DeltaOfMove(departure, instance, host);
                (least, cheapest) = delta < least ? (delta, host) : (least, cheapest);
            }
        }

        return cheapest;
    }

    /// <summary>One of its moves.</summary>
    internal readonly record struct Step(int Instance, int From, int To);
}
