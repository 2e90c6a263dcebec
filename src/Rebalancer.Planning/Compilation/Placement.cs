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
    public Placement In(PlacementProblem from, PlacementProblem to)
    {
        Placement result = Unmoved(to);
        for (int instance = 0; instance < Choice.Length; instance++)
        {
            if (Choice[instance] >= 0)
            {
                MoveOption wanted = from.Options[Choice[instance]];
                int index = Array.IndexOf(to.Options, wanted, to.FirstOption[instance], to.FirstOption[instance + 1] - to.FirstOption[instance]);
                result.Choice[instance] = index >= 0 ? index : throw new InvalidOperationException("The wider problem lacks an option of the narrower.");
            }
        }

        return result;
    }

    /// <summary>The values of all levels.</summary>
    public long[] ValuesIn(PlacementProblem problem) => [.. problem.Levels.Select(level => level.ValueOf(problem, this))];

    /// <summary>Lexicographic order of level values; less is better.</summary>
    public static int Compare(ReadOnlySpan<long> left, ReadOnlySpan<long> right) => left.SequenceCompareTo(right);
}
