using System.Runtime.Intrinsics;
using FsCheck.Xunit;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Local;
using Rebalancer.Planning.Search.Terms;
using Rebalancer.Planning.Tests.Search.Flat;

namespace Rebalancer.Planning.Tests.Search.Terms;

/// <summary>Other weights for a while: what they count, which quantity gets them, and that they lead elsewhere.</summary>
[Properties(EndSize = 1_000_000)]
public sealed class WeightedTermLaws
{
    [Cases(60)]
    public void What_counts_several_times_over_adds_its_cost_as_often(int seed)
    {
        FlatCase flat = new(seed, 6, 24, isFeasible: true);
        FastRandom random = new(seed, 5);
        long[] factors = new long[flat.Problem.Capacities.Length];
        Array.Fill(factors, 1);
        int quantity = random.Next(flat.Problem.QuantityCount), factor = random.Next(20);
        for (int host = 0; host < flat.Problem.HostCount; host++)
        {
            factors[(host * flat.Problem.LaneCount) + quantity] = factor;
        }

        FlatState<Sum<ExcessTerm, OpenHostTerm>> plain = new(flat.Problem, flat.StraightTerm());
        FlatState<Weighted<Sum<ExcessTerm, OpenHostTerm>>> weighted = new(flat.Problem, new(flat.StraightTerm(), factors));
        int[] placement = [.. plain.HostOf.ToArray().Select(_ => random.Next(flat.Problem.HostCount))];
        plain.Load(placement);
        weighted.Load(placement);
        Assert.Equal(plain.Cost + ((factor - 1) * UseCosts(plain)[quantity]), weighted.Cost);
    }

    [Cases(120)]
    public void The_gap_of_a_quantity_is_above_a_bound_that_no_allowed_placement_goes_below(int seed)
    {
        FlatCase flat = new(seed, 6, 24, isFeasible: true);
        FastRandom random = new(seed, 6);
        FlatState<Sum<ExcessTerm, OpenHostTerm>> state = new(flat.Problem, flat.StraightTerm());
        long[] costs = UseCosts(state);
        HostGaps<Sum<ExcessTerm, OpenHostTerm>> hostGaps = new(state);
        double[] gaps = [.. Enumerable.Range(0, costs.Length).Select(hostGaps.OfQuantity)];
        for (int other = 0; other < 10; other++)
        {
            for (int step = 0; step < 8; step++)
            {
                int instance = random.Next(flat.Problem.InstanceCount), to = random.Next(flat.Problem.HostCount);
                if (state.HostOf[instance] != to && state.AllowsMove(instance, to))
                {
                    state.Move(instance, to);
                }
            }

            long[] there = UseCosts(state);
            for (int quantity = 0; quantity < gaps.Length; quantity++)
            {
                Assert.InRange(gaps[quantity], -1e-6, costs[quantity] + 1e-6);
                Assert.True(costs[quantity] - gaps[quantity] <= there[quantity] + 1e-6, $"a bound of {costs[quantity] - gaps[quantity]}, and {there[quantity]}");
            }
        }
    }

    /// <summary>Of two alike on one host one should go, by the first quantity; by the second that costs five times as much.</summary>
    [Fact]
    public void The_quantity_that_is_above_its_bound_leads_out_of_a_placement_in_which_nothing_is_better()
    {
        FlatProblem problem = new(2, 2, 2);
        long[] targets = new long[problem.Capacities.Length], weights = new long[targets.Length];
        for (int i = 0; i < 2; i++)
        {
            problem.DemandOf(i).Fill(10);
            (targets[i * problem.LaneCount], weights[i * problem.LaneCount]) = (10, 1);
            (targets[(i * problem.LaneCount) + 1], weights[(i * problem.LaneCount) + 1]) = (i == 0 ? 20 : 0, 5);
        }

        ExcessTerm term = new(targets, weights);
        FlatState<ExcessTerm> state = new(problem, term);
        Assert.Equal([10.0, 0.0], Enumerable.Range(0, 2).Select(new HostGaps<ExcessTerm>(state).OfQuantity));
        Annealing<ExcessTerm> plain = new(state, AwayPrices.Of(problem), Proposals.Of(problem, term), new FastRandom(1, 1));
        plain.Run(1e-9, 0, pushes: true);
        Assert.Equal([0, 0], state.HostOf);

        FastRandom draws = new(1, 2);
        WeightNoising<ExcessTerm> noising = new(state, term, Proposals.Of(problem, term), new FastRandom(1, 3));
        noising.Begin(ref draws);
        noising.Annealing.Run(1e-9, 0, pushes: true);
        Assert.Equal(1, noising.HostOf.ToArray().Sum());
    }

    private static long[] UseCosts(FlatState<Sum<ExcessTerm, OpenHostTerm>> state)
    {
        FlatProblem problem = state.Problem;
        var costs = new long[problem.QuantityCount];
        for (int host = 0; host < problem.HostCount; host++)
        {
            for (int quantity = 0; quantity < costs.Length; quantity++)
            {
                int first = quantity / Vector256<long>.Count * Vector256<long>.Count;
                long[] four = [.. Enumerable.Range(first, Vector256<long>.Count).Select(q => q < costs.Length ? state.UsedOn(host)[q] : 0)];
                costs[quantity] += state.Term.OfUse((host * problem.LaneCount) + first, Vector256.Create(four))[quantity - first];
            }
        }

        return costs;
    }
}
