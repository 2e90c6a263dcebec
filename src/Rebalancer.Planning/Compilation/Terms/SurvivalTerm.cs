using System.Collections.Concurrent;
using Google.OrTools.Sat;
using Rebalancer.Planning.Exact;
using Rebalancer.Planning.Goals;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Compilation.Terms;

/// <summary>How many hosts or racks of some could not fail in the end: for their instances no places were found on the others.</summary>
/// <remarks>The encoding knows amounts and lasting rules, so that it can be too hopeful, never the reverse; the value comes from a real look for places.</remarks>
internal sealed class SurvivalTerm(Survival survival) : ObjectiveTerm
{
    private readonly ConcurrentDictionary<string, long> known = [];

    /// <summary>Which cells are taken in the end may depend on who stopped where on the way.</summary>
    public override bool IsDecidedByEnds => false;

    public override long ValueOf(PlacementProblem problem, Placement placement, int[] finalHosts)
    {
        Hop[] moves = [.. placement.Moves(problem).SelectMany(option => option.HopsFrom(problem.Start))];
        string key = string.Join(' ', moves.Select(move => (move.Instance, move.Destination)));
        return known.GetOrAdd(key, _ => Enumerable.Range(0, survival.Failures.Length).LongCount(place => !survival.Of(place, moves).IsShown));
    }

    public override LinearExpr In(PlacementModel model)
    {
        LinearExprBuilder sum = LinearExpr.NewBuilder();
        for (int place = 0; place < survival.Failures.Length; place++)
        {
            sum.Add(Fails(model, place));
        }

        return sum;
    }

    private BoolVar Fails(PlacementModel model, int place)
    {
        PlacementProblem problem = model.Problem;
        Failure failure = survival.Failures[place];
        BoolVar fails = model.Model.NewBoolVar($"fails{place}");
        var arrivals = new List<(int Instance, BoolVar Goes)>[problem.HostCount];
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            LinearExpr isThere = model.EndsOn(instance, failure.Takes);
            if (!failure.Takes(problem.Start.HostOf(instance)) && !problem.OptionsOf(instance).ToArray().Any(option => failure.Takes(option.Destination)))
            {
                continue;
            }

            LinearExprBuilder places = LinearExpr.NewBuilder();
            places.Add(fails);
            for (int destination = 0; destination < problem.HostCount; destination++)
            {
                if (survival.MayGo(place, instance, destination) && HasRoomAtAll(problem, instance, destination))
                {
                    BoolVar goes = model.Model.NewBoolVar("goes");
                    model.Model.Add(goes <= isThere);
                    places.AddTerm(goes, 1);
                    (arrivals[destination] ??= []).Add((instance, goes));
                }
            }

            model.Model.Add(places >= isThere);
        }

        for (int destination = 0; destination < arrivals.Length; destination++)
        {
            LimitAmounts(model, destination, arrivals[destination] ?? []);
        }

        return fails;
    }

    private static bool HasRoomAtAll(PlacementProblem problem, int instance, int destination)
    {
        ReadOnlySpan<long> amounts = problem.Start.AmountsOn(instance, destination);
        for (int c = 0; c < amounts.Length; c++)
        {
            if (amounts[c] > problem.ArrivalLimits[(destination * problem.ClassCount) + c])
            {
                return false;
            }
        }

        return true;
    }

    private static void LimitAmounts(PlacementModel model, int destination, List<(int Instance, BoolVar Goes)> arrivals)
    {
        PlacementProblem problem = model.Problem;
        PlanState start = problem.Start;
        for (int c = 0; c < problem.ClassCount; c++)
        {
            LinearExprBuilder load = LinearExpr.NewBuilder();
            bool isNeeded = false;
            foreach ((int instance, BoolVar goes) in arrivals)
            {
                long amount = start.AmountsOn(instance, destination)[c];
                load.AddTerm(goes, amount);
                isNeeded |= amount > 0;
            }

            if (!isNeeded)
            {
                continue;
            }

            foreach (int option in model.OptionsInto(destination))
            {
                load.AddTerm(model.Chosen(option), start.AmountsOn(problem.Options[option].Instance, destination)[c]);
            }

            foreach (int instance in model.MoversOn(destination))
            {
                load.AddTerm(model.Moved(instance), -start.HeldBy(instance)[c]);
            }

            // What is above the limit at the start may stay so, where nobody seeks refuge.
            long limit = problem.ArrivalLimits[(destination * problem.ClassCount) + c] - start.Used(destination, c);
            BoolVar takesAny = model.Model.NewBoolVar("takes");
            foreach ((int instance, BoolVar goes) in arrivals)
            {
                if (start.AmountsOn(instance, destination)[c] > 0)
                {
                    model.Model.AddImplication(goes, takesAny);
                }
            }

            model.Model.Add(load <= limit).OnlyEnforceIf(takesAny);
        }
    }
}
