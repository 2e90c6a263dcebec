using Google.OrTools.Sat;
using Rebalancer.Planning.Compilation.Terms;
using Rebalancer.Planning.Exact;

namespace Rebalancer.Planning.Compilation;

/// <summary>One level of the objective: a weighted sum of terms; less is better.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="Unit">In what.</param>
/// <param name="Parts">The terms with their weights, 1 or more.</param>
internal sealed record Level(string Name, string Unit, params (long Weight, ObjectiveTerm Term)[] Parts)
{
    /// <summary>Whether where instances end decides the value, but for what the way of each costs by itself.</summary>
    public bool IsDecidedByEnds => Array.TrueForAll(Parts, part => part.Term.IsDecidedByEnds);

    /// <summary>The value of a placement.</summary>
    public long ValueOf(PlacementProblem problem, Placement placement, int[] finalHosts)
    {
        long value = 0;
        foreach ((long weight, ObjectiveTerm term) in Parts)
        {
            value += weight * term.ValueOf(problem, placement, finalHosts);
        }

        return value;
    }

    /// <summary>What no placement can go below, from the terms alone.</summary>
    public long FloorIn(PlacementProblem problem) => Parts.Sum(part => part.Weight * part.Term.FloorIn(problem));

    /// <summary>What no placement can go below, where nothing is known of options but who may move at all.</summary>
    public long FloorFor(PlacementProblem problem, IReadOnlyList<bool> mayMove) => Parts.Sum(part => part.Weight * part.Term.FloorFor(problem, mayMove));

    /// <summary>The value as an expression of a model.</summary>
    public LinearExpr In(PlacementModel model)
    {
        LinearExprBuilder sum = LinearExpr.NewBuilder();
        foreach ((long weight, ObjectiveTerm term) in Parts)
        {
            sum.AddTerm(model.ValueOf(term), weight);
        }

        return sum;
    }
}
