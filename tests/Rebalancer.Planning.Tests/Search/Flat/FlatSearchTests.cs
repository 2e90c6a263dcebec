using FsCheck.Xunit;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Local;
using Rebalancer.Planning.Search.Neighbourhoods;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Tests.Search.Flat;

/// <summary>What holds of every answer of the search.</summary>
[Properties(EndSize = 1_000_000)]
public sealed class FlatSearchTests
{
    [Cases(20)]
    public void An_answer_is_feasible_worth_what_it_says_and_never_worse_than_the_start(int seed)
    {
        FlatCase flat = new(seed, 8, 40, isFeasible: (seed & 1) == 0);
        SearchAnswer answer = FlatSearch.Run(flat.Problem, flat.Term, new SearchSettings { Seed = seed, TrialLimit = 100_000 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(FlatCheck.Violations(flat.Problem, answer.HostOf));
        Assert.Equal(flat.CostOf(answer.HostOf), answer.Cost);
        Assert.True(answer.Cost <= flat.CostOf(flat.Problem.Origin));
    }

    [Cases(6)]
    public void A_tiny_problem_is_solved_as_well_as_by_trying_everything(int seed)
    {
        FlatCase flat = new(seed, 3, 7, isFeasible: true);
        int[] hostOf = new int[7];
        long best = long.MaxValue;
        for (int code = 0; code < 2187; code++)
        {
            for (int i = 0, rest = code; i < 7; i++, rest /= 3)
            {
                hostOf[i] = rest % 3;
            }

            best = FlatCheck.Violations(flat.Problem, hostOf).Any() ? best : Math.Min(best, flat.CostOf(hostOf));
        }

        SearchAnswer answer = FlatSearch.Run(flat.Problem, flat.Term, new SearchSettings { TrialLimit = 1_500_000 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(best, answer.Cost);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public void One_worker_with_a_limit_of_trials_repeats(int seed)
    {
        FlatCase flat = new(seed, 10, 80, isFeasible: true);
        SearchAnswer Search() => FlatSearch.Run(flat.Problem, flat.Term, new SearchSettings { Seed = seed, TrialLimit = 300_000 }, cancellation: TestContext.Current.CancellationToken);
        (SearchAnswer first, SearchAnswer second) = (Search(), Search());
        Assert.Equal(first.HostOf, second.HostOf);
        Assert.Equal((first.Cost, first.Tried, first.Evaluated), (second.Cost, second.Tried, second.Evaluated));
    }

    [Fact]
    public void Workers_share_the_best_and_report_each_better_one()
    {
        FlatCase flat = new(5, 10, 80, isFeasible: true);
        List<SearchProgress> heard = [];
        SearchAnswer answer = FlatSearch.Run(
            flat.Problem, flat.Term, new SearchSettings { Workers = 3, TrialLimit = 200_000 }, new Listener(heard.Add), TestContext.Current.CancellationToken);
        Assert.Equal(flat.CostOf(answer.HostOf), answer.Cost);
        Assert.Equal(answer.Cost, heard[^1].Cost);
        Assert.Equal(heard.Select(progress => progress.Cost).OrderDescending(), heard.Select(progress => progress.Cost));
    }

    [Fact]
    public void A_bound_that_is_met_and_a_wish_to_stop_end_the_search()
    {
        FlatCase flat = new(5, 10, 80, isFeasible: true);
        SearchSettings endless = new() { TrialLimit = long.MaxValue / 2 };
        long start = flat.CostOf(flat.Problem.Origin);
        Assert.True(FlatSearch.Run(flat.Problem, flat.Term, endless with { Bound = start - 1 }, cancellation: TestContext.Current.CancellationToken).Cost < start);
        using CancellationTokenSource stop = new();
        SearchAnswer answer = FlatSearch.Run(flat.Problem, flat.Term, endless, new Listener(_ => stop.Cancel()), stop.Token);
        Assert.Equal(flat.CostOf(answer.HostOf), answer.Cost);
    }

    /// <summary>Where instances hold both ends of a move, cooling scatters them and has no time to bring them back; it once left 8 % of this gap.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void In_few_trials_for_many_instances_moves_downhill_close_most_of_the_gap(int seed)
    {
        const int Hosts = 200, Instances = 5000, TrialsPerInstance = 60;
        FastRandom random = new(seed, 3);
        FlatProblem problem = new(Hosts, Instances, 4);
        problem.HeldAtBothEnds[0] = true;
        long[] sums = new long[4], targets = new long[problem.Capacities.Length], weights = new long[targets.Length];
        long[] used = new long[targets.Length];
        for (int instance = 0; instance < Instances; instance++)
        {
            problem.Origin[instance] = random.Next(Hosts * 2 / 3);
            for (int quantity = 0; quantity < sums.Length; quantity++)
            {
                int demand = 1 + random.Next(1000);
                problem.DemandOf(instance)[quantity] = demand;
                sums[quantity] += demand;
                used[(problem.Origin[instance] * problem.LaneCount) + quantity] += demand;
            }
        }

        for (int lane = 0; lane < targets.Length; lane++)
        {
            targets[lane] = sums[lane % problem.LaneCount] / Hosts;
            weights[lane] = 10;
            problem.Capacities[lane] = Math.Max(targets[lane] * 5 / 4, used[lane]);
        }

        SearchSettings few = new() { Seed = seed, TrialLimit = TrialsPerInstance * Instances, Bound = 0 };
        SearchAnswer answer = FlatSearch.Run(problem, () => new ExcessTerm(targets, weights), few, cancellation: TestContext.Current.CancellationToken);
        long start = new FlatState<ExcessTerm>(problem, new ExcessTerm(targets, weights)).Cost;
        Assert.True(answer.Cost < start * 0.04, $"{answer.Cost} of {start}");
    }

    [Fact]
    public void Moves_allocate_nothing()
    {
        FlatCase flat = new(3, 20, 300, isFeasible: true);
        FlatState<Sum<ExcessTerm, Sum<SquareTerm, Sum<OpenHostTerm, Sum<MoveCostTerm, DistanceTerm>>>>> state = new(flat.Problem, flat.Term());
        Annealing<Sum<ExcessTerm, Sum<SquareTerm, Sum<OpenHostTerm, Sum<MoveCostTerm, DistanceTerm>>>>> annealing = new(
            state, AwayPrices.Of(flat.Problem), Proposals.Of(flat.Problem, flat.Term()), new FastRandom(1, 1));
        for (int warm = 0; warm < 500; warm++)
        {
            annealing.Run(warm % 3 * 500, warm % 2, pushes: true);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        long evaluated = annealing.Evaluated;
        for (int block = 0; block < 50; block++)
        {
            annealing.Run(block % 3 * 50, block % 2, pushes: true);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(annealing.Evaluated > evaluated + 1000);
    }

    [Cases(15)]
    public void Solving_a_few_hosts_exactly_keeps_every_rule_and_never_costs_more(int seed)
    {
        FlatCase flat = new(seed, 8, 40, isFeasible: (seed & 1) == 0);
        FlatState<Sum<ExcessTerm, Sum<SquareTerm, Sum<OpenHostTerm, Sum<MoveCostTerm, DistanceTerm>>>>> state = new(flat.Problem, flat.Term());
        HostsNeighbourhood<Sum<ExcessTerm, Sum<SquareTerm, Sum<OpenHostTerm, Sum<MoveCostTerm, DistanceTerm>>>>> neighbourhood = new(state, new FastRandom(seed, 2));
        for (int step = 0; step < 6; step++)
        {
            long before = state.Cost;
            bool improved = neighbourhood.Step();
            Assert.Equal(improved, state.Cost < before);
            Assert.Equal(flat.CostOf(state.HostOf.ToArray()), state.Cost);
            Assert.Empty(FlatCheck.Violations(flat.Problem, state.HostOf.ToArray()));
        }
    }

    private sealed class Listener(Action<SearchProgress> hear) : IProgress<SearchProgress>
    {
        public void Report(SearchProgress value) => hear(value);
    }
}
