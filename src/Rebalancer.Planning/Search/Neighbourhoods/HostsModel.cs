using Google.OrTools.Sat;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Neighbourhoods;

/// <summary>Some instances of a few hosts, to be distributed over these hosts at the least cost: a small model for CP-SAT.</summary>
/// <remarks>
/// Each instance may go only where it could go alone by the rules that reach beyond these hosts (spread, coupled terms); whether
/// they hold together is seen when the moves are made.
/// </remarks>
internal sealed class HostsModel<TTerm>
    where TTerm : struct, ITerm
{
    private readonly FlatState<TTerm> state;
    private readonly FlatProblem problem;
    private readonly int[] hosts;
    private readonly int[] free;
    private readonly CpModel model = new();
    private readonly BoolVar?[,] isOn;
    private readonly LinearExprBuilder cost = LinearExpr.NewBuilder();
    private readonly List<UsePiece> pieces = [];

    /// <summary>Builds the model around the state.</summary>
    /// <param name="state">The placement to improve.</param>
    /// <param name="hosts">The hosts.</param>
    /// <param name="free">Instances on them, which may move among them; the others stay.</param>
    public HostsModel(FlatState<TTerm> state, int[] hosts, int[] free)
    {
        this.state = state;
        this.hosts = hosts;
        this.free = free;
        problem = state.Problem;
        isOn = new BoolVar?[free.Length, hosts.Length];
        for (int i = 0; i < free.Length; i++)
        {
            AddInstance(i);
        }

        AddGroups();
        for (int h = 0; h < hosts.Length; h++)
        {
            for (int quantity = 0; quantity < problem.QuantityCount; quantity++)
            {
                AddQuantity(h, quantity);
            }

            AddOpening(h);
        }

        model.Minimize(cost);
    }

    /// <summary>Looks for better hosts of the free instances.</summary>
    /// <param name="limit">Deterministic seconds.</param>
    /// <param name="seconds">Seconds by the clock.</param>
    /// <param name="seed">The solver's seed.</param>
    /// <param name="isOptimal">Whether nothing better exists in this neighbourhood.</param>
    /// <returns>By free instance its host; <c>null</c> if nothing was found.</returns>
    public int[]? Solve(double limit, double seconds, int seed, out bool isOptimal)
    {
        using CpSolver solver = new()
        {
            StringParameters = FormattableString.Invariant(
                $"num_workers:1,random_seed:{seed},max_deterministic_time:{limit},max_time_in_seconds:{seconds},cp_model_probing_level:0,symmetry_level:0,linearization_level:1,{SolverParameters.Sound}"),
        };
        CpSolverStatus status = solver.Solve(model);
        isOptimal = status == CpSolverStatus.Optimal;
        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
        {
            return null;
        }

        var destinations = new int[free.Length];
        for (int i = 0; i < free.Length; i++)
        {
            for (int h = 0; h < hosts.Length; h++)
            {
                if (isOn[i, h] is { } chosen && solver.BooleanValue(chosen))
                {
                    destinations[i] = hosts[h];
                }
            }
        }

        return destinations;
    }

    private void AddInstance(int i)
    {
        int instance = free[i], now = state.HostOf[instance];
        List<BoolVar> choices = [];
        for (int h = 0; h < hosts.Length; h++)
        {
            if (hosts[h] == now || state.MayGoInExchange(instance, hosts[h]))
            {
                BoolVar chosen = model.NewBoolVar("");
                isOn[i, h] = chosen;
                choices.Add(chosen);
                cost.AddTerm(chosen, state.Term.OfPlacement(instance, hosts[h]));
                model.AddHint(chosen, hosts[h] == now);
            }
        }

        model.AddExactlyOne(choices);
    }

    private void AddGroups()
    {
        foreach (IGrouping<int, int> together in Enumerable.Range(0, free.Length).Where(i => problem.GroupOf[free[i]] >= 0).GroupBy(i => problem.GroupOf[free[i]]))
        {
            int[] members = [.. together];
            for (int h = 0; h < hosts.Length; h++)
            {
                int others = 0;
                foreach (int instance in state.MembersOf(hosts[h]))
                {
                    others += problem.GroupOf[instance] == together.Key && Array.IndexOf(free, instance) < 0 ? 1 : 0;
                }

                int now = members.Count(i => state.HostOf[free[i]] == hosts[h]);
                int most = Math.Max(now, problem.Groups[together.Key].MostPerHost - others);
                BoolVar[] here = [.. members.Select(i => isOn[i, h]).OfType<BoolVar>()];
                if (here.Length > most)
                {
                    model.Add(LinearExpr.Sum(here) <= most);
                }
            }
        }
    }

    private void AddQuantity(int h, int quantity)
    {
        int host = hosts[h], lane = (host * problem.LaneCount) + quantity;
        long capacity = problem.Capacities[lane], fixedUse = state.UsedOn(host)[quantity], lingering = state.LingeringOn(host)[quantity];
        bool isHeld = problem.HeldAtBothEnds[quantity];
        LinearExprBuilder use = LinearExpr.NewBuilder(), arrivals = LinearExpr.NewBuilder();
        long held = 0, most = 0, least = 0, heldNow = fixedUse + lingering;
        for (int i = 0; i < free.Length; i++)
        {
            long demand = problem.Demands[(free[i] * problem.LaneCount) + quantity];
            bool isHere = state.HostOf[free[i]] == host, isHome = problem.Origin[free[i]] == host;
            fixedUse -= isHere ? demand : 0;
            if (isHeld && isHome)
            {
                // It is held here wherever the instance goes.
                lingering -= isHere ? 0 : demand;
                held += demand;
            }

            if (isOn[i, h] is { } chosen && demand != 0)
            {
                use.AddTerm(chosen, demand);
                most += Math.Max(0, demand);
                least += Math.Min(0, demand);
                if (!(isHeld && isHome))
                {
                    arrivals.AddTerm(chosen, demand);
                }
            }
        }

        if (capacity < FlatProblem.Unlimited && fixedUse + lingering + held + most > capacity)
        {
            model.Add(arrivals <= Math.Max(capacity, heldNow) - fixedUse - lingering - held);
        }

        pieces.Clear();
        state.Term.AddPieces(lane, Math.Min(capacity, fixedUse + most), pieces);
        foreach (UsePiece piece in pieces)
        {
            long highest = fixedUse + most - piece.Target, lowest = fixedUse + least - piece.Target;
            if (highest > 0)
            {
                IntVar excess = model.NewIntVar(Math.Max(0, lowest), highest, "");
                model.Add(use + (fixedUse - piece.Target) <= excess);
                cost.AddTerm(excess, piece.Weight);
                model.AddHint(excess, Math.Max(0, state.UsedOn(host)[quantity] - piece.Target));
            }
        }
    }

    private void AddOpening(int h)
    {
        long opening = state.Term.OfMembers(hosts[h], 1) - state.Term.OfMembers(hosts[h], 0);
        int stay = state.MembersOf(hosts[h]).Length - free.Count(instance => state.HostOf[instance] == hosts[h]);
        if (opening == 0 || stay > 0)
        {
            return;
        }

        BoolVar isOpen = model.NewBoolVar("");
        cost.AddTerm(isOpen, opening);
        model.AddHint(isOpen, state.MembersOf(hosts[h]).Length > 0);
        for (int i = 0; i < free.Length; i++)
        {
            if (isOn[i, h] is { } chosen)
            {
                model.AddImplication(chosen, isOpen);
            }
        }
    }
}
