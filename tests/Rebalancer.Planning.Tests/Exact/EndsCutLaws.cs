using FsCheck.Xunit;
using Google.OrTools.Sat;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Exact;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sequencing;
using Rebalancer.Planning.Tests.Goals;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Tests.Exact;

/// <summary>Ways to given ends against all choices of options that lead there, and what is cut against what models let pass.</summary>
[Properties(Arbitrary = [typeof(GoalCases)])]
public sealed class EndsCutLaws
{
    private const int Draws = 12;
    private const int MostOptions = 60;
    private const int MostChoices = 400;

    [Cases(150)]
    public void The_cheapest_way_is_the_cheapest_choice_that_has_an_order(TinyGoalCase one, int seed)
    {
        PlacementProblem problem = ProblemOf(one);
        CheapestWay ways = new(problem);
        foreach (Placement placement in Placements(problem, seed))
        {
            int[] ends = placement.FinalHosts(problem);
            int[][] choices = [.. ends.Select((end, instance) => ChoicesOf(problem, instance, end))];
            if (problem.Options.Length > MostOptions || choices.Aggregate(1L, (product, of) => product * of.Length) > MostChoices)
            {
                continue;
            }

            OrderedPlacement? way = ways.Find(ends, out bool isProven);
            Assert.True(isProven);
            long[][] costs =
            [
                .. Products(choices).Select(choice => new Placement(choice))
                    .Where(same => MoveOrder.Find(problem, same, out _) is not null)
                    .Select(same => CostOf(problem, same)),
            ];
            Assert.Equal(costs.Length > 0, way is not null);
            if (way is not null)
            {
                Assert.Equal(ends, way.Placement.FinalHosts(problem));
                Assert.NotNull(MoveOrder.Find(problem, way.Placement, out _));
                Assert.Equal(way.Placement.Moves(problem).Sum(option => option.MoveCount), way.Moves.Count);
                long[] cost = CostOf(problem, way.Placement);
                Assert.All(costs, other => Assert.True(cost.AsSpan().SequenceCompareTo(other) <= 0));
            }
        }
    }

    [Cases(60)]
    public void A_model_lets_pass_what_a_cut_does_not_forbid(TinyGoalCase one, int seed)
    {
        PlacementProblem problem = ProblemOf(one);
        EndsCuts ends = new(problem, new SearchBudget(one.Repeatable, CancellationToken.None));
        Placement[] placements = [.. Placements(problem, seed)];
        foreach (Placement placement in placements.Where(_ => problem.Options.Length <= MostOptions))
        {
            if (MoveOrder.Find(problem, placement, out _) is not null || ends.Of(placement).Cut is not { } cut)
            {
                continue;
            }

            Assert.True(cut.Forbids(problem, placement));
            foreach (Placement other in (Placement[])[.. placements, .. cut.Only is { } only ? [only] : Array.Empty<Placement>()])
            {
                Assert.Equal(IsIn(problem, other, []) && !cut.Forbids(problem, other), IsIn(problem, other, [cut]));
                Assert.False(cut.Forbids(problem, other) && cut.Only is null && MoveOrder.Find(problem, other, out _) is not null);
            }
        }
    }

    private static PlacementProblem ProblemOf(TinyGoalCase one)
    {
        PlanState start = PlanState.Of(one.Cluster);
        return new ProblemCompiler(start, one.Goal, new GoalScope(start, one.Goal), one.Profile).WithDetours(isOnlyWhereBetter: false);
    }

    private static bool IsIn(PlacementProblem problem, Placement placement, IPlacementCut[] cuts)
    {
        PlacementModel model = new(problem, cuts);
        for (int option = 0; option < problem.Options.Length; option++)
        {
            model.Model.Add(model.Chosen(option) == (placement.Choice[problem.Options[option].Instance] == option ? 1 : 0));
        }

        using CpSolver solver = new();
        return solver.Solve(model.Model) is CpSolverStatus.Optimal or CpSolverStatus.Feasible;
    }

    /// <summary>Some instances go some way each, most of them nowhere.</summary>
    private static IEnumerable<Placement> Placements(PlacementProblem problem, int seed)
    {
        FastRandom random = new(seed, 3);
        for (int draw = 0; draw < Draws; draw++)
        {
            Placement placement = Placement.Unmoved(problem);
            for (int instance = 0; instance < problem.InstanceCount; instance++)
            {
                int count = problem.OptionsOf(instance).Length;
                placement.Choice[instance] = count > 0 && random.Next(2) == 0 ? problem.FirstOption[instance] + random.Next(count) : -1;
            }

            yield return placement;
        }
    }

    private static int[] ChoicesOf(PlacementProblem problem, int instance, int end) =>
    [
        .. problem.Start.HostOf(instance) == end ? [-1] : Array.Empty<int>(),
        .. Enumerable.Range(problem.FirstOption[instance], problem.OptionsOf(instance).Length).Where(option => problem.Options[option].Destination == end),
    ];

    private static IEnumerable<int[]> Products(int[][] choices) =>
        choices.Aggregate<int[], IEnumerable<int[]>>([[]], (all, of) => all.SelectMany(prefix => of.Select(one => (int[])[.. prefix, one])));

    private static long[] CostOf(PlacementProblem problem, Placement placement) => placement.ValuesIn(problem, problem.Levels.AsSpan(^GoalLevels.CostLevels..));
}
