using Google.OrTools.Sat;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;

namespace Rebalancer.Planning.Exact;

/// <summary>Adds an order of the moves to a placement model, so that only placements that can be reached move by move remain (cells apart).</summary>
internal sealed class OrderTerms
{
    private readonly PlacementProblem problem;
    private readonly PlacementModel placement;
    private readonly CpModel model;
    private readonly int[] movers;
    private readonly Dictionary<(int First, int Second), ILiteral> before = [];
    private readonly Dictionary<int, IntVar> ranks = [];

    private OrderTerms(PlacementProblem problem, PlacementModel placement)
    {
        this.problem = problem;
        this.placement = placement;
        model = placement.Model;
        movers = [.. Enumerable.Range(0, problem.InstanceCount).Where(instance => !problem.OptionsOf(instance).IsEmpty)];
        foreach (int mover in movers)
        {
            ranks[mover] = model.NewIntVar(0, movers.Length - 1, $"rank{mover}");
        }
    }

    /// <summary>How many terms the order would take, about.</summary>
    public static long SizeOf(PlacementProblem problem)
    {
        long movers = Enumerable.Range(0, problem.InstanceCount).LongCount(instance => !problem.OptionsOf(instance).IsEmpty);
        return movers * problem.Options.Length;
    }

    /// <summary>Adds the order.</summary>
    public static void AddTo(PlacementProblem problem, PlacementModel placement)
    {
        OrderTerms terms = new(problem, placement);
        for (int option = 0; option < problem.Options.Length; option++)
        {
            terms.AddArrival(option);
        }
    }

    private void AddArrival(int option)
    {
        Cluster cluster = problem.Start.Cluster;
        MoveOption arrival = problem.Options[option];
        int host = arrival.Destination;
        for (int c = 0; c < problem.ClassCount; c++)
        {
            int resource = c;
            long amount = problem.Start.AmountsOn(arrival.Instance, host)[c];
            if (amount > 0)
            {
                Limit(
                    option,
                    problem.ArrivalLimits[(host * problem.ClassCount) + c] - problem.Start.Used(host, c) - amount,
                    instance => problem.Start.AmountsOn(instance, host)[resource],
                    instance => problem.Start.HeldBy(instance)[resource]);
            }
        }

        foreach (int group in cluster.GroupsOf(arrival.Instance))
        {
            ServerGroup rules = cluster.ServerGroups[group];
            if (rules.Policy == GroupPolicy.AntiAffinity)
            {
                long MemberOf(int instance) => cluster.GroupsOf(instance).Contains(group) ? 1 : 0;
                Limit(option, rules.MaxServerPerHost - problem.Start.MembersOn(group, host) - 1, MemberOf, MemberOf);
            }
            else if (problem.Start.RequiresCompany(group))
            {
                RequireCompany(option, group);
            }
        }
    }

    /// <summary>What came before, less what left before, leaves room for the arrival.</summary>
    private void Limit(int option, long room, Func<int, long> arrivalAmount, Func<int, long> departureAmount)
    {
        MoveOption arrival = problem.Options[option];
        LinearExprBuilder change = LinearExpr.NewBuilder();
        long most = 0;
        foreach (int other in movers)
        {
            if (other == arrival.Instance)
            {
                continue;
            }

            if (problem.Start.HostOf(other) == arrival.Destination)
            {
                if (departureAmount(other) is > 0 and var leaving)
                {
                    change.AddTerm(LeftBefore(other, arrival.Instance), -leaving);
                }
            }
            else if (arrivalAmount(other) is > 0 and var coming)
            {
                for (int index = problem.FirstOption[other]; index < problem.FirstOption[other + 1]; index++)
                {
                    if (problem.Options[index].Destination == arrival.Destination)
                    {
                        change.AddTerm(CameBefore(index, arrival.Instance), coming);
                        most += coming;
                    }
                }
            }
        }

        if (most > room)
        {
            model.Add(change <= room).OnlyEnforceIf(placement.Chosen(option));
        }
    }

    /// <summary>A member of a strict affinity group finds another one on its destination.</summary>
    private void RequireCompany(int option, int group)
    {
        Cluster cluster = problem.Start.Cluster;
        MoveOption arrival = problem.Options[option];
        LinearExprBuilder company = LinearExpr.NewBuilder();
        company.Add(problem.Start.SettledMembersOn(group, arrival.Destination));
        foreach (int other in movers)
        {
            if (other == arrival.Instance || !cluster.GroupsOf(other).Contains(group))
            {
                continue;
            }

            if (problem.Start.HostOf(other) == arrival.Destination)
            {
                BoolVar gone = model.NewBoolVar("gone");
                model.Add(gone >= placement.Moved(other) + LinearExpr.Affine(Before(other, arrival.Instance), 1, -1));
                company.AddTerm(gone, -1);
                continue;
            }

            for (int index = problem.FirstOption[other]; index < problem.FirstOption[other + 1]; index++)
            {
                if (problem.Options[index].Destination == arrival.Destination)
                {
                    BoolVar there = model.NewBoolVar("there");
                    model.AddImplication(there, placement.Chosen(index));
                    model.AddImplication(there, Before(other, arrival.Instance));
                    company.AddTerm(there, 1);
                }
            }
        }

        model.Add(company >= 1).OnlyEnforceIf(placement.Chosen(option));
    }

    /// <summary>1 at least when another option is taken before an instance moves.</summary>
    private BoolVar CameBefore(int option, int instance)
    {
        BoolVar came = model.NewBoolVar("came");
        model.AddBoolOr([came, placement.Chosen(option).Not(), Before(problem.Options[option].Instance, instance).Not()]);
        return came;
    }

    /// <summary>1 at most when another instance has left before an instance moves.</summary>
    private BoolVar LeftBefore(int other, int instance)
    {
        BoolVar left = model.NewBoolVar("left");
        model.Add(placement.Moved(other) >= left);
        model.AddImplication(left, Before(other, instance));
        return left;
    }

    private ILiteral Before(int first, int second)
    {
        if (before.TryGetValue((first, second), out ILiteral? known))
        {
            return known;
        }

        BoolVar isBefore = model.NewBoolVar($"b{first}_{second}");
        model.Add(LinearExpr.Affine(ranks[first], 1, 1) <= ranks[second]).OnlyEnforceIf(isBefore);
        model.Add(LinearExpr.Affine(ranks[second], 1, 1) <= ranks[first]).OnlyEnforceIf(isBefore.Not());
        before[(first, second)] = isBefore;
        before[(second, first)] = isBefore.Not();
        return isBefore;
    }
}
