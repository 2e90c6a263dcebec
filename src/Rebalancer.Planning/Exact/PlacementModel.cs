using Google.OrTools.Sat;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Compilation.Terms;

namespace Rebalancer.Planning.Exact;

/// <summary>The placement problem as a CP-SAT model: one Boolean per option, capacities and groups of the final state.</summary>
internal sealed class PlacementModel
{
    private readonly PlacementProblem problem;
    private readonly CpModel model = new();
    private readonly BoolVar[] chosen;
    private readonly LinearExpr[] moved;
    private readonly ILookup<int, int> arrivals;
    private readonly Dictionary<ObjectiveTerm, LinearExpr> encoded = [];
    private readonly List<(IntVar Variable, Func<Placement, int[], long> ValueOf)> auxiliaries = [];

    public PlacementModel(PlacementProblem problem, IEnumerable<IPlacementCut> cuts)
    {
        this.problem = problem;
        chosen = [.. problem.Options.Select((_, index) => model.NewBoolVar($"x{index}"))];
        moved = new LinearExpr[problem.InstanceCount];
        Array.Fill(moved, LinearExpr.Sum(Array.Empty<BoolVar>()));
        foreach (int instance in problem.Movers)
        {
            BoolVar[] mine = chosen[problem.FirstOption[instance]..problem.FirstOption[instance + 1]];
            moved[instance] = LinearExpr.Sum(mine);
            if (mine.Length > 1)
            {
                model.AddAtMostOne(mine);
            }
        }

        arrivals = Enumerable.Range(0, problem.Options.Length).ToLookup(index => problem.Options[index].Destination);
        AddCapacities();
        AddGroups();
        AddBudgets();
        foreach (IPlacementCut cut in cuts)
        {
            cut.AddTo(this);
        }
    }

    /// <summary>The model under construction, for constraints that a caller adds.</summary>
    public CpModel Model => model;

    /// <summary>Whether an option is chosen.</summary>
    public BoolVar Chosen(int option) => chosen[option];

    /// <summary>1 when an instance moves, 0 when it stays.</summary>
    public LinearExpr Moved(int instance) => moved[instance];

    /// <summary>The problem.</summary>
    public PlacementProblem Problem => problem;

    /// <summary>The value of a term; encoded once.</summary>
    public LinearExpr ValueOf(ObjectiveTerm term)
    {
        if (!encoded.TryGetValue(term, out LinearExpr? value))
        {
            encoded.Add(term, value = term.In(this));
        }

        return value;
    }

    /// <summary>The options that end on a host.</summary>
    public IEnumerable<int> OptionsInto(int host) => arrivals[host];

    /// <summary>Instances that start on a host and may move.</summary>
    public IEnumerable<int> MoversOn(int host) =>
        problem.InstancesOn(host).Where(instance => !problem.OptionsOf(instance).IsEmpty);

    /// <summary>Whether an instance is on a host that cannot move.</summary>
    public bool HasFixedInstance(int host) =>
        problem.InstancesOn(host).Any(instance => problem.OptionsOf(instance).IsEmpty);

    /// <summary>1 when an instance ends on one of some hosts, 0 otherwise.</summary>
    public LinearExpr EndsOn(int instance, Predicate<int> isOneOf)
    {
        LinearExprBuilder ends = LinearExpr.NewBuilder();
        if (isOneOf(problem.Start.HostOf(instance)))
        {
            ends.Add(1);
            ends.AddTerm(moved[instance], -1);
        }

        for (int option = problem.FirstOption[instance]; option < problem.FirstOption[instance + 1]; option++)
        {
            if (isOneOf(problem.Options[option].Destination))
            {
                ends.AddTerm(chosen[option], 1);
            }
        }

        return ends;
    }

    /// <summary>1 where an instance goes the way of an option, by whatever kind of move, or stays where that is <c>null</c>.</summary>
    public LinearExpr Goes(int instance, MoveOption? way)
    {
        LinearExprBuilder goes = LinearExpr.NewBuilder();
        if (way is not { } wanted)
        {
            goes.Add(1);
            goes.AddTerm(moved[instance], -1);
            return goes;
        }

        for (int option = problem.FirstOption[instance]; option < problem.FirstOption[instance + 1]; option++)
        {
            if (problem.Options[option].Destination == wanted.Destination && problem.Options[option].Detour?.Host == wanted.Detour?.Host)
            {
                goes.AddTerm(chosen[option], 1);
            }
        }

        return goes;
    }

    /// <summary>A Boolean that a term needs, with what it is for a placement.</summary>
    public BoolVar NewAuxiliary(string name, Func<int[], bool> valueOf) => NewAuxiliary(name, (_, finalHosts) => valueOf(finalHosts));

    /// <summary>The same, where it takes the choices to tell.</summary>
    public BoolVar NewAuxiliary(string name, Func<Placement, int[], bool> valueOf)
    {
        BoolVar variable = model.NewBoolVar(name);
        auxiliaries.Add((variable, (placement, finalHosts) => valueOf(placement, finalHosts) ? 1 : 0));
        return variable;
    }

    /// <summary>An integer that a term needs, with what it is for a placement.</summary>
    public IntVar NewAuxiliary(string name, long least, long most, Func<Placement, long> valueOf)
    {
        IntVar variable = model.NewIntVar(least, most, name);
        auxiliaries.Add((variable, (placement, _) => valueOf(placement)));
        return variable;
    }

    /// <summary>Begins the search at a placement.</summary>
    public void Hint(Placement placement)
    {
        model.ClearHints();
        for (int option = 0; option < chosen.Length; option++)
        {
            model.AddHint(chosen[option], placement.Choice[problem.Options[option].Instance] == option);
        }

        int[] finalHosts = placement.FinalHosts(problem);
        foreach ((IntVar variable, Func<Placement, int[], long> valueOf) in auxiliaries)
        {
            model.AddHint(variable, valueOf(placement, finalHosts));
        }
    }

    /// <summary>The placement that a solver found.</summary>
    public Placement Read(CpSolver solver)
    {
        Placement placement = Placement.Unmoved(problem);
        for (int option = 0; option < chosen.Length; option++)
        {
            if (solver.BooleanValue(chosen[option]))
            {
                placement.Choice[problem.Options[option].Instance] = option;
            }
        }

        return placement;
    }

    private void AddCapacities()
    {
        foreach (IGrouping<int, int> host in arrivals)
        {
            for (int c = 0; c < problem.ClassCount; c++)
            {
                Limit(
                    [.. host.Select(option => (option, problem.Start.AmountsOn(problem.Options[option].Instance, host.Key)[c]))],
                    [.. MoversOn(host.Key).Select(instance => (instance, problem.Start.HeldBy(instance)[c]))],
                    problem.FinalLimits[(host.Key * problem.ClassCount) + c] - problem.Start.Used(host.Key, c));
            }

            if (problem.Start.InstanceLimitOf(host.Key) is < int.MaxValue and var most)
            {
                Limit(
                    [.. host.Select(option => (option, 1L))],
                    [.. MoversOn(host.Key).Select(instance => (instance, 1L))],
                    most - problem.Start.InstancesOn(host.Key));
            }
        }
    }

    private void AddGroups()
    {
        Cluster cluster = problem.Start.Cluster;
        foreach (int group in problem.Movers.SelectMany(instance => cluster.GroupsOf(instance)).Distinct().Order())
        {
            ServerGroup rules = cluster.ServerGroups[group];
            if (rules.Policy != GroupPolicy.AntiAffinity)
            {
                continue;
            }

            var options = rules.Members.Distinct().Select(member => cluster.IndexOf(member)).Where(instance => instance >= 0)
                .SelectMany(instance => Enumerable.Range(problem.FirstOption[instance], problem.FirstOption[instance + 1] - problem.FirstOption[instance]));
            foreach (IGrouping<int, int> host in options.GroupBy(option => problem.Options[option].Destination))
            {
                Limit(
                    [.. host.Select(option => (option, 1L))],
                    [.. MoversOn(host.Key).Where(instance => cluster.GroupsOf(instance).Contains(group)).Select(instance => (instance, 1L))],
                    rules.MaxServerPerHost - problem.Start.MembersOn(group, host.Key));
            }
        }
    }

    /// <summary>Arrivals less departures stay within the room there is; a host that is over-full already only must not gain.</summary>
    private void Limit(IReadOnlyList<(int Option, long Amount)> arrivals, IReadOnlyList<(int Instance, long Amount)> departures, long room)
    {
        var gains = arrivals.Where(arrival => arrival.Amount > 0).ToList();
        if (gains.Count == 0 || gains.Sum(gain => gain.Amount) <= room)
        {
            return;
        }

        LinearExprBuilder change = LinearExpr.NewBuilder();
        foreach ((int option, long amount) in gains)
        {
            change.AddTerm(chosen[option], amount);
        }

        foreach ((int instance, long amount) in departures)
        {
            if (amount > 0)
            {
                change.AddTerm(moved[instance], -amount);
            }
        }

        if (room >= 0)
        {
            model.Add(change <= room);
            return;
        }

        BoolVar gainsAny = model.NewBoolVar("gains");
        foreach ((int option, _) in gains)
        {
            model.AddImplication(chosen[option], gainsAny);
        }

        model.Add(change <= room).OnlyEnforceIf(gainsAny);
    }

    private void AddBudgets()
    {
        if (problem.Limits.MaxMoves is { } moves)
        {
            model.Add(LinearExpr.WeightedSum(chosen, problem.Options.Select(option => (long)option.MoveCount).ToArray()) <= moves);
        }

        if (problem.Limits.MaxDetours is { } detours)
        {
            model.Add(LinearExpr.WeightedSum(chosen, problem.Options.Select(option => option.Detour is null ? 0L : 1L).ToArray()) <= detours);
        }

        if (problem.MostBytes < long.MaxValue)
        {
            model.Add(LinearExpr.WeightedSum(chosen, problem.Options.Select(option => option.Bytes).ToArray()) <= problem.MostBytes);
        }
    }
}
