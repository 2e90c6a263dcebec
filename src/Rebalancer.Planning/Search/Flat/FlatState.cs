using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Flat;

/// <summary>A placement with all sums that make a move's worth known in as many steps as there are quantities. One thread's own.</summary>
/// <typeparam name="TTerm">The objective.</typeparam>
internal sealed partial class FlatState<TTerm>
    where TTerm : struct, ITerm
{
    private readonly FlatProblem problem;
    private readonly TTerm term;
    private readonly GroupCounts groups;
    private readonly int laneCount;
    private readonly long[] demands;
    private readonly int[] hostOf;
    private readonly long[] used;
    private readonly long[] room;
    private readonly long[] lingering;
    private readonly long[] heldMask;
    private readonly bool holdsBothEnds;
    private readonly long[] hostCost;
    private readonly int[][] members;
    private readonly int roomForMembers;
    private readonly int[] memberCount;
    private readonly int[] positionOf;
    private readonly IndexBag away;
    private readonly long[] missing;
    private readonly long[] vacant;

    /// <summary>Everybody where they were at the start.</summary>
    public FlatState(FlatProblem problem, TTerm term)
    {
        this.problem = problem;
        this.term = term;
        laneCount = problem.LaneCount;
        demands = problem.Demands;
        groups = new GroupCounts(problem);
        hostOf = new int[problem.InstanceCount];
        positionOf = new int[problem.InstanceCount];
        away = new IndexBag(problem.InstanceCount);
        used = new long[problem.HostCount * laneCount];
        room = new long[used.Length];
        lingering = new long[used.Length];
        hostCost = new long[problem.HostCount];
        memberCount = new int[problem.HostCount];
        members = new int[problem.HostCount][];
        roomForMembers = 16 + (4 * problem.InstanceCount / problem.HostCount);
        heldMask = new long[laneCount];
        missing = new long[laneCount];
        vacant = new long[laneCount];
        for (int quantity = 0; quantity < problem.QuantityCount; quantity++)
        {
            heldMask[quantity] = problem.HeldAtBothEnds[quantity] ? -1 : 0;
            holdsBothEnds |= problem.HeldAtBothEnds[quantity];
        }

        Load(problem.Origin);
    }

    /// <summary>The problem.</summary>
    public FlatProblem Problem => problem;

    /// <summary>The value of the placement.</summary>
    public long Cost { get; private set; }

    /// <summary>By instance: its host.</summary>
    public ReadOnlySpan<int> HostOf => hostOf;

    /// <summary>The instances of a host, in no order.</summary>
    public ReadOnlySpan<int> MembersOf(int host) => members[host].AsSpan(0, memberCount[host]);

    /// <summary>The instances that are elsewhere than at the start.</summary>
    public IndexBag Away => away;

    /// <summary>What those hold on a host whose origin it is and who are elsewhere, by quantity.</summary>
    public ReadOnlySpan<long> LingeringOn(int host) => lingering.AsSpan(host * laneCount, problem.QuantityCount);

    /// <summary>The sums over the instances of a host, by quantity.</summary>
    public ReadOnlySpan<long> UsedOn(int host) => used.AsSpan(host * laneCount, problem.QuantityCount);

    /// <summary>The objective.</summary>
    public ref readonly TTerm Term => ref term;

    /// <summary>Takes over a whole placement.</summary>
    public void Load(ReadOnlySpan<int> placement)
    {
        placement.CopyTo(hostOf);
        Array.Clear(used);
        Array.Clear(lingering);
        Array.Clear(memberCount);
        Cost = term.OfWhole(hostOf);
        for (int instance = 0; instance < hostOf.Length; instance++)
        {
            int host = hostOf[instance], origin = problem.Origin[instance];
            for (int lane = 0; lane < laneCount; lane++)
            {
                long demand = demands[(instance * laneCount) + lane];
                used[(host * laneCount) + lane] += demand;
                lingering[(origin * laneCount) + lane] += host != origin ? demand & heldMask[lane] : 0;
            }

            Join(instance, host);
            away.Set(instance, host != origin);
            Cost += term.OfPlacement(instance, host);
        }

        groups.Load(hostOf);
        for (int host = 0; host < problem.HostCount; host++)
        {
            Refresh(host);
            Cost += hostCost[host];
        }
    }

    /// <summary>Moves an instance, whatever the rules say; the cost follows by what the move was evaluated to.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="to">Another host than its own.</param>
    public void Move(int instance, int to)
    {
        groups.Apply(instance, hostOf[instance], to, hostOf);
        Shift(instance, to);
    }

    /// <summary>Lets two instances of different hosts change places.</summary>
    public void Swap(int left, int right)
    {
        (int leftHost, int rightHost) = (hostOf[left], hostOf[right]);
        if (!groups.AreTogether(left, right))
        {
            groups.Apply(left, leftHost, rightHost, hostOf);
            groups.Apply(right, rightHost, leftHost, hostOf);
        }

        Shift(left, rightHost);
        Shift(right, leftHost);
    }

    private void Shift(int instance, int to)
    {
        int from = hostOf[instance];
        long before = hostCost[from] + hostCost[to] + term.OfPlacement(instance, from);
        long coupled = term.OfMove(instance, from, to);
        int origin = problem.Origin[instance];
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            Vector256<long> demand = Vector256.LoadUnsafe(in demands[(instance * laneCount) + lane]);
            Vector256<long> held = demand & Vector256.LoadUnsafe(in heldMask[lane]);
            Add(used, (from * laneCount) + lane, -demand);
            Add(used, (to * laneCount) + lane, demand);
            if (from == origin)
            {
                Add(lingering, (from * laneCount) + lane, held);
            }
            else if (to == origin)
            {
                Add(lingering, (to * laneCount) + lane, -held);
            }
        }

        Leave(instance, from);
        Join(instance, to);
        hostOf[instance] = to;
        if (from == origin || to == origin)
        {
            away.Set(instance, to != origin);
        }

        term.Apply(instance, from, to);
        Refresh(from);
        Refresh(to);
        Cost += coupled + hostCost[from] + hostCost[to] + term.OfPlacement(instance, to) - before;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(long[] sums, int lane, Vector256<long> change) =>
        (Vector256.LoadUnsafe(in sums[lane]) + change).StoreUnsafe(ref sums[lane]);

    private void Refresh(int host)
    {
        Vector256<long> cost = Vector256<long>.Zero;
        int row = host * laneCount;
        for (int lane = 0; lane < laneCount; lane += Vector256<long>.Count)
        {
            Vector256<long> use = Vector256.LoadUnsafe(in used[row + lane]);
            Vector256<long> free = Vector256.LoadUnsafe(in problem.Capacities[row + lane]) - use - Vector256.LoadUnsafe(in lingering[row + lane]);
            free.StoreUnsafe(ref room[row + lane]);
            cost += term.OfUse(row + lane, use);
        }

        hostCost[host] = Vector256.Sum(cost) + term.OfMembers(host, memberCount[host]);
    }

    private void Join(int instance, int host)
    {
        int count = memberCount[host];
        if (members[host] is null || count == members[host].Length)
        {
            Array.Resize(ref members[host], Math.Max(roomForMembers, count * 2));
        }

        members[host][count] = instance;
        positionOf[instance] = count;
        memberCount[host] = count + 1;
    }

    private void Leave(int instance, int host)
    {
        int last = memberCount[host] - 1;
        int moved = members[host][last];
        members[host][positionOf[instance]] = moved;
        positionOf[moved] = positionOf[instance];
        memberCount[host] = last;
    }
}
