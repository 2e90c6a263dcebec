using System.Runtime.CompilerServices;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Local;

/// <summary>Who is proposed to go where, out of random bits; the same for all workers.</summary>
internal sealed class Proposals
{
    private readonly FlatProblem problem;
    private readonly Reach? reach;
    private readonly NearHosts? near;
    private readonly LargestFirst largest;

    private Proposals(FlatProblem problem, NearHosts? near)
    {
        this.problem = problem;
        this.near = near;
        reach = Reach.Of(problem);
        largest = new LargestFirst(problem);
    }

    /// <summary>What there is to propose in a problem.</summary>
    public static Proposals Of<TTerm>(FlatProblem problem, TTerm term)
        where TTerm : struct, ITerm => new(problem, NearHosts.Of(problem, term));

    /// <summary>Any instance, and its origin or any host that it can reach.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (int Instance, int To) Any(ulong bits, bool returns)
    {
        int instance = FastRandom.Below((uint)(bits >> 32), problem.InstanceCount);
        return (instance, returns ? problem.Origin[instance] : HostFor(instance, unchecked((uint)bits)));
    }

    /// <summary>The same where nothing passes that goes far: as often somebody who is away, a host nearby, and more often the origin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (int Instance, int To) Near(ulong bits, ulong more, bool returns, IndexBag away, ReadOnlySpan<int> hostOf)
    {
        uint high = (uint)(bits >> 32), low = unchecked((uint)bits);
        int instance = (more & 1 << 18) != 0 && away.Count > 0 ? away[FastRandom.Below(high, away.Count)] : FastRandom.Below(high, problem.InstanceCount);
        int origin = problem.Origin[instance];
        if (returns || ((more & 3 << 19) == 0 && origin != hostOf[instance]))
        {
            return (instance, origin);
        }

        return (instance, near is not null && (more & 1 << 21) != 0 ? near.Draw(origin, low) : HostFor(instance, low));
    }

    /// <summary>An instance, the likelier the larger it is, and any host that it can reach.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (int Instance, int To) Large(ulong bits)
    {
        int instance = largest.Draw((uint)(bits >> 32));
        return (instance, HostFor(instance, unchecked((uint)bits)));
    }

    /// <summary>Any host that an instance can reach.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int HostFor(int instance, uint bits) => reach is null ? FastRandom.Below(bits, problem.HostCount) : reach.Draw(instance, bits);
}
