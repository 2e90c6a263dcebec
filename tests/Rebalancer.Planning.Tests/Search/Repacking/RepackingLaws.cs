using FsCheck.Xunit;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Repacking;

namespace Rebalancer.Planning.Tests.Search.Repacking;

/// <summary>Hosts emptied with few moves, against all placements of a tiny problem.</summary>
[Properties(EndSize = 1_000_000)]
public sealed class RepackingLaws
{
    private const int Hosts = 4;
    private const int Instances = 7;

    // A search may miss the one placement of thousands for which nearly everybody has to move.
    private const int Findable = 5;

    [Cases(20)]
    public void A_host_is_emptied_with_the_fewest_moves_and_the_first_placement_is_told_once(int seed)
    {
        FlatProblem problem = HostLimits.Closed(Any(seed), [true, false, false, false]);
        int? fewest = Placements().Where(hostOf => !hostOf.Contains(0) && IsFeasible(problem, hostOf)).Min(hostOf => (int?)Moves(problem, hostOf));
        List<int[]> told = [];

        var found = FewestMoves.Find(problem, new SearchSettings { Seed = seed, TrialLimit = 2_000_000 }, first: hostOf => told.Add([.. hostOf]));

        Assert.True(found.IsFeasible ? fewest is not null : fewest is null or > Findable);
        if (found.IsFeasible)
        {
            Assert.DoesNotContain(0, found.HostOf);
            Assert.True(IsFeasible(problem, found.HostOf));
            Assert.Equal(fewest, Moves(problem, found.HostOf));
            Assert.Equal(fewest, found.Moves);
            Assert.True(found.Bound <= fewest);
            int[] first = Assert.Single(told);
            Assert.DoesNotContain(0, first);
            Assert.True(IsFeasible(problem, first));
        }
        else
        {
            Assert.Empty(told);
        }
    }

    [Cases(50)]
    public void Hosts_emptied_one_after_the_other_are_empty_within_the_moves_and_nobody_breaks_a_limit(int seed)
    {
        FlatProblem problem = Any(seed);
        int mostMoves = (seed & 15) % (Instances + 1);
        StepwiseEmptying steps = new(problem, new bool[Hosts], seed);

        bool[] isEmpty = steps.Run(Enumerable.Range(0, Hosts - 1), _ => mostMoves, static () => false);

        int[] hostOf = steps.HostOf.ToArray();
        Assert.True(IsFeasible(problem, hostOf));
        Assert.All(hostOf, host => Assert.False(isEmpty[host]));
        Assert.InRange(Moves(problem, hostOf), 0, mostMoves);
    }

    [Cases(6)]
    public void As_many_hosts_are_emptied_as_can_be_by_any_number_of_workers(int seed)
    {
        FlatProblem problem = Any(seed);
        int most = Placements().Where(hostOf => Moves(problem, hostOf) <= Findable && IsFeasible(problem, hostOf)).Max(Empty);
        SearchSettings settings = new() { Seed = seed, Workers = 1 + (seed & 3), TimeLimit = TimeSpan.FromSeconds(0.5) };

        Consolidation found = new Consolidator(problem, settings).ToFewest(null);

        Assert.True(IsFeasible(problem, found.Repacking.HostOf));
        Assert.All(found.Repacking.HostOf, host => Assert.False(found.IsClosed[host]));
        Assert.Equal(Moves(problem, found.Repacking.HostOf), found.Repacking.Moves);
        Assert.InRange(found.Repacking.Moves, found.Bound, Instances);
        Assert.InRange(Empty(found.Repacking.HostOf), most, found.MostEmpty);
    }

    [Cases(10)]
    public void Nothing_that_there_is_is_ruled_out_and_what_is_found_keeps_to_the_limits(int seed)
    {
        FlatProblem problem = Any(seed);
        bool[] mayClose = [.. Enumerable.Range(0, Hosts).Select(host => host > 0 || (seed & 3) > 0)];
        ClassModel model = new(problem, mayClose);
        SearchSettings settings = new() { Seed = seed, Workers = 1 + (seed & 1) };
        int[][] feasible = [.. Placements().Where(hostOf => IsFeasible(problem, hostOf))];
        for (int count = 0; count < Hosts; count++)
        {
            int? fewest = feasible.Where(hostOf => Enumerable.Range(0, Hosts).Count(host => mayClose[host] && !hostOf.Contains(host)) >= count).Min(hostOf => (int?)Moves(problem, hostOf));
            if (fewest is { } moves)
            {
                int[] found = model.Find(count, moves, 20, settings, out bool isImpossible)!;
                Assert.False(isImpossible);
                Assert.True(IsFeasible(problem, found));
                Assert.Equal(moves, Moves(problem, found));
                Assert.True(Enumerable.Range(0, Hosts).Count(host => mayClose[host] && !found.Contains(host)) >= count);
            }

            Assert.Null(model.Find(count, (fewest ?? Instances + 1) - 1, 20, settings, out bool isRuledOut));
            Assert.True(isRuledOut);
        }
    }

    [Cases(6)]
    public void No_more_hosts_can_be_empty_within_the_moves_than_is_said(int seed)
    {
        FlatProblem problem = Any(seed);
        int mostMoves = (seed & 7) % 6;
        int most = Placements().Where(hostOf => Moves(problem, hostOf) <= mostMoves && IsFeasible(problem, hostOf)).Max(Empty);
        SearchSettings settings = new() { Seed = seed, TimeLimit = TimeSpan.FromSeconds(2) };

        Consolidation found = new Consolidator(problem, settings).ToFewest(null, mostMoves, proves: true);

        Assert.InRange(Moves(problem, found.Repacking.HostOf), 0, mostMoves);
        Assert.Equal((most, most), (Empty(found.Repacking.HostOf), found.MostEmpty));
    }

    private static IEnumerable<int[]> Placements() =>
        Enumerable.Range(0, 1 << (2 * Instances)).Select(code => Enumerable.Range(0, Instances).Select(instance => code >> (2 * instance) & 3).ToArray());

    private static bool IsFeasible(FlatProblem problem, int[] hostOf) => !FlatCheck.Violations(problem, hostOf).Any();

    private static int Empty(int[] hostOf) => Hosts - hostOf.Distinct().Count();

    private static int Moves(FlatProblem problem, int[] hostOf) => problem.Origin.Zip(hostOf).Count(pair => pair.First != pair.Second);

    private static FlatProblem Any(int seed)
    {
        FastRandom random = new(seed, 3);
        FlatProblem problem = new(Hosts, Instances, 2);
        for (int instance = 0; instance < Instances; instance++)
        {
            problem.Origin[instance] = random.Next(Hosts);
            problem.GroupOf[instance] = random.Next(3) == 0 ? 0 : -1;
            problem.DemandOf(instance)[0] = 1 + random.Next(8);
            problem.DemandOf(instance)[1] = 1 + random.Next(8);
        }

        int[] together = [.. Enumerable.Range(0, Instances).Where(instance => problem.GroupOf[instance] == 0).Select(instance => problem.Origin[instance])];
        problem.Groups = [new FlatGroup(together.CountBy(host => host).Select(pair => pair.Value).DefaultIfEmpty(1).Max(), 0)];
        for (int host = 0; host < Hosts; host++)
        {
            for (int quantity = 0; quantity < 2; quantity++)
            {
                problem.CapacityOf(host)[quantity] = Enumerable.Range(0, Instances).Where(i => problem.Origin[i] == host).Sum(i => problem.DemandOf(i)[quantity]) + random.Next(8);
            }
        }

        return problem;
    }
}
