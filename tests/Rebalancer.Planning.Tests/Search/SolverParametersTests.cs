using Google.OrTools.Sat;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.Tests.Search;

public sealed class SolverParametersTests
{
    /// <summary>A budget of transfer, three capacities and three moves to make: CP-SAT's dual reductions call this infeasible.</summary>
    [Fact]
    public void A_feasible_model_is_not_called_infeasible_by_presolve()
    {
        CpModel model = new();
        BoolVar[] x = [.. Enumerable.Range(0, 15).Select(index => model.NewBoolVar($"x{index}"))];
        foreach (int[] options in (int[][])[[1, 2, 3], [5, 6, 7], [8, 9], [12, 13]])
        {
            model.AddAtMostOne(options.Select(index => x[index]));
        }

        AtMost(3, [4, 6, 7, 0, 11], [4, 4, 4, -2, -2]);
        AtMost(4480, [2, 3, 4, 6, 7, 9, 13, 0, 10, 11, 14], [1024, 1024, 2048, 2048, 2048, 4096, 1024, -1024, -512, -1024, -4096]);
        AtMost(4, [2, 3, 4, 6, 7, 9, 10, 11, 14], [1, 1, 2, 2, 2, 4, -1, -2, -4]);
        AtMost(
            8L << 30,
            [.. Enumerable.Range(0, 15)],
            [3222147809, 1165975544, 1165975544, 0, 6446140292, 6446140292, 6446140292, 4294967296, 4442541248, 4442541248, 537101496, 3313459192, 1074664161, 1074664161, 4309724691]);
        AtMost(-3, [1, 2, 3, 5, 6, 7, 8, 9, 12, 13], [-1, -1, -1, -1, -1, -1, -1, -1, -1, -1]);
        model.Minimize(x[3] + x[7]);
        using CpSolver solver = new() { StringParameters = SolverParameters.Of(new SearchBudget(new PlanningOptions(), CancellationToken.None)) };

        // 3, 8 and 12 taken is feasible; 1, 8 and 12 as well, at no cost.
        Assert.Equal(CpSolverStatus.Optimal, solver.Solve(model));
        Assert.Equal(0, solver.ObjectiveValue);

        void AtMost(long limit, int[] indexes, long[] amounts) => model.Add(LinearExpr.WeightedSum(indexes.Select(index => x[index]), amounts) <= limit);
    }
}
