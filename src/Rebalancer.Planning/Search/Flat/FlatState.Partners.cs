using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rebalancer.Planning.Search.Flat;

/// <content>
/// Who of a host could make room for an instance. Where hosts are nearly full, hardly any two instances can change places; to ask all
/// of a host at once costs little more than to ask one.
/// </content>
internal sealed partial class FlatState<TTerm>
{
    /// <summary>Somebody of a host with whom an instance may change places.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="to">Another host than its own.</param>
    /// <param name="first">Which member of that host is asked first; from there on in the order of members.</param>
    /// <param name="most">How many are asked at most.</param>
    /// <returns>The first who may; -1 if none.</returns>
    public int FindSwap(int instance, int to, int first, int most)
    {
        int from = hostOf[instance], count = memberCount[to];
        NoteNeeds(instance, from, to);
        int[] candidates = members[to];
        for (int asked = Math.Min(most, count), place = first; asked > 0; asked--)
        {
            int candidate = candidates[place];
            if (MakesRoom(candidate, to) && FitsBack(candidate, from) && AllowsSwapButForRoom(instance, candidate))
            {
                return candidate;
            }

            place = place + 1 == count ? 0 : place + 1;
        }

        return -1;
    }

    /// <summary>Somebody of a host who makes room for an instance by going home, or on to a third host where it is at home.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="to">Another host than its own.</param>
    /// <param name="first">Which member of that host is asked first; from there on in the order of members.</param>
    /// <param name="most">How many are asked at most.</param>
    /// <param name="onward">The third host; at the end where the one found goes.</param>
    /// <returns>The first for whom <see cref="FitsChain"/> holds; -1 if none.</returns>
    public int FindChain(int instance, int to, int first, int most, ref int onward)
    {
        int from = hostOf[instance], count = memberCount[to], third = onward;
        NoteNeeds(instance, from, to);
        int[] candidates = members[to];
        for (int asked = Math.Min(most, count), place = first; asked > 0; asked--)
        {
            int candidate = candidates[place];
            onward = problem.Origin[candidate] != to ? problem.Origin[candidate] : third;
            if (onward != to && onward != from && MakesRoom(candidate, to) && FitsChain(instance, candidate, onward))
            {
                return candidate;
            }

            place = place + 1 == count ? 0 : place + 1;
        }

        return -1;
    }

    /// <summary>Notes what is missing on a host for an instance.</summary>
    /// <returns>Whether nothing is.</returns>
    public bool NoteMissing(int instance, int to)
    {
        NoteNeeds(instance, hostOf[instance], to);
        return IsRoomEnough();
    }

    /// <summary>Whether there is less missing of something on a host when somebody of it leaves.</summary>
    public bool Helps(int candidate, int host)
    {
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            if (Vector256.GreaterThanAny(Vector256.Min(Vector256.LoadUnsafe(in missing[lane]), Held(candidate, host, lane)), Vector256<long>.Zero))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Notes that somebody of a host leaves it.</summary>
    /// <returns>Whether nothing is missing there any more.</returns>
    public bool LeavesRoom(int candidate, int host)
    {
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            (Vector256.LoadUnsafe(in missing[lane]) - Held(candidate, host, lane)).StoreUnsafe(ref missing[lane]);
        }

        return IsRoomEnough();
    }

    /// <summary>What an instance takes on a host when it comes, and gives back when it leaves: not what it holds there all the time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<long> Held(int instance, int host, int lane)
    {
        Vector256<long> demand = Vector256.LoadUnsafe(in demands[(instance * laneCount) + lane]);
        return holdsBothEnds && problem.Origin[instance] == host ? Vector256.AndNot(demand, Vector256.LoadUnsafe(in heldMask[lane])) : demand;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<long> RoomLeft(int host, int lane) => Vector256.Max(Vector256.LoadUnsafe(in room[(host * laneCount) + lane]), Vector256<long>.Zero);

    /// <summary>Notes what is missing on a host for an instance, and what there will be on its own once it has left.</summary>
    private void NoteNeeds(int instance, int from, int to)
    {
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            (Held(instance, to, lane) - RoomLeft(to, lane)).StoreUnsafe(ref missing[lane]);
            (Held(instance, from, lane) + RoomLeft(from, lane)).StoreUnsafe(ref vacant[lane]);
        }
    }

    private bool IsRoomEnough()
    {
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            if (Vector256.GreaterThanAny(Vector256.LoadUnsafe(in missing[lane]), Vector256<long>.Zero))
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MakesRoom(int candidate, int host)
    {
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            if (Vector256.GreaterThanAny(Vector256.LoadUnsafe(in missing[lane]), Held(candidate, host, lane)))
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool FitsBack(int candidate, int host)
    {
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            if (Vector256.GreaterThanAny(Held(candidate, host, lane), Vector256.LoadUnsafe(in vacant[lane])))
            {
                return false;
            }
        }

        return true;
    }
}
