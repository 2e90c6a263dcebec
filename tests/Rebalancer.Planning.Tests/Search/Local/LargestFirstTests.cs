using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Local;

namespace Rebalancer.Planning.Tests.Search.Local;

/// <summary>Large instances are drawn more often, all are drawn, and size is measured by what all hosts have.</summary>
public sealed class LargestFirstTests
{
    [Fact]
    public void Half_of_the_draws_are_of_the_largest_eighth_and_everybody_is_drawn()
    {
        FlatProblem problem = new(2, 64, 2);
        for (int instance = 0; instance < 64; instance++)
        {
            // Of the first quantity there is a thousand times as much; by its numbers the order would be the other way round.
            problem.DemandOf(instance)[0] = 1000 - instance;
            problem.DemandOf(instance)[1] = 1 + (2 * instance);
        }

        for (int host = 0; host < 2; host++)
        {
            problem.CapacityOf(host)[0] = 1_000_000;
            problem.CapacityOf(host)[1] = 1000;
        }

        LargestFirst largest = new(problem);
        int[] drawn = new int[64];
        FastRandom random = new(1, 1);
        for (int draw = 0; draw < 100_000; draw++)
        {
            drawn[largest.Draw((uint)(random.Next() >> 32))]++;
        }

        Assert.InRange(drawn[56..].Sum(), 49_000, 51_000);
        Assert.All(drawn, count => Assert.True(count > 0));
        Assert.Equal(63, Array.IndexOf(drawn, drawn.Max()));
        Assert.Equal(63, largest.Draw(0));
        Assert.Equal(0, largest.Draw(uint.MaxValue));
    }

    [Fact]
    public void A_host_without_a_limit_does_not_make_a_quantity_weightless()
    {
        FlatProblem problem = new(3, 64, 2);
        for (int instance = 0; instance < 64; instance++)
        {
            problem.DemandOf(instance)[0] = 1 + instance;
            problem.DemandOf(instance)[1] = 64 - instance;
        }

        for (int host = 0; host < 3; host++)
        {
            problem.CapacityOf(host)[0] = host == 0 ? FlatProblem.Unlimited : 100;
            problem.CapacityOf(host)[1] = 100_000;
        }

        Assert.Equal(63, new LargestFirst(problem).Draw(0));
    }
}
