using Google.OrTools.Sat;
using Rebalancer.Planning.Compilation;

namespace Rebalancer.Planning.Exact;

/// <summary>Forbids that some instances end on these hosts together, by whatever way; or allows one way only, the cheapest.</summary>
/// <param name="Ends">By instance: the host, or below zero where it does not matter.</param>
/// <param name="Only">The one way that is allowed; <c>null</c> where there is none.</param>
internal sealed record EndsCut(int[] Ends, Placement? Only) : IPlacementCut
{
    public void AddTo(PlacementModel model)
    {
        PlacementProblem problem = model.Problem;
        int[] named = [.. Enumerable.Range(0, Ends.Length).Where(instance => Ends[instance] >= 0 && !problem.OptionsOf(instance).IsEmpty)];
        LinearExprBuilder there = LinearExpr.NewBuilder();
        foreach (int instance in named)
        {
            there.Add(model.EndsOn(instance, host => host == Ends[instance]));
        }

        if (Only is not null)
        {
            there.AddTerm(IsOnly(model, named), -1);
        }

        model.Model.Add(there <= named.Length - 1);
    }

    /// <summary>Whether everybody goes the one way.</summary>
    private BoolVar IsOnly(PlacementModel model, int[] named)
    {
        BoolVar isOnly = model.NewAuxiliary("only", (placement, _) => placement.Choice.AsSpan().SequenceEqual(Only!.Choice));
        foreach (int instance in named)
        {
            if (Only!.Choice[instance] is >= 0 and var option)
            {
                model.Model.AddImplication(isOnly, model.Chosen(option));
            }
            else
            {
                model.Model.Add(model.Moved(instance) == 0).OnlyEnforceIf(isOnly);
            }
        }

        return isOnly;
    }

    public bool Forbids(PlacementProblem problem, Placement placement)
    {
        int[] hosts = placement.FinalHosts(problem);
        return Enumerable.Range(0, Ends.Length).All(instance => Ends[instance] < 0 || hosts[instance] == Ends[instance])
            && !placement.Choice.AsSpan().SequenceEqual(Only is null ? [] : Only.Choice);
    }
}
