namespace Rebalancer.Planning.Compilation;

/// <summary>Keeps a model small: a few candidate options per instance, half of them where most room is left, half at random.</summary>
internal static class CandidateLimit
{
    /// <summary>The problem with at most this many options per instance, the chosen ones of a placement among them.</summary>
    public static PlacementProblem Apply(PlacementProblem problem, int perInstance, Placement keep, int seed)
    {
        Random random = new(seed);
        List<MoveOption> options = [];
        var first = new int[problem.FirstOption.Length];
        for (int instance = 0; instance < problem.InstanceCount; instance++)
        {
            first[instance] = options.Count;
            int begin = problem.FirstOption[instance];
            int count = problem.FirstOption[instance + 1] - begin;
            options.AddRange(count <= perInstance
                ? problem.Options[begin..(begin + count)]
                : Pick(problem, begin, count, perInstance, keep.Choice[instance], random).Order().Select(index => problem.Options[index]));
        }

        first[^1] = options.Count;
        return problem.With([.. options], first, isThinned: true);
    }

    private static HashSet<int> Pick(PlacementProblem problem, int begin, int count, int perInstance, int keep, Random random)
    {
        HashSet<int> picked = keep >= 0 ? [keep] : [];
        foreach (int index in Enumerable.Range(begin, count).OrderByDescending(index => problem.RoomAfter(problem.Start, problem.Options[index])).Take(perInstance / 2))
        {
            picked.Add(index);
        }

        while (picked.Count < perInstance)
        {
            picked.Add(begin + random.Next(count));
        }

        return picked;
    }
}
