using Google.OrTools.Sat;
using Rebalancer.Planning.Compilation;

namespace Rebalancer.Planning.Exact;

/// <summary>Something that a model has to keep from, beyond what it knows of the problem.</summary>
internal interface IPlacementCut
{
    /// <summary>Adds it to a model of the problem.</summary>
    void AddTo(PlacementModel model);

    /// <summary>Whether a placement is among those that it forbids.</summary>
    bool Forbids(PlacementProblem problem, Placement placement);
}

/// <summary>Forbids a combination of choices that cannot be ordered: at least one of its terms must be otherwise.</summary>
/// <param name="Terms">The choices, together impossible.</param>
internal sealed record PlacementCut(IReadOnlyList<CutTerm> Terms) : IPlacementCut
{
    public void AddTo(PlacementModel model)
    {
        LinearExprBuilder otherwise = LinearExpr.NewBuilder();
        foreach (CutTerm term in Terms)
        {
            int sign = term.Holds ? -1 : 1;
            otherwise.Add(term.Holds ? 1 : 0);
            if (term.Option is { } option)
            {
                otherwise.AddTerm(model.Chosen(option), sign);
            }
            else
            {
                otherwise.AddTerm(model.Moved(term.Instance), sign);
            }
        }

        model.Model.Add(otherwise >= 1);
    }

    public bool Forbids(PlacementProblem problem, Placement placement) =>
        Terms.All(term => term.Holds == (term.Option is { } option ? placement.Choice[term.Instance] == option : placement.Choice[term.Instance] >= 0));

    /// <summary>Forbids exactly these moves, or <c>null</c> where the problem does not offer them all.</summary>
    public static PlacementCut? Of(PlacementProblem problem, IReadOnlyCollection<Hop> moves)
    {
        Placement placement = Placement.Unmoved(problem);
        foreach (IGrouping<int, Hop> instance in moves.GroupBy(move => move.Instance))
        {
            Hop[] hops = [.. instance];
            int index = Array.FindIndex(problem.Options, problem.FirstOption[instance.Key], problem.OptionsOf(instance.Key).Length, option => option.HopsFrom(problem.Start).SequenceEqual(hops));
            if (index < 0)
            {
                return null;
            }

            placement.Choice[instance.Key] = index;
        }

        return Of(problem, placement);
    }

    /// <summary>Forbids exactly this placement: somebody of it must do otherwise, or somebody else must move too.</summary>
    public static PlacementCut Of(PlacementProblem problem, Placement placement) => new(
    [
        .. Enumerable.Range(0, problem.InstanceCount)
            .Where(instance => !problem.OptionsOf(instance).IsEmpty)
            .Select(instance => placement.Choice[instance] is >= 0 and var option ? new CutTerm(instance, option, true) : new CutTerm(instance, null, false)),
    ]);
}

/// <summary>One choice of a cut.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Option">An option of it, or <c>null</c> for moving at all.</param>
/// <param name="Holds">Whether it is taken.</param>
internal readonly record struct CutTerm(int Instance, int? Option, bool Holds);
