using System.Runtime.CompilerServices;
using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Local;

/// <summary>By instance the hosts that it could be on if nobody else had come there: no others need be proposed.</summary>
/// <remarks>What is held at both ends of a move, natives hold on their host wherever they are, so that only what is left of it is ever free for guests.</remarks>
internal sealed class Reach
{
    /// <summary>So many pairs of instance and host are looked at; where there are more, every host is proposed.</summary>
    private const long MostPairs = 1 << 24;

    private readonly int[] firstOf;
    private readonly int[] hosts;

    private Reach(FlatProblem problem)
    {
        long[] most = MostForGuests(problem);
        firstOf = new int[problem.InstanceCount + 1];
        List<int> found = [];
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            HostSet allowed = problem.AllowedHosts[problem.ClassOf[instance]];
            for (int host = 0; host < problem.HostCount; host++)
            {
                if (host == problem.Origin[instance] || (allowed.Contains(host) && Fits(problem.DemandOf(instance), most.AsSpan(host * problem.LaneCount))))
                {
                    found.Add(host);
                }
            }

            firstOf[instance + 1] = found.Count;
        }

        hosts = [.. found];
    }

    /// <summary>The reach of everybody; <c>null</c> where there are too many pairs to look at.</summary>
    public static Reach? Of(FlatProblem problem) => (long)problem.InstanceCount * problem.HostCount <= MostPairs ? new Reach(problem) : null;

    /// <summary>The hosts that an instance can reach; its origin is one of them.</summary>
    public ReadOnlySpan<int> HostsOf(int instance) => hosts.AsSpan(firstOf[instance]..firstOf[instance + 1]);

    /// <summary>One of the hosts that an instance can reach, each as likely as the others.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="bits">Random bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Draw(int instance, uint bits)
    {
        int first = firstOf[instance], count = firstOf[instance + 1] - first;
        return hosts[first + FastRandom.Below(bits, count)];
    }

    /// <summary>By host and quantity what one guest may take at most; what is overfull at the start may stay so, but for what natives hold wherever they are.</summary>
    private static long[] MostForGuests(FlatProblem problem)
    {
        var native = new long[problem.Capacities.Length];
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            Span<long> demand = problem.DemandOf(instance);
            for (int quantity = 0; quantity < demand.Length; quantity++)
            {
                native[(problem.Origin[instance] * problem.LaneCount) + quantity] += demand[quantity];
            }
        }

        long[] most = [.. problem.Capacities];
        for (int lane = 0; lane < most.Length; lane++)
        {
            int quantity = lane % problem.LaneCount;
            bool isHeld = quantity < problem.QuantityCount && problem.HeldAtBothEnds[quantity];
            most[lane] = isHeld ? Math.Max(0, most[lane] - native[lane]) : Math.Max(most[lane], native[lane]);
        }

        return most;
    }

    private static bool Fits(ReadOnlySpan<long> demand, ReadOnlySpan<long> most)
    {
        for (int quantity = 0; quantity < demand.Length; quantity++)
        {
            if (demand[quantity] > most[quantity])
            {
                return false;
            }
        }

        return true;
    }
}
