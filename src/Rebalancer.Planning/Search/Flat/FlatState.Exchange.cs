using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rebalancer.Planning.Search.Flat;

/// <content>Many moves at once, of which only the end must be feasible.</content>
internal sealed partial class FlatState<TTerm>
{
    /// <summary>Whether an instance may go to a host by the rules that reach beyond room and groups on the host.</summary>
    public bool MayGoInExchange(int instance, int to) =>
        groups.MayEnterByClass(instance, to)
        && groups.KeepsSpread(instance, hostOf[instance], to)
        && term.AllowsMove(instance, hostOf[instance], to);

    /// <summary>Moves instances one after the other, though hosts may be overfull and groups too near to each other in between.</summary>
    /// <param name="instances">The instances.</param>
    /// <param name="origins">Where they are now.</param>
    /// <param name="destinations">Where they go; those already there stay.</param>
    /// <returns>Whether <see cref="MayGoInExchange"/> held of every move when it was made; all are made anyhow.</returns>
    public bool Exchange(ReadOnlySpan<int> instances, ReadOnlySpan<int> origins, ReadOnlySpan<int> destinations)
    {
        bool isAllowed = true;
        for (int i = 0; i < instances.Length; i++)
        {
            int to = destinations[i];
            if (origins[i] != to)
            {
                isAllowed &= MayGoInExchange(instances[i], to);
                Move(instances[i], to);
            }
        }

        for (int i = 0; i < instances.Length; i++)
        {
            groups.Settle(instances[i], origins[i], hostOf);
        }

        return isAllowed;
    }

    /// <summary>Whether there is room for an instance in another's place and for that on a third host, as far as that can be said at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool FitsChain(int arriving, int leaving, int onward) =>
        groups.MayEnter(leaving, onward)
        && groups.MayEnter(arriving, hostOf[leaving])
        && FitsOn(leaving, onward)
        && FitsInstead(arriving, leaving, hostOf[leaving]);

    /// <summary>How the cost of use, members and placements changes when an instance takes another's place, which goes to a third host.</summary>
    /// <remarks>What is coupled across hosts is left out; <see cref="TryChain"/> counts it.</remarks>
    public long DeltaOfChain(int arriving, int leaving, int onward)
    {
        int middle = hostOf[leaving];
        Vector256<long> cost = Vector256<long>.Zero;
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            Vector256<long> freed = Vector256.LoadUnsafe(in demands[(leaving * laneCount) + lane]);
            Vector256<long> change = Vector256.LoadUnsafe(in demands[(arriving * laneCount) + lane]) - freed;
            int middleLane = (middle * laneCount) + lane, onwardLane = (onward * laneCount) + lane;
            cost += term.OfUse(middleLane, Vector256.LoadUnsafe(in used[middleLane]) + change)
                + term.OfUse(onwardLane, Vector256.LoadUnsafe(in used[onwardLane]) + freed);
        }

        return Departure(arriving) + Vector256.Sum(cost) - hostCost[middle] - hostCost[onward]
            + term.OfMembers(middle, memberCount[middle]) + term.OfMembers(onward, memberCount[onward] + 1)
            + term.OfPlacement(arriving, middle) + term.OfPlacement(leaving, onward) - term.OfPlacement(leaving, middle);
    }

    /// <summary>Makes both moves of a chain, or neither if a rule is against one of them.</summary>
    /// <returns>Whether they were made.</returns>
    public bool TryChain(int arriving, int leaving, int onward)
    {
        int middle = hostOf[leaving];
        if (!AllowsMove(leaving, onward))
        {
            return false;
        }

        Move(leaving, onward);
        if (AllowsMove(arriving, middle))
        {
            Move(arriving, middle);
            return true;
        }

        Move(leaving, middle);
        return false;
    }
}
