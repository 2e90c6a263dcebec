using Google.OrTools.Sat;
using Rebalancer.Planning.Exact;

namespace Rebalancer.Planning.Compilation.Terms;

/// <summary>A level of which so much is good enough that less counts no better: then the levels after it decide.</summary>
/// <param name="level">The level.</param>
/// <param name="enough">What is good enough.</param>
/// <param name="most">What no placement that is looked for goes above, at least <paramref name="enough"/>.</param>
internal sealed class EnoughTerm(Level level, long enough, long most) : ObjectiveTerm
{
    public override long ValueOf(PlacementProblem problem, Placement placement, int[] finalHosts) => Math.Max(enough, level.ValueOf(problem, placement, finalHosts));

    public override long FloorIn(PlacementProblem problem) => Math.Max(enough, level.FloorIn(problem));

    public override LinearExpr In(PlacementModel model)
    {
        IntVar value = model.NewAuxiliary("enough", enough, most, placement => ValueOf(model.Problem, placement, placement.FinalHosts(model.Problem)));
        model.Model.Add(level.In(model) <= value);
        return value;
    }
}
