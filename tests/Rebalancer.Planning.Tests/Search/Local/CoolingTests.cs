using Rebalancer.Planning.Search.Local;

namespace Rebalancer.Planning.Tests.Search.Local;

/// <summary>Which temperatures a pilot shows to be worth the time.</summary>
public sealed class CoolingTests
{
    private const long Bound = 1_000;

    // The gap to the bound is as large as it is hot, over nine orders of magnitude.
    private static readonly (double Temperature, long Cost)[] Pilot = [.. Enumerable.Range(0, 31).Select(halvings => (Math.Pow(2, 30 - halvings), Bound + (1L << (30 - halvings))))];

    [Fact]
    public void Where_a_gap_closes_by_orders_of_magnitude_each_of_them_has_its_time()
    {
        Cooling known = Cooling.From(Pilot, Bound), unknown = Cooling.From(Pilot, long.MinValue);
        Assert.InRange(known.Cold, 1, 2);
        Assert.InRange(unknown.Cold, 1e6, 5e6);
        Assert.True(known.Hot < unknown.Hot);
    }

    [Fact]
    public void A_gap_that_falls_only_a_little_longer_than_the_cost_does_not_close()
    {
        Cooling closing = Cooling.From(Pilot, Bound), open = Cooling.From(Pilot, Bound - 10_000_000);
        Assert.True(closing.ClosesGap);
        Assert.False(open.ClosesGap);
        Assert.InRange(open.Cold, 1e5, 1e6);
    }

    [Fact]
    public void A_bound_far_below_changes_nothing() =>
        Assert.Equal(Cooling.From(Pilot, long.MinValue), Cooling.From(Pilot, -1L << 50));

    [Fact]
    public void It_is_as_hot_as_shown_first_falls_all_the_time_and_freezes_in_the_end()
    {
        Cooling cooling = new(100, 1);
        double[] temperatures = [.. Enumerable.Range(0, 101).Select(percent => cooling.At(percent / 100.0))];
        Assert.Equal(100, temperatures[0]);
        Assert.Equal(temperatures.OrderDescending(), temperatures);
        Assert.InRange(temperatures[94], 0.9, 1.1);
        Assert.InRange(temperatures[100], 0, 0.01);
    }

    [Fact]
    public void Large_instances_have_settled_before_half_of_the_orders_of_magnitude_and_a_reheat_stays_below()
    {
        Cooling cooling = new(1e6, 1e2);
        Assert.InRange(cooling.Settled, 1e4, 1e5);
        Assert.True(cooling.From(0.5).Hot < cooling.Settled);
    }
}
