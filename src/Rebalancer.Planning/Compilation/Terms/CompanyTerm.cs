using Google.OrTools.Sat;
using Rebalancer.Planning.Exact;

namespace Rebalancer.Planning.Compilation.Terms;

/// <summary>The distance between two instances, wherever they are: 0 on one host, 1 within one rack, 2 within one zone, 3 otherwise.</summary>
/// <param name="first">One instance.</param>
/// <param name="second">The other.</param>
/// <param name="neighbourhoods">By what closeness is told, the closest first: for each host the number of its neighbourhood.</param>
internal sealed class CompanyTerm(int first, int second, int[][] neighbourhoods) : ObjectiveTerm
{
    public override long ValueOf(PlacementProblem problem, Placement placement, int[] finalHosts) =>
        neighbourhoods.Count(of => of[finalHosts[first]] != of[finalHosts[second]]);

    public override LinearExpr In(PlacementModel model)
    {
        LinearExprBuilder apart = LinearExpr.NewBuilder();
        apart.Add(neighbourhoods.Length);
        foreach (int[] of in neighbourhoods)
        {
            for (int place = 0; place <= of.Max(); place++)
            {
                int watched = place;
                LinearExpr here = model.EndsOn(first, host => of[host] == watched);
                LinearExpr there = model.EndsOn(second, host => of[host] == watched);
                BoolVar both = model.NewAuxiliary("both", finalHosts => of[finalHosts[first]] == watched && of[finalHosts[second]] == watched);
                model.Model.Add(both <= here);
                model.Model.Add(both <= there);
                apart.AddTerm(both, -1);
            }
        }

        return apart;
    }
}
