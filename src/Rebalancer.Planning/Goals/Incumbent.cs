using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Sequencing;

namespace Rebalancer.Planning.Goals;

/// <summary>The best placement so far that can be reached, with what is proven about it.</summary>
/// <param name="Problem">The problem whose options it uses.</param>
/// <param name="Ordered">The placement and an order.</param>
/// <param name="Bounds">Proven bounds of the levels.</param>
internal sealed record Incumbent(PlacementProblem Problem, OrderedPlacement Ordered, long[] Bounds)
{
    /// <summary>The values of the levels.</summary>
    public long[] Values { get; private init; } = Ordered.Placement.ValuesIn(Problem);

    /// <summary>Whether no placement is better at any level.</summary>
    public bool IsProven => Values.AsSpan().SequenceEqual(Bounds);

    /// <summary>Whether no placement leaves fewer behind, goal by goal.</summary>
    public bool IsProvenInLeftBehind
    {
        get
        {
            int[] counts = [.. Enumerable.Range(0, Values.Length).Where(level => Problem.Levels[level].Name == GoalLevels.LeftBehindName)];
            return counts.Length == 0 ? IsProven : Array.TrueForAll(counts, level => Values[level] == Bounds[level]);
        }
    }

    /// <summary>By instance that moves: its option.</summary>
    public Dictionary<int, MoveOption> Chosen() => Ordered.Placement.Moves(Problem).ToDictionary(option => option.Instance);

    /// <summary>The same with what is known of one level at last.</summary>
    public Incumbent With(string level, long value)
    {
        int index = Array.FindIndex(Problem.Levels, known => known.Name == level);
        return index < 0 ? this : this with
        {
            Values = [.. Values[..index], value, .. Values[(index + 1)..]],
            Bounds = [.. Bounds[..index], Math.Min(Bounds[index], value), .. Bounds[(index + 1)..]],
        };
    }

    /// <summary>The same with other bounds, and with what a search without regard to order has proven.</summary>
    /// <param name="known">Bounds of the levels, each given that those before it are as here.</param>
    /// <param name="floor">What is best without regard to order; <c>null</c> where that is not known.</param>
    public Incumbent ProvenBy(long[] known, Incumbent? floor)
    {
        long[] raised = [.. known];
        for (int level = 0; floor is not null && level < raised.Length; level++)
        {
            raised[level] = Math.Max(raised[level], Math.Min(Values[level], floor.Bounds[level]));
            if (Values[level] != floor.Values[level])
            {
                break;
            }
        }

        return this with { Bounds = raised };
    }

    /// <summary>The same without bounds of what ways decide that were not looked at: from the first level on that is not decided by where instances end.</summary>
    public Incumbent OfEnds()
    {
        int first = Array.FindIndex(Problem.Levels, level => !level.IsDecidedByEnds);
        return first < 0 ? this : this with { Bounds = [.. Bounds.Select((bound, level) => level < first ? bound : 0)] };
    }

    /// <summary>The same in a wider problem.</summary>
    public Incumbent In(PlacementProblem wider) =>
        new(wider, new OrderedPlacement(Ordered.Placement.In(Problem, wider), Ordered.Moves), Bounds);
}
