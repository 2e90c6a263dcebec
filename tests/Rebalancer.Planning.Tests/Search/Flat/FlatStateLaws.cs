using FsCheck.Xunit;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Local;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Tests.Search.Flat;

/// <summary>What is known of a move without making it is what making it does.</summary>
[Properties(EndSize = 1_000_000)]
public sealed class FlatStateLaws
{
    [Cases(60)]
    public void What_a_move_is_evaluated_to_is_how_the_whole_cost_changes(int seed)
    {
        FlatCase flat = new(seed, 6, 24, isFeasible: true);
        Walk(flat, seed, allowedOnly: false, (state, before, delta) =>
        {
            int[] now = state.HostOf.ToArray();
            long cost = flat.CostOf(now);
            Assert.Equal(cost, state.Cost);
            Assert.True(delta is null || cost - flat.CostOf(before) == delta, $"evaluated to {delta}, changed by {cost - flat.CostOf(before)}");
        });
    }

    [Cases(120)]
    public void Moves_that_are_allowed_break_nothing_that_the_start_keeps(int seed)
    {
        FlatCase flat = new(seed, 6, 24, isFeasible: (seed & 1) == 0);
        Walk(flat, seed, allowedOnly: true, (state, _, _) => Assert.Empty(FlatCheck.Violations(flat.Problem, state.HostOf.ToArray())));
    }

    [Cases(120)]
    public void A_move_that_is_refused_would_break_something(int seed)
    {
        FlatCase flat = new(seed, 6, 20, isFeasible: true);
        Walk(flat, seed, allowedOnly: true, (state, _, _) =>
        {
            int[] now = state.HostOf.ToArray();
            FastRandom random = new(seed, 3);
            for (int i = 0; i < now.Length; i++)
            {
                int to = random.Next(flat.Problem.HostCount);
                if (to != now[i])
                {
                    int[] next = [.. now];
                    next[i] = to;
                    string[] broken = [.. FlatCheck.Violations(flat.Problem, next)];
                    Assert.True(broken.Length == 0 == state.AllowsMove(i, to), $"instance {i} to host {to}: {(broken.Length == 0 ? "refused" : broken[0])}");
                }
            }
        }, steps: 20);
    }

    [Cases(120)]
    public void Whoever_has_moved_is_within_its_reach(int seed)
    {
        FlatCase flat = new(seed, 6, 24, isFeasible: (seed & 1) == 0);
        Reach reach = Reach.Of(flat.Problem)!;
        Walk(flat, seed, allowedOnly: true, (state, _, _) =>
        {
            for (int i = 0; i < state.HostOf.Length; i++)
            {
                Assert.True(reach.HostsOf(i).Contains(state.HostOf[i]), $"instance {i} on host {state.HostOf[i]}");
            }
        });
    }

    [Cases(40)]
    public void Draws_come_to_everything_within_reach_and_to_nothing_else(int seed)
    {
        FlatCase flat = new(seed, 6, 24, isFeasible: true);
        Reach reach = Reach.Of(flat.Problem)!;
        FastRandom random = new(seed, 5);
        for (int i = 0; i < flat.Problem.InstanceCount; i++)
        {
            HashSet<int> drawn = [.. Enumerable.Range(0, 200).Select(_ => reach.Draw(i, unchecked((uint)(random.Next() >> 32))))];
            Assert.True(drawn.SetEquals(reach.HostsOf(i).ToArray()));
        }
    }

    [Cases(40)]
    public void A_placement_taken_over_is_worth_what_the_moves_to_it_made_it(int seed)
    {
        FlatCase flat = new(seed, 6, 24, isFeasible: true);
        FlatState<Sum<ExcessTerm, Sum<SquareTerm, Sum<OpenHostTerm, Sum<MoveCostTerm, DistanceTerm>>>>> loaded = new(flat.Problem, flat.Term());
        Walk(flat, seed, allowedOnly: true, (state, _, _) =>
        {
            loaded.Load(state.HostOf);
            Assert.Equal(state.Cost, loaded.Cost);
            int[] away = [.. Enumerable.Range(0, flat.Problem.InstanceCount).Where(i => state.HostOf[i] != flat.Problem.Origin[i])];
            Assert.Equal(away, Enumerable.Range(0, state.Away.Count).Select(place => state.Away[place]).Order());
            Assert.Equal(away, Enumerable.Range(0, loaded.Away.Count).Select(place => loaded.Away[place]).Order());
            for (int host = 0; host < flat.Problem.HostCount; host++)
            {
                Assert.Equal(state.MembersOf(host).ToArray().Order(), loaded.MembersOf(host).ToArray().Order());
                Assert.All(Enumerable.Range(0, flat.Problem.InstanceCount).Where(i => state.HostOf[i] != host), i => Assert.Equal(state.AllowsMove(i, host), loaded.AllowsMove(i, host)));
            }
        });
    }

    [Cases(120)]
    public void Somebody_makes_room_exactly_if_one_of_those_asked_could(int seed)
    {
        FlatCase flat = new(seed, 6, 24, isFeasible: (seed & 1) == 0);
        FastRandom random = new(seed, 4);
        Walk(flat, seed, allowedOnly: true, (state, _, _) =>
        {
            int instance = random.Next(flat.Problem.InstanceCount), to = random.Next(flat.Problem.HostCount), third = random.Next(flat.Problem.HostCount);
            int[] members = state.MembersOf(to).ToArray();
            if (to == state.HostOf[instance] || members.Length == 0)
            {
                return;
            }

            int first = random.Next(members.Length);
            int[] asked = [.. members[first..], .. members[..first]];
            Assert.Equal(asked.Append(-1).First(other => other < 0 || state.AllowsSwap(instance, other)), state.FindSwap(instance, to, first, asked.Length));

            int OnwardOf(int other) => flat.Problem.Origin[other] != to ? flat.Problem.Origin[other] : third;
            int expected = asked.Append(-1).First(other =>
                other < 0 || (OnwardOf(other) != to && OnwardOf(other) != state.HostOf[instance] && state.FitsChain(instance, other, OnwardOf(other))));
            int onward = third;
            Assert.Equal(expected, state.FindChain(instance, to, first, asked.Length, ref onward));
            Assert.True(expected < 0 || onward == OnwardOf(expected));
        });
    }

    [Cases(60)]
    public void A_trade_that_costs_more_than_it_may_is_not_made(int seed)
    {
        FlatCase flat = new(seed, 6, 24, isFeasible: true);
        FastRandom random = new(seed, 5);
        Walk(flat, seed, allowedOnly: true, (state, _, _) =>
        {
            int instance = random.Next(flat.Problem.InstanceCount), to = random.Next(flat.Problem.HostCount);
            var leaving = new int[4];
            int count = to == state.HostOf[instance] || state.MembersOf(to).Length == 0 ? 0 : state.ChooseTrade(instance, to, 0, leaving);
            if (count > 0)
            {
                int[] before = state.HostOf.ToArray();
                long cost = state.Cost, delta = state.DeltaOfTrade(instance, leaving.AsSpan(0, count));
                Assert.False(state.TryTrade(instance, leaving.AsSpan(0, count), delta - 1));
                Assert.Equal(before, state.HostOf.ToArray());
                Assert.Equal(cost, state.Cost);
            }
        });
    }

    private static void Walk(
        FlatCase flat,
        int seed,
        bool allowedOnly,
        Action<FlatState<Sum<ExcessTerm, Sum<SquareTerm, Sum<OpenHostTerm, Sum<MoveCostTerm, DistanceTerm>>>>>, int[], long?> look,
        int steps = 60)
    {
        FlatState<Sum<ExcessTerm, Sum<SquareTerm, Sum<OpenHostTerm, Sum<MoveCostTerm, DistanceTerm>>>>> state = new(flat.Problem, flat.Term());
        FastRandom random = new(seed, 1);
        for (int step = 0; step < steps; step++)
        {
            int instance = random.Next(flat.Problem.InstanceCount), other = random.Next(flat.Problem.InstanceCount), to = random.Next(flat.Problem.HostCount);
            int kind = random.Next(4);
            int[] before = state.HostOf.ToArray();
            if (kind == 0 && to != before[instance] && (!allowedOnly || state.AllowsMove(instance, to)))
            {
                long delta = state.DeltaOfMove(state.Departure(instance), instance, to);
                state.Move(instance, to);
                look(state, before, delta);
            }
            else if (kind == 1 && before[instance] != before[other] && (!allowedOnly || state.AllowsSwap(instance, other)))
            {
                long delta = state.DeltaOfSwap(instance, other);
                state.Swap(instance, other);
                look(state, before, delta);
            }
            else if (kind == 2 && before[instance] != before[other] && to != before[other] && to != before[instance])
            {
                long delta = state.DeltaOfChain(instance, other, to);
                bool moved = state.TryChain(instance, other, to);
                look(state, before, moved ? delta : null);
            }
            else if (kind == 3 && to != before[instance] && state.MembersOf(to).Length > 0)
            {
                var leaving = new int[3];
                int count = state.ChooseTrade(instance, to, random.Next(state.MembersOf(to).Length), leaving);
                if (count > 0)
                {
                    long delta = state.DeltaOfTrade(instance, leaving.AsSpan(0, count));
                    bool moved = state.TryTrade(instance, leaving.AsSpan(0, count), double.PositiveInfinity);
                    Assert.True(moved || before.AsSpan().SequenceEqual(state.HostOf));
                    look(state, before, moved ? delta : null);
                }
            }
        }
    }
}

