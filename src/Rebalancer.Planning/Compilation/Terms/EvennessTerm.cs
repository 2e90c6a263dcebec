using Google.OrTools.Sat;
using Rebalancer.Planning.Exact;

namespace Rebalancer.Planning.Compilation.Terms;

/// <summary>How uneven the load is: the sum of the squares of what utilisations (in thousandths) differ from the mean, or the largest of them.</summary>
/// <param name="utilisations">What is evened out.</param>
/// <param name="isMaximum">Whether the largest counts instead of the squares.</param>
/// <param name="isClosed">Whether whoever moves ends on a host that counts.</param>
internal sealed class EvennessTerm(Utilisation[] utilisations, bool isMaximum, bool isClosed) : ObjectiveTerm
{
    private readonly Utilisation[][] measures = [.. utilisations.GroupBy(bin => bin.Measure).Select(measure => measure.ToArray())];

    public override long ValueOf(PlacementProblem problem, Placement placement, int[] finalHosts)
    {
        long value = 0;
        MoveOption[] moves = [.. placement.Moves(problem)];
        foreach (Utilisation[] bins in measures)
        {
            long[] changes = bins[0].ChangesBy(problem, moves);
            foreach (Utilisation bin in bins)
            {
                long thousandths = Utilisation.Of(bin.StartLoad + changes[bin.Index], bin.Capacity);
                value = isMaximum ? Math.Max(value, bin.Weight * thousandths) : value + (bin.Weight * Square(thousandths - bin.Mean));
            }
        }

        return value;
    }

    public override long FloorIn(PlacementProblem problem) => Floor(problem, instance => !problem.OptionsOf(instance).IsEmpty).With(problem.Limits.MaxMoves ?? problem.InstanceCount);

    public override long FloorFor(PlacementProblem problem, IReadOnlyList<bool> mayMove) => Floor(problem, instance => mayMove[instance]).With(problem.Limits.MaxMoves ?? problem.InstanceCount);

    public override Func<long, long> FewestMoves(PlacementProblem problem, Predicate<int> mayMove) => Floor(problem, mayMove).MovesFor;

    public override LinearExpr In(PlacementModel model)
    {
        LinearExprBuilder sum = LinearExpr.NewBuilder();
        List<(IntVar Thousandths, Utilisation Bin)> bins = [.. utilisations.Select(bin => (ThousandthsOf(model, bin), bin))];
        if (isMaximum)
        {
            IntVar largest = model.NewAuxiliary("largest", 0, bins.Select(bin => bin.Bin.Weight * MostOf(bin.Bin)).DefaultIfEmpty(0).Max(), placement => ValueOf(model.Problem, placement, []));
            foreach ((IntVar thousandths, Utilisation bin) in bins)
            {
                model.Model.Add(LinearExpr.Term(thousandths, bin.Weight) <= largest);
            }

            return largest;
        }

        foreach ((IntVar thousandths, Utilisation bin) in bins)
        {
            long most = Math.Max(Square(bin.Mean), Square(MostOf(bin) - bin.Mean));
            IntVar square = model.NewAuxiliary("square", 0, most, placement => Square(Utilisation.Of(bin.LoadOf(model.Problem, placement), bin.Capacity) - bin.Mean));
            IntVar difference = model.NewAuxiliary("difference", -bin.Mean, MostOf(bin) - bin.Mean, placement => Utilisation.Of(bin.LoadOf(model.Problem, placement), bin.Capacity) - bin.Mean);
            model.Model.Add(difference == LinearExpr.Affine(thousandths, 1, -bin.Mean));
            model.Model.AddMultiplicationEquality(square, [difference, difference]);
            sum.AddTerm(square, bin.Weight);
        }

        return sum;
    }

    /// <summary>The utilisation as a variable: the load's nearest thousandth of the capacity.</summary>
    private static IntVar ThousandthsOf(PlacementModel model, Utilisation bin)
    {
        PlacementProblem problem = model.Problem;
        LinearExprBuilder load = LinearExpr.NewBuilder();
        load.Add(bin.StartLoad);
        for (int option = 0; option < problem.Options.Length; option++)
        {
            MoveOption move = problem.Options[option];
            long change = bin.ChangeBy(problem.Start.HostOf(move.Instance), move);
            if (change != 0)
            {
                load.AddTerm(model.Chosen(option), change);
            }
        }

        IntVar thousandths = model.NewAuxiliary("thousandths", 0, MostOf(bin), placement => Utilisation.Of(bin.LoadOf(problem, placement), bin.Capacity));
        LinearExpr rest = LinearExpr.Term(load, 2000) - LinearExpr.Term(thousandths, 2 * bin.Capacity);
        model.Model.AddLinearConstraint(rest, -bin.Capacity, bin.Capacity - 1);
        return thousandths;
    }

    private EvennessFloor Floor(PlacementProblem problem, Predicate<int> mayMove) => new(measures, isMaximum, isClosed, problem, mayMove);

    private static long MostOf(Utilisation bin) => Utilisation.Of(bin.MostLoad, bin.Capacity);

    private static long Square(long value) => value * value;
}
