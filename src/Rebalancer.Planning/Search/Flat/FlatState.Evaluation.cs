using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rebalancer.Planning.Search.Flat;

/// <content>What a move would change, without making it.</content>
internal sealed partial class FlatState<TTerm>
{
    /// <summary>How the cost changes when an instance leaves its host, wherever it goes: computed once for all destinations.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Departure(int instance)
    {
        int from = hostOf[instance];
        int own = instance * laneCount, row = from * laneCount;
        Vector256<long> cost = Vector256<long>.Zero;
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            cost += term.OfUse(row + lane, Vector256.LoadUnsafe(in used[row + lane]) - Vector256.LoadUnsafe(in demands[own + lane]));
        }

        return Vector256.Sum(cost) + term.OfMembers(from, memberCount[from] - 1) - hostCost[from] - term.OfPlacement(instance, from);
    }

    /// <summary>Whether an instance may go to another host than its own, by every rule.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AllowsMove(int instance, int to) => FitsOn(instance, to) && AllowsMoveButForRoom(instance, to);

    /// <summary>Whether an instance may go to another host than its own, by every rule but the room there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AllowsMoveButForRoom(int instance, int to) =>
        groups.MayEnter(instance, to)
        && groups.KeepsSpread(instance, hostOf[instance], to)
        && term.AllowsMove(instance, hostOf[instance], to);

    /// <summary>How the cost changes in all when an instance moves.</summary>
    /// <param name="departure">What <see cref="Departure"/> gave.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="to">Another host than its own.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long DeltaOfMove(long departure, int instance, int to)
    {
        int own = instance * laneCount, row = to * laneCount;
        Vector256<long> cost = Vector256<long>.Zero;
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            cost += term.OfUse(row + lane, Vector256.LoadUnsafe(in used[row + lane]) + Vector256.LoadUnsafe(in demands[own + lane]));
        }

        return departure + Vector256.Sum(cost) + term.OfMembers(to, memberCount[to] + 1) - hostCost[to]
            + term.OfPlacement(instance, to) + term.OfMove(instance, hostOf[instance], to);
    }

    /// <summary>Whether two instances of different hosts may change places, by every rule.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AllowsSwap(int left, int right) =>
        FitsInstead(left, right, hostOf[right]) && FitsInstead(right, left, hostOf[left]) && AllowsSwapButForRoom(left, right);

    /// <summary>Whether two instances of different hosts may change places, by every rule but the room there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AllowsSwapButForRoom(int left, int right)
    {
        int leftHost = hostOf[left], rightHost = hostOf[right];
        return groups.AllowsSwap(left, leftHost, right, rightHost)
            && term.AllowsSwap(left, leftHost, right, rightHost);
    }

    /// <summary>How the cost changes when two instances of different hosts change places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long DeltaOfSwap(int left, int right)
    {
        int leftHost = hostOf[left], rightHost = hostOf[right];
        Vector256<long> cost = Vector256<long>.Zero;
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            Vector256<long> change = Vector256.LoadUnsafe(in demands[(left * laneCount) + lane]) - Vector256.LoadUnsafe(in demands[(right * laneCount) + lane]);
            int leftLane = (leftHost * laneCount) + lane, rightLane = (rightHost * laneCount) + lane;
            cost += term.OfUse(leftLane, Vector256.LoadUnsafe(in used[leftLane]) - change)
                + term.OfUse(rightLane, Vector256.LoadUnsafe(in used[rightLane]) + change);
        }

        return Vector256.Sum(cost) - hostCost[leftHost] - hostCost[rightHost]
            + term.OfMembers(leftHost, memberCount[leftHost]) + term.OfMembers(rightHost, memberCount[rightHost])
            + term.OfPlacement(left, rightHost) - term.OfPlacement(left, leftHost)
            + term.OfPlacement(right, leftHost) - term.OfPlacement(right, rightHost)
            + term.OfSwap(left, leftHost, right, rightHost);
    }

    /// <summary>Whether a host has room for one more; what an instance holds on its origin it does not need again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool FitsOn(int instance, int host)
    {
        int own = instance * laneCount, row = host * laneCount;
        bool returns = holdsBothEnds && problem.Origin[instance] == host;
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            Vector256<long> needed = Vector256.LoadUnsafe(in demands[own + lane]);
            needed = returns ? Vector256.AndNot(needed, Vector256.LoadUnsafe(in heldMask[lane])) : needed;
            if (Vector256.GreaterThanAny(needed, Vector256.Max(Vector256.LoadUnsafe(in room[row + lane]), Vector256<long>.Zero)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a host has room for one instance once another has left it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool FitsInstead(int arriving, int leaving, int host)
    {
        int arrives = arriving * laneCount, leaves = leaving * laneCount, row = host * laneCount;
        bool returns = holdsBothEnds && problem.Origin[arriving] == host, lingers = holdsBothEnds && problem.Origin[leaving] == host;
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            Vector256<long> needed = Vector256.LoadUnsafe(in demands[arrives + lane]);
            Vector256<long> freed = Vector256.LoadUnsafe(in demands[leaves + lane]);
            if (returns | lingers)
            {
                Vector256<long> mask = Vector256.LoadUnsafe(in heldMask[lane]);
                needed = returns ? Vector256.AndNot(needed, mask) : needed;
                freed = lingers ? Vector256.AndNot(freed, mask) : freed;
            }

            if (Vector256.GreaterThanAny(needed - freed, Vector256.Max(Vector256.LoadUnsafe(in room[row + lane]), Vector256<long>.Zero)))
            {
                return false;
            }
        }

        return true;
    }
}
