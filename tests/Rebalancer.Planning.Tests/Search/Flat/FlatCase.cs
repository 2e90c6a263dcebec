using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Tests.Search.Flat;

/// <summary>A random flat problem with every term and every rule, from a seed.</summary>
internal sealed class FlatCase
{
    private readonly long[] targets;
    private readonly long[] excessWeights;
    private readonly long[] units;
    private readonly long[] levels;
    private readonly long[] squareWeights;
    private readonly long[] openCosts;
    private readonly long[] moveCosts;
    private readonly int[] kindOf;
    private readonly int[] placeOf;
    private readonly long[] distances;

    /// <summary>A problem whose start keeps every rule if wanted, and may break each if not.</summary>
    public FlatCase(int seed, int hosts, int instances, bool isFeasible)
    {
        FastRandom random = new(seed, 7);
        int quantities = 1 + random.Next(6);
        FlatProblem problem = new(hosts, instances, quantities);
        for (int q = 0; q < quantities; q++)
        {
            problem.HeldAtBothEnds[q] = random.Next(3) == 0;
        }

        for (int host = 0; host < hosts; host++)
        {
            problem.DomainOf[host] = random.Next(Math.Max(1, hosts / 2));
        }

        int picky = problem.AddClass(HostSet.Of(hosts, host => host % 2 == 0 || random.Next(2) == 0));
        problem.Groups = [.. Enumerable.Range(0, 1 + (instances / 3)).Select(_ => new FlatGroup(1, 0))];
        for (int i = 0; i < instances; i++)
        {
            problem.Origin[i] = random.Next(hosts);
            problem.GroupOf[i] = Math.Max(-1, random.Next(problem.Groups.Length + 2) - 2);
            bool mayStay = problem.AllowedHosts[picky].Contains(problem.Origin[i]);
            problem.ClassOf[i] = random.Next(3) == 0 && (mayStay || !isFeasible) ? picky : 0;
            foreach (ref long demand in problem.DemandOf(i))
            {
                demand = random.Next(4) == 0 ? 0 : random.Next(20);
            }
        }

        for (int g = 0; g < problem.Groups.Length; g++)
        {
            int[] origins = [.. Enumerable.Range(0, instances).Where(i => problem.GroupOf[i] == g).Select(i => problem.Origin[i])];
            int most = origins.CountBy(host => host).Select(pair => pair.Value).DefaultIfEmpty(1).Max();
            int domains = origins.Select(host => problem.DomainOf[host]).Distinct().Count();
            problem.Groups[g] = isFeasible
                ? new FlatGroup(most + random.Next(2), random.Next(domains + 1))
                : new FlatGroup(1 + random.Next(2), random.Next(4));
        }

        for (int host = 0; host < hosts; host++)
        {
            for (int q = 0; q < quantities; q++)
            {
                long start = Enumerable.Range(0, instances).Where(i => problem.Origin[i] == host).Sum(i => problem.DemandOf(i)[q]);
                problem.CapacityOf(host)[q] = random.Next(5) == 0 ? FlatProblem.Unlimited : start + random.Next(40) - (isFeasible ? 0 : 15);
            }
        }

        Problem = problem;
        long[] Lanes(Func<long> value)
        {
            var lanes = new long[hosts * problem.LaneCount];
            for (int host = 0; host < hosts; host++)
            {
                for (int q = 0; q < quantities; q++)
                {
                    lanes[(host * problem.LaneCount) + q] = value();
                }
            }

            return lanes;
        }

        targets = Lanes(() => random.Next(60));
        excessWeights = Lanes(() => random.Next(5));
        units = Lanes(() => 1 + random.Next(1 << 21));
        levels = Lanes(() => random.Next(30));
        squareWeights = Lanes(() => random.Next(3));
        openCosts = [.. Enumerable.Range(0, hosts).Select(_ => (long)random.Next(200))];
        moveCosts = [.. Enumerable.Range(0, instances).Select(_ => (long)random.Next(30) - 5)];
        kindOf = [.. Enumerable.Range(0, instances).Select(_ => random.Next(3))];
        placeOf = [.. Enumerable.Range(0, hosts).Select(_ => random.Next(4))];
        distances = [.. Enumerable.Range(0, 12).Select(_ => (long)random.Next(40))];
    }

    public FlatProblem Problem { get; }

    public Sum<ExcessTerm, Sum<SquareTerm, Sum<OpenHostTerm, Sum<MoveCostTerm, DistanceTerm>>>> Term() => new(
        new ExcessTerm(targets, excessWeights),
        new(new SquareTerm(units, levels, squareWeights), new(new OpenHostTerm(openCosts), new(new MoveCostTerm(Problem.Origin, moveCosts), new DistanceTerm(kindOf, placeOf, 4, distances)))));

    /// <summary>The terms that pieces say exactly.</summary>
    public Sum<ExcessTerm, OpenHostTerm> StraightTerm() => new(new ExcessTerm(targets, excessWeights), new OpenHostTerm(openCosts));

    public long CostOf(int[] hostOf) => FlatCheck.CostOf(Problem, Term(), hostOf);
}
