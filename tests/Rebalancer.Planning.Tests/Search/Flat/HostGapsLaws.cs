using FsCheck.Xunit;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Tests.Search.Flat;

/// <summary>Hosts share the whole gap among them, and none has less than nothing of it.</summary>
[Properties(EndSize = 1_000_000)]
public sealed class HostGapsLaws
{
    [Cases(100)]
    public void Placements_differ_by_what_the_gaps_of_their_hosts_differ(int seed)
    {
        FlatCase flat = new(seed, 6, 24, isFeasible: true);
        FlatState<Sum<ExcessTerm, OpenHostTerm>> state = new(flat.Problem, flat.StraightTerm());
        HostGaps<Sum<ExcessTerm, OpenHostTerm>> gaps = new(state);
        (long cost, double gap) = (state.Cost, Gaps(state, gaps).Sum());
        FastRandom random = new(seed, 11);
        for (int step = 0; step < 40; step++)
        {
            int instance = random.Next(flat.Problem.InstanceCount), to = random.Next(flat.Problem.HostCount);
            if (state.HostOf[instance] != to && state.AllowsMove(instance, to))
            {
                state.Move(instance, to);
            }

            double[] now = Gaps(state, gaps);
            Assert.Equal(state.Cost - cost, now.Sum() - gap, 1e-6);
            Assert.All(now, host => Assert.True(host >= -1e-6, $"a gap of {host}"));
        }
    }

    [Fact]
    public void A_host_that_leaves_cheap_room_empty_is_to_blame_for_what_others_pay()
    {
        // Host 0 is 10 above its target, host 1 is 10 below, host 2 is 1 above.
        FlatProblem problem = new(3, 3, 1);
        (problem.Origin[1], problem.Origin[2]) = (1, 2);
        (problem.DemandOf(0)[0], problem.DemandOf(1)[0], problem.DemandOf(2)[0]) = (40, 20, 30);
        long[] targets = new long[3 * problem.LaneCount], weights = new long[targets.Length];
        for (int host = 0; host < 3; host++)
        {
            problem.CapacityOf(host)[0] = 100;
            (targets[host * problem.LaneCount], weights[host * problem.LaneCount]) = (host == 2 ? 29 : 30, 7);
        }

        FlatState<ExcessTerm> state = new(problem, new ExcessTerm(targets, weights));
        HostGaps<ExcessTerm> gaps = new(state);

        // 90 on targets of 89 cost 7 however they are spread, so that being above a target is no fault.
        Assert.Equal([0, 70, 0], Gaps(state, gaps));
    }

    private static double[] Gaps<TTerm>(FlatState<TTerm> state, HostGaps<TTerm> gaps)
        where TTerm : struct, ITerm => [.. Enumerable.Range(0, state.Problem.HostCount).Select(gaps.Of)];
}
