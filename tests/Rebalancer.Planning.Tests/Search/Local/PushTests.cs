using FsCheck.Xunit;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Local;
using Rebalancer.Planning.Search.Terms;
using Rebalancer.Planning.Tests.Search.Flat;
using AnyTerm = Rebalancer.Planning.Search.Terms.Sum<
    Rebalancer.Planning.Search.Terms.ExcessTerm,
    Rebalancer.Planning.Search.Terms.Sum<
        Rebalancer.Planning.Search.Terms.SquareTerm,
        Rebalancer.Planning.Search.Terms.Sum<
            Rebalancer.Planning.Search.Terms.OpenHostTerm,
            Rebalancer.Planning.Search.Terms.Sum<Rebalancer.Planning.Search.Terms.MoveCostTerm, Rebalancer.Planning.Search.Terms.DistanceTerm>>>>;

namespace Rebalancer.Planning.Tests.Search.Local;

/// <summary>A push makes room for a large instance by moves that keep every rule, or leaves everything as it was.</summary>
[Properties(EndSize = 1_000_000)]
public sealed class PushTests
{
    [Cases(120)]
    public void A_push_breaks_nothing_that_the_start_keeps_and_its_cost_is_that_of_the_whole(int seed)
    {
        FlatCase flat = new(seed, 6, 24, isFeasible: (seed & 1) == 0);
        int made = Pushes(flat, seed, (state, _, _) =>
        {
            Assert.Empty(FlatCheck.Violations(flat.Problem, state.HostOf.ToArray()));
            Assert.Equal(flat.CostOf(state.HostOf.ToArray()), state.Cost);
        });
        Assert.True(made > 0 || (seed & 1) == 1);
    }

    [Cases(120)]
    public void The_steps_of_a_push_are_what_has_changed(int seed)
    {
        FlatCase flat = new(seed, 6, 24, isFeasible: true);
        Pushes(flat, seed, (state, push, before) =>
        {
            Assert.Equal(state.Cost - flat.CostOf(before), push.Delta);
            foreach ((int instance, int from, int to) in push.Steps)
            {
                Assert.Equal(from, before[instance]);
                before[instance] = to;
            }

            Assert.Equal(before, state.HostOf.ToArray());
        });
    }

    [Cases(120)]
    public void A_push_that_finds_no_room_or_is_taken_back_leaves_everything_as_it_was(int seed)
    {
        FlatCase flat = new(seed, 6, 24, isFeasible: (seed & 1) == 0);
        FlatState<AnyTerm> state = new(flat.Problem, flat.Term()), loaded = new(flat.Problem, flat.Term());
        Push<AnyTerm> push = new(state, Proposals.Of(flat.Problem, flat.Term()));
        FastRandom random = new(seed, 1);
        int made = 0;
        for (int trial = 0; trial < 100; trial++)
        {
            if (DrawPush(state, ref random) is (int instance, int to, int first))
            {
                if (push.TryMake(instance, to, first, ref random))
                {
                    made++;
                    push.TakeBack();
                }

                AssertSame(loaded, state);
            }
        }

        Assert.True(made > 0 || (seed & 1) == 1);
    }

    [Fact]
    public void A_push_gets_in_where_nobody_can_change_places()
    {
        // The large one is at home on host 0, which holds its room for it when it leaves. Host 1 is full of small ones, two from each of the others.
        FlatProblem problem = new(6, 9, 1);
        problem.HeldAtBothEnds[0] = true;
        for (int instance = 0; instance < 9; instance++)
        {
            problem.Origin[instance] = instance == 0 ? 0 : 2 + ((instance - 1) / 2);
            problem.DemandOf(instance)[0] = instance == 0 ? 8 : 1;
        }

        for (int host = 0; host < 6; host++)
        {
            problem.CapacityOf(host)[0] = host < 2 ? 8 : 2;
        }

        MoveCostTerm term = new(problem.Origin, [-100, 1, 1, 1, 1, 1, 1, 1, 1]);
        FlatState<MoveCostTerm> state = new(problem, term);
        state.Load([0, 1, 1, 1, 1, 1, 1, 1, 1]);
        int third = 2;
        Assert.False(state.AllowsMove(0, 1));
        Assert.Equal(-1, state.FindSwap(0, 1, 0, 8));
        Assert.Equal(-1, state.FindChain(0, 1, 0, 8, ref third));
        Assert.Equal(0, state.ChooseTrade(0, 1, 0, new int[8]));

        FastRandom random = new(1, 1);
        Push<MoveCostTerm> push = new(state, Proposals.Of(problem, term));
        Assert.True(push.TryMake(0, 1, 0, ref random));
        Assert.Equal([1, 2, 2, 3, 3, 4, 4, 5, 5], state.HostOf.ToArray());
        Assert.Equal(-100, state.Cost);
    }

    private static void AssertSame(FlatState<AnyTerm> expected, FlatState<AnyTerm> state)
    {
        FlatProblem problem = state.Problem;
        Assert.Equal(expected.HostOf.ToArray(), state.HostOf.ToArray());
        Assert.Equal(expected.Cost, state.Cost);
        for (int host = 0; host < problem.HostCount; host++)
        {
            Assert.Equal(expected.MembersOf(host).ToArray().Order(), state.MembersOf(host).ToArray().Order());
            Assert.All(Enumerable.Range(0, problem.InstanceCount).Where(i => state.HostOf[i] != host), i => Assert.Equal(expected.AllowsMove(i, host), state.AllowsMove(i, host)));
        }
    }

    /// <summary>Makes random pushes one after the other.</summary>
    /// <returns>How many moves they took.</returns>
    private static int Pushes(FlatCase flat, int seed, Action<FlatState<AnyTerm>, Push<AnyTerm>, int[]> look)
    {
        FlatState<AnyTerm> state = new(flat.Problem, flat.Term());
        Push<AnyTerm> push = new(state, Proposals.Of(flat.Problem, flat.Term()));
        FastRandom random = new(seed, 1);
        int moves = 0;
        for (int trial = 0; trial < 100; trial++)
        {
            int[] before = state.HostOf.ToArray();
            if (DrawPush(state, ref random) is (int instance, int to, int first) && push.TryMake(instance, to, first, ref random))
            {
                moves += push.Steps.Length;
                look(state, push, before);
            }
        }

        return moves;
    }

    private static (int Instance, int To, int First)? DrawPush(FlatState<AnyTerm> state, ref FastRandom random)
    {
        int instance = random.Next(state.Problem.InstanceCount), to = random.Next(state.Problem.HostCount), members = state.MembersOf(to).Length;
        return to != state.HostOf[instance] && members > 0 && state.AllowsMoveButForRoom(instance, to) ? (instance, to, random.Next(members)) : null;
    }
}
