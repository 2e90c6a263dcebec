using Google.OrTools.Sat;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;

namespace Rebalancer.Planning.Exact;

/// <summary>Adds an order of the moves to a placement model, so that only placements that can be reached move by move remain (cells apart).</summary>
/// <remarks>Each instance has two events: its first move and its second, which come at once where it goes straight.</remarks>
internal sealed class OrderTerms
{
    private readonly PlacementProblem problem;
    private readonly PlacementModel placement;
    private readonly CpModel model;
    private readonly int[] movers;
    private readonly bool hasDetours;
    private readonly Dictionary<(Event First, Event Second), ILiteral> before = [];
    private readonly Dictionary<Event, IntVar> ranks = [];

    private OrderTerms(PlacementProblem problem, PlacementModel placement)
    {
        this.problem = problem;
        this.placement = placement;
        model = placement.Model;
        movers = [.. Enumerable.Range(0, problem.InstanceCount).Where(instance => !problem.OptionsOf(instance).IsEmpty)];
        hasDetours = problem.Options.Any(option => option.Detour is not null);
        int last = (movers.Length * (hasDetours ? 2 : 1)) - 1;
        foreach (int mover in movers)
        {
            ranks[new Event(mover, false)] = model.NewIntVar(0, last, $"rank{mover}");
            if (hasDetours)
            {
                ranks[new Event(mover, true)] = model.NewIntVar(0, last, $"second{mover}");
                model.Add(ranks[new Event(mover, false)] < ranks[new Event(mover, true)]);
            }
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
            MoveOption move = problem.Options[option];
            if (move.Detour is { } stop)
            {
                terms.AddArrival(option, stop.Host, new Event(move.Instance, false));
            }

            terms.AddArrival(option, move.Destination, new Event(move.Instance, move.Detour is not null));
        }
    }

    private void AddArrival(int option, int host, Event arrival)
    {
        Cluster cluster = problem.Start.Cluster;
        for (int c = 0; c < problem.ClassCount; c++)
        {
            int resource = c;
            long amount = problem.Start.AmountsOn(arrival.Instance, host)[c];
            if (amount > 0)
            {
                Limit(
                    option,
                    host,
                    arrival,
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
                Limit(option, host, arrival, rules.MaxServerPerHost - problem.Start.MembersOn(group, host) - 1, MemberOf, MemberOf);
            }
            else if (problem.Start.RequiresCompany(group))
            {
                RequireCompany(option, host, arrival, group);
            }
        }
    }

    /// <summary>What came before, less what left before, leaves room for the arrival.</summary>
    private void Limit(int option, int host, Event arrival, long room, Func<int, long> arrivalAmount, Func<int, long> departureAmount)
    {
        LinearExprBuilder change = LinearExpr.NewBuilder();
        long most = 0;
        foreach (int other in movers)
        {
            if (problem.Start.HostOf(other) == host && departureAmount(other) is > 0 and var leaving)
            {
                // Its own first departure frees the room into which it returns.
                if (other == arrival.Instance)
                {
                    room += arrival.IsSecond ? leaving : 0;
                }
                else
                {
                    change.AddTerm(LeftBefore(other, arrival), -leaving);
                }
            }

            if (other == arrival.Instance || arrivalAmount(other) is not (> 0 and var coming))
            {
                continue;
            }

            for (int index = problem.FirstOption[other]; index < problem.FirstOption[other + 1]; index++)
            {
                foreach (ILiteral there in ThereAt(index, host, arrival))
                {
                    change.AddTerm((BoolVar)there, coming);
                    most += coming;
                }
            }
        }

        if (most > room)
        {
            model.Add(change <= room).OnlyEnforceIf(placement.Chosen(option));
        }
    }

    /// <summary>Literals of which one holds at least when an option has brought its instance to a host before an event and not yet further.</summary>
    private IEnumerable<ILiteral> ThereAt(int option, int host, Event arrival)
    {
        MoveOption move = problem.Options[option];
        Event first = new(move.Instance, false);
        Event second = new(move.Instance, move.Detour is not null);
        if (move.Destination == host)
        {
            BoolVar came = model.NewBoolVar("came");
            model.AddBoolOr([came, placement.Chosen(option).Not(), Before(second, arrival).Not()]);
            yield return came;
        }

        if (move.Detour is { } stop && stop.Host == host)
        {
            BoolVar stops = model.NewBoolVar("stops");
            model.AddBoolOr([stops, placement.Chosen(option).Not(), Before(first, arrival).Not(), Before(second, arrival)]);
            yield return stops;
        }
    }

    /// <summary>A member of a strict affinity group finds another one on its destination.</summary>
    private void RequireCompany(int option, int host, Event arrival, int group)
    {
        Cluster cluster = problem.Start.Cluster;
        LinearExprBuilder company = LinearExpr.NewBuilder();
        company.Add(problem.Start.SettledMembersOn(group, host) - (problem.Start.HostOf(arrival.Instance) == host ? 1 : 0));
        foreach (int other in movers)
        {
            if (other == arrival.Instance || !cluster.GroupsOf(other).Contains(group))
            {
                continue;
            }

            if (problem.Start.HostOf(other) == host)
            {
                BoolVar gone = model.NewBoolVar("gone");
                model.Add(gone >= placement.Moved(other) + LinearExpr.Affine(Before(new Event(other, false), arrival), 1, -1));
                company.AddTerm(gone, -1);
            }

            for (int index = problem.FirstOption[other]; index < problem.FirstOption[other + 1]; index++)
            {
                MoveOption move = problem.Options[index];
                bool isStop = move.Detour is { } stop && stop.Host == host;
                if (move.Destination != host && !isStop)
                {
                    continue;
                }

                BoolVar there = model.NewBoolVar("there");
                model.AddImplication(there, placement.Chosen(index));
                model.AddImplication(there, Before(new Event(other, move.Detour is not null && !isStop), arrival));
                if (isStop)
                {
                    model.AddImplication(there, Before(new Event(other, true), arrival).Not());
                }

                company.AddTerm(there, 1);
            }
        }

        model.Add(company >= 1).OnlyEnforceIf(placement.Chosen(option));
    }

    /// <summary>1 at most when another instance has left the host it starts on before an event.</summary>
    private BoolVar LeftBefore(int other, Event arrival)
    {
        BoolVar left = model.NewBoolVar("left");
        model.Add(placement.Moved(other) >= left);
        model.AddImplication(left, Before(new Event(other, false), arrival));
        return left;
    }

    private ILiteral Before(Event first, Event second)
    {
        if (before.TryGetValue((first, second), out ILiteral? known))
        {
            return known;
        }

        BoolVar isBefore = model.NewBoolVar("before");
        model.Add(LinearExpr.Affine(ranks[first], 1, 1) <= ranks[second]).OnlyEnforceIf(isBefore);
        model.Add(LinearExpr.Affine(ranks[second], 1, 1) <= ranks[first]).OnlyEnforceIf(isBefore.Not());
        before[(first, second)] = isBefore;
        before[(second, first)] = isBefore.Not();
        return isBefore;
    }

    /// <summary>A move of an instance.</summary>
    /// <param name="Instance">The instance.</param>
    /// <param name="IsSecond">Whether it is the one after a stop.</param>
    private readonly record struct Event(int Instance, bool IsSecond);
}
