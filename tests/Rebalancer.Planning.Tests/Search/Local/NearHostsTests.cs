using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Local;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Tests.Search.Local;

/// <summary>Near hosts are drawn more often than far ones, all are drawn, and no two equally near ones differ.</summary>
public sealed class NearHostsTests
{
    private const int Draws = 200_000;

    [Fact]
    public void The_nearer_a_host_the_more_often_it_is_drawn()
    {
        // 60 hosts in 3 places, 2 of them in the first; one instance on each, all of one kind.
        FlatProblem problem = OneOnEach(60);
        int[] placeOf = [.. Enumerable.Range(0, 60).Select(host => host < 2 ? 0 : host < 20 ? 1 : 2)];
        NearHosts near = NearHosts.Of(problem, new DistanceTerm(new int[60], placeOf, 3, [0, 10, 20]))!;
        int[] drawn = new int[60];
        FastRandom random = new(1, 1);
        for (int draw = 0; draw < Draws; draw++)
        {
            drawn[near.Draw(5, (uint)(random.Next() >> 32))]++;
        }

        Assert.All(drawn, count => Assert.True(count > 0));
        Assert.True(drawn[..2].Min() > 2 * drawn[2..20].Max() && drawn[2..20].Min() > 2 * drawn[20..].Max(), string.Join(' ', drawn));
        Assert.True(drawn[20..].Max() < 1.3 * drawn[20..].Min(), string.Join(' ', drawn));
    }

    [Fact]
    public void Where_no_host_is_nearer_than_others_there_is_no_order()
    {
        FlatProblem problem = OneOnEach(20);
        Assert.Null(NearHosts.Of(problem, new MoveCostTerm(problem.Origin, [.. Enumerable.Repeat(7L, 20)])));
        Assert.NotNull(NearHosts.Of(problem, new DistanceTerm(new int[20], [.. Enumerable.Range(0, 20).Select(host => host % 2)], 2, [0, 1])));
    }

    private static FlatProblem OneOnEach(int hosts)
    {
        FlatProblem problem = new(hosts, hosts, 1);
        for (int host = 0; host < hosts; host++)
        {
            problem.Origin[host] = host;
        }

        return problem;
    }
}
