using Google.OrTools.Sat;
using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Repacking;

/// <summary>How many instances of each class end on each host, where those of a class are alike in all that counts: a model for CP-SAT without regard to who is who.</summary>
/// <remarks>
/// It knows capacities, allowed hosts and how many of a group one host may have, and leaves out domains and what moves hold at both
/// ends. So whatever it excludes is impossible; what it finds still has to be checked.
/// </remarks>
internal sealed class ClassModel
{
    private const long MostPairs = 40_000;

    // Both raise bounds, the one by many cuts, the other by reduced costs; further workers do what the solver has them do.
    private const string Parts = "subsolvers:\"max_lp\",subsolvers:\"reduced_costs\"";

    private readonly FlatProblem problem;
    private readonly bool[]? mayClose;
    private readonly int[][] classes;

    /// <param name="problem">Where everybody is.</param>
    /// <param name="mayClose">By host: whether it may be emptied; all may where <c>null</c>.</param>
    public ClassModel(FlatProblem problem, bool[]? mayClose)
    {
        this.problem = problem;
        this.mayClose = mayClose;
        classes =
        [
            .. Enumerable.Range(0, problem.InstanceCount)
                .GroupBy(instance => (string.Join(' ', problem.DemandOf(instance).ToArray()), problem.ClassOf[instance], problem.GroupOf[instance]))
                .Select(alike => alike.ToArray()),
        ];
    }

    /// <summary>Whether it is small enough to say something within seconds.</summary>
    public bool IsSmall => (long)classes.Length * problem.HostCount <= MostPairs;

    /// <summary>Looks for a placement with enough empty hosts and few enough moves.</summary>
    /// <param name="count">How many hosts are to be empty, of those that may.</param>
    /// <param name="mostMoves">How many moves there may be.</param>
    /// <param name="seconds">The longest look.</param>
    /// <param name="settings">Workers and seed.</param>
    /// <param name="isImpossible">Whether there is proven to be none.</param>
    /// <returns>One that keeps every rule, or <c>null</c> if none was found.</returns>
    public int[]? Find(int count, int mostMoves, double seconds, SearchSettings settings, out bool isImpossible)
    {
        CpModel model = new();
        BoolVar[] closed = [.. Enumerable.Range(0, problem.HostCount).Select(host => model.NewBoolVar(""))];
        model.Add(LinearExpr.Sum(closed) == count);
        IntVar?[,] counts = Counts(model, closed, mostMoves);
        AddGroups(model, counts);
        AddCapacities(model, counts, closed);
        using CpSolver solver = new()
        {
            StringParameters = FormattableString.Invariant(
                $"num_workers:{settings.Workers},random_seed:{settings.Seed & int.MaxValue},max_time_in_seconds:{seconds},stop_after_first_solution:true,{Parts},{SolverParameters.Sound}"),
        };
        CpSolverStatus status = solver.Solve(model);
        isImpossible = status == CpSolverStatus.Infeasible;
        return status is CpSolverStatus.Optimal or CpSolverStatus.Feasible ? Checked(Placement(solver, counts), count, mostMoves) : null;
    }

    /// <summary>By class and host how many are there in the end, where any could be; and no more of them leave their hosts than may move.</summary>
    private IntVar?[,] Counts(CpModel model, BoolVar[] closed, int mostMoves)
    {
        var counts = new IntVar?[classes.Length, closed.Length];
        LinearExprBuilder moves = LinearExpr.NewBuilder();
        for (int kind = 0; kind < classes.Length; kind++)
        {
            var natives = new int[closed.Length];
            foreach (int instance in classes[kind])
            {
                natives[problem.Origin[instance]]++;
            }

            LinearExprBuilder all = LinearExpr.NewBuilder();
            for (int host = 0; host < closed.Length; host++)
            {
                if (MostOn(host, kind, natives[host]) is > 0 and var most)
                {
                    IntVar here = model.NewIntVar(0, most, "");
                    counts[kind, host] = here;
                    all.Add(here);
                    if (natives[host] > 0)
                    {
                        IntVar leave = model.NewIntVar(0, natives[host], "");
                        model.Add(leave + here >= natives[host]);
                        model.Add(leave >= natives[host] * closed[host]);
                        moves.Add(leave);
                    }
                }
            }

            model.Add(all == classes[kind].Length);
        }

        model.Add(moves <= mostMoves);
        model.Minimize(moves);
        return counts;
    }

    private long MostOn(int host, int kind, int natives)
    {
        int one = classes[kind][0];
        if (!problem.AllowedHosts[problem.ClassOf[one]].Contains(host))
        {
            return natives;
        }

        long most = classes[kind].Length;
        for (int quantity = 0; quantity < problem.QuantityCount; quantity++)
        {
            long demand = problem.DemandOf(one)[quantity];
            most = demand > 0 && problem.CapacityOf(host)[quantity] < FlatProblem.Unlimited ? Math.Min(most, problem.CapacityOf(host)[quantity] / demand) : most;
        }

        return Math.Max(most, natives);
    }

    private void AddGroups(CpModel model, IntVar?[,] counts)
    {
        foreach (IGrouping<int, int> group in Enumerable.Range(0, classes.Length).Where(kind => GroupOf(kind) >= 0).GroupBy(GroupOf))
        {
            for (int host = 0; host < problem.HostCount; host++)
            {
                IntVar[] here = [.. group.Select(kind => counts[kind, host]).OfType<IntVar>()];
                int natives = group.Sum(kind => classes[kind].Count(instance => problem.Origin[instance] == host));
                if (here.Length > 0)
                {
                    model.Add(LinearExpr.Sum(here) <= Math.Max(problem.Groups[group.Key].MostPerHost, natives));
                }
            }
        }
    }

    private int GroupOf(int kind) => problem.GroupOf[classes[kind][0]];

    private void AddCapacities(CpModel model, IntVar?[,] counts, BoolVar[] closed)
    {
        for (int host = 0; host < closed.Length; host++)
        {
            if (mayClose?[host] == false)
            {
                model.Add(closed[host] == 0);
            }

            for (int quantity = 0; quantity < problem.QuantityCount; quantity++)
            {
                AddCapacity(model, counts, closed[host], host, quantity);
            }

            IntVar[] here = [.. Enumerable.Range(0, classes.Length).Select(kind => counts[kind, host]).OfType<IntVar>()];
            model.Add(LinearExpr.Sum(here) == 0).OnlyEnforceIf(closed[host]);
        }
    }

    private void AddCapacity(CpModel model, IntVar?[,] counts, BoolVar closed, int host, int quantity)
    {
        // Who is there may stay, even if a host is overfull.
        long most = problem.CapacityOf(host)[quantity], now = 0;
        LinearExprBuilder use = LinearExpr.NewBuilder();
        for (int kind = 0; kind < classes.Length; kind++)
        {
            long demand = problem.DemandOf(classes[kind][0])[quantity];
            now += demand * classes[kind].Count(instance => problem.Origin[instance] == host);
            if (counts[kind, host] is { } here && demand != 0)
            {
                use.AddTerm(here, demand);
            }
        }

        if (most < FlatProblem.Unlimited)
        {
            most = Math.Max(most, now);
            model.Add(use + (most * closed) <= most);
        }
    }

    /// <summary>Somebody's host for everybody: of each class as many stay as can.</summary>
    private int[] Placement(CpSolver solver, IntVar?[,] counts)
    {
        int[] hostOf = [.. problem.Origin];
        for (int kind = 0; kind < classes.Length; kind++)
        {
            long[] room = [.. Enumerable.Range(0, problem.HostCount).Select(host => counts[kind, host] is { } here ? solver.Value(here) : 0)];
            List<int> leaving = [];
            foreach (int instance in classes[kind])
            {
                if (room[problem.Origin[instance]]-- <= 0)
                {
                    leaving.Add(instance);
                }
            }

            int host = 0;
            foreach (int instance in leaving)
            {
                while (room[host] <= 0)
                {
                    host++;
                }

                hostOf[instance] = host;
                room[host]--;
            }
        }

        return hostOf;
    }

    private int[]? Checked(int[] hostOf, int count, int mostMoves) =>
        problem.HostCount - hostOf.Distinct().Count() >= count && problem.MovesTo(hostOf) <= mostMoves && !FlatCheck.Violations(problem, hostOf).Any() ? hostOf : null;
}
