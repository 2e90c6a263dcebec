namespace Rebalancer.Planning.Compilation;

/// <summary>A choice for every instance: one of its options, or to stay.</summary>
/// <param name="Choice">By instance: the index of the option in its problem, or -1.</param>
internal sealed record Placement(int[] Choice)
{
    /// <summary>Everybody stays.</summary>
    public static Placement Unmoved(PlacementProblem problem)
    {
        var choice = new int[problem.InstanceCount];
        Array.Fill(choice, -1);
        return new Placement(choice);
    }

    /// <summary>These moves, or <c>null</c> where the problem does not offer one of them.</summary>
    public static Placement? Of(PlacementProblem problem, IEnumerable<MoveOption> moves)
    {
        Placement placement = Unmoved(problem);
        foreach (MoveOption move in moves)
        {
            int first = problem.FirstOption[move.Instance];
            int index = Array.IndexOf(problem.Options, move, first, problem.FirstOption[move.Instance + 1] - first);
            if (index < 0)
            {
                return null;
            }

            placement.Choice[move.Instance] = index;
        }

        return placement;
    }

    /// <summary>The chosen options, by instance.</summary>
    public IEnumerable<MoveOption> Moves(PlacementProblem problem)
    {
        foreach (int option in Choice)
        {
            if (option >= 0)
            {
                yield return problem.Options[option];
            }
        }
    }

    /// <summary>The same moves in a problem with other options.</summary>
    public Placement In(PlacementProblem from, PlacementProblem to) =>
        from == to ? this : Of(to, Moves(from)) ?? throw new InvalidOperationException("The wider problem lacks an option of the narrower.");

    /// <summary>By instance: the host it ends on.</summary>
    public int[] FinalHosts(PlacementProblem problem)
    {
        var hosts = new int[Choice.Length];
        for (int instance = 0; instance < hosts.Length; instance++)
        {
            hosts[instance] = Choice[instance] >= 0 ? problem.Options[Choice[instance]].Destination : problem.Start.HostOf(instance);
        }

        return hosts;
    }

    /// <summary>The values of all levels of a problem.</summary>
    public long[] ValuesIn(PlacementProblem problem) => ValuesIn(problem, problem.Levels);

    /// <summary>The values of some levels.</summary>
    public long[] ValuesIn(PlacementProblem problem, ReadOnlySpan<Level> levels)
    {
        int[] hosts = FinalHosts(problem);
        var values = new long[levels.Length];
        for (int level = 0; level < values.Length; level++)
        {
            values[level] = levels[level].ValueOf(problem, this, hosts);
        }

        return values;
    }

    /// <summary>Lexicographic order of level values; less is better.</summary>
    public static int Compare(ReadOnlySpan<long> left, ReadOnlySpan<long> right) => left.SequenceCompareTo(right);
}
