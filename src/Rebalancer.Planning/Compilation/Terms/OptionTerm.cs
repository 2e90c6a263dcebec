using Google.OrTools.Sat;
using Rebalancer.Planning.Exact;

namespace Rebalancer.Planning.Compilation.Terms;

/// <summary>A cost of each instance by itself: of staying, or of the option taken.</summary>
/// <param name="stayCost">The cost of an instance that stays.</param>
/// <param name="moveCost">The cost of a chosen option.</param>
internal sealed class OptionTerm(Func<int, long> stayCost, Func<MoveOption, long> moveCost) : ObjectiveTerm
{
    public override long ValueOf(PlacementProblem problem, Placement placement, int[] finalHosts)
    {
        long value = 0;
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            int option = placement.Choice[instance];
            value += option < 0 ? stayCost(instance) : moveCost(problem.Options[option]);
        }

        return value;
    }

    public override long FloorIn(PlacementProblem problem)
    {
        long floor = 0;
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            long least = stayCost(instance);
            foreach (MoveOption option in problem.OptionsOf(instance))
            {
                least = Math.Min(least, moveCost(option));
            }

            floor += least;
        }

        return floor;
    }

    public override LinearExpr In(PlacementModel model)
    {
        PlacementProblem problem = model.Problem;
        LinearExprBuilder sum = LinearExpr.NewBuilder();
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            long stay = stayCost(instance);
            sum.Add(stay);
            for (int option = problem.FirstOption[instance]; option < problem.FirstOption[instance + 1]; option++)
            {
                long cost = moveCost(problem.Options[option]) - stay;
                if (cost != 0)
                {
                    sum.AddTerm(model.Chosen(option), cost);
                }
            }
        }

        return sum;
    }
}
