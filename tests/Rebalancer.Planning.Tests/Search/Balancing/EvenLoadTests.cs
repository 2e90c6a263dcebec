using FsCheck.Xunit;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Balancing;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Tests.Search.Flat;

namespace Rebalancer.Planning.Tests.Search.Balancing;

/// <summary>Even load with few moves, on flat problems with every rule.</summary>
[Properties(EndSize = 1_000_000)]
public sealed class EvenLoadTests
{
    private const double Tolerance = 1e-9;

    [Cases(200)]
    public void What_one_move_or_two_do_to_the_load_is_known_before_they_are_made(int seed)
    {
        FastRandom random = new(seed, 1);
        int hosts = 2 + random.Next(5), instances = 2 + random.Next(12);
        Measure measure = AnyMeasure(ref random, hosts, instances);
        int[]? binOf = random.Next(2) == 0 ? null : [.. Draw(ref random, hosts, hosts + 1).Select(bin => bin - 1)];
        int[] hostOf = Draw(ref random, instances, hosts);
        BinShares shares = new(measure, binOf);
        for (int trial = 0; trial < 50; trial++)
        {
            shares.Load(hostOf);
            int first = random.Next(instances), second = random.Next(3) == 0 ? -1 : (first + 1 + random.Next(instances - 1)) % instances;
            BalanceMove move = new(first, random.Next(hosts), second, second < 0 ? -1 : random.Next(hosts));
            double foretold = shares.After(hostOf, move);
            hostOf[first] = move.FirstTo;
            if (move.IsPair)
            {
                hostOf[second] = move.SecondTo;
            }

            shares.Load(hostOf);
            Assert.Equal(shares.Unevenness, foretold, Tolerance);
        }
    }

    [Cases(25)]
    public void No_rule_is_broken_and_no_more_moves_are_made_than_allowed(int seed)
    {
        FlatCase flat = new(seed, 6, 24, isFeasible: true);
        FastRandom random = new(seed, 2);
        int most = random.Next(8);
        BalanceGoal goal = new(AnyMeasure(ref random, 6, 24), AnyMeasure(ref random, 6, 24), 0) { SideWeight = random.Next(3) };
        Balance found = EvenLoad.Find(flat.Problem, goal, most, Trials(130_000, seed));
        Assert.Empty(FlatCheck.Violations(flat.Problem, found.HostOf));
        Assert.InRange(found.Moves, 0, most);
        Assert.True(Cost(found, goal, 6) <= Cost(EvenLoad.Find(flat.Problem, goal, 0, Trials(1, seed)), goal, 6) + Tolerance);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void In_as_many_moves_the_load_gets_more_even_than_by_the_best_move_each_time_and_a_second_load_too(int seed)
    {
        const int Hosts = 30, Instances = 240;
        FastRandom random = new(seed, 3);
        FlatProblem problem = new(Hosts, Instances, 1);
        problem.AddClass(HostSet.Of(Hosts, _ => true));
        for (int instance = 0; instance < Instances; instance++)
        {
            problem.Origin[instance] = (int)(Hosts * Math.Pow(random.NextDouble(), 1.5));
            problem.DemandOf(instance)[0] = 1;
        }

        for (int host = 0; host < Hosts; host++)
        {
            problem.CapacityOf(host)[0] = 40;
        }

        BalanceGoal goal = new(EqualHosts(ref random), EqualHosts(ref random), 0.1);
        Balance plain = SteepestDescent.Find(problem, goal, 1e-5, Instances);
        Balance found = EvenLoad.Find(problem, goal, plain.Moves, Trials(2_500_000, seed));
        Assert.True(found.Deviation < plain.Deviation, $"{found} against {plain}");
        Assert.True(found.SideDeviation < 0.1001 && plain.SideDeviation > 0.1001, $"{found} against {plain}");

        Measure EqualHosts(ref FastRandom random)
        {
            var loads = new double[Instances];
            foreach (ref double load in loads.AsSpan())
            {
                load = random.NextDouble() * 4;
            }

            return new Measure(loads, [.. Enumerable.Repeat(40.0, Hosts)]);
        }
    }

    private static SearchSettings Trials(long most, int seed) => new() { Seed = seed & int.MaxValue, TrialLimit = most };

    private static double Cost(Balance balance, BalanceGoal goal, int hosts) =>
        hosts * ((balance.Deviation * balance.Deviation) + (goal.SideWeight!.Value * balance.SideDeviation * balance.SideDeviation));

    private static int[] Draw(ref FastRandom random, int count, int limit)
    {
        var drawn = new int[count];
        foreach (ref int one in drawn.AsSpan())
        {
            one = random.Next(limit);
        }

        return drawn;
    }

    private static Measure AnyMeasure(ref FastRandom random, int bins, int instances) =>
        new([.. Draw(ref random, instances, 20).Select(load => (double)load)], [.. Draw(ref random, bins, 50).Select(size => size + 20.0)], [.. Draw(ref random, bins, 10).Select(load => (double)load)]);
}
