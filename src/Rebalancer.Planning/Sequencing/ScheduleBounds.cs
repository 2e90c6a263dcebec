using Rebalancer.Planning.Compilation;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Sequencing;

/// <summary>What no schedule of a placement can go below, whatever the order of its moves.</summary>
/// <param name="MakespanSeconds">The end of the last move.</param>
/// <param name="SumOfEndsSeconds">The sum of the ends of all moves.</param>
internal sealed record ScheduleBounds(double MakespanSeconds, double SumOfEndsSeconds)
{
    /// <summary>Each source sends a limited number at once, so its moves take at least their total length over that number; shortest first ends soonest on the whole.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="moves">The chosen options.</param>
    /// <param name="disabled">Hosts whose service the plan disables first, which their moves wait for.</param>
    public static ScheduleBounds Of(PlacementProblem problem, IReadOnlyList<Hop> moves, IReadOnlySet<int> disabled)
    {
        double makespan = disabled.Count > 0 ? PlanSchedule.NominalTime.TotalSeconds : 0;
        double sum = 0;
        foreach (IGrouping<int, Hop> source in moves.GroupBy(move => move.Source))
        {
            double[] durations = [.. source.Select(move => SecondsOf(problem, move)).Order()];
            int own = problem.Start.Cluster.Hosts[source.Key].Migration.MaxConcurrentLive.ValueOr(problem.Limits.MaxOutOfHost);
            int lanes = own > 0 ? own : durations.Length;
            double lead = disabled.Contains(source.Key) ? PlanSchedule.NominalTime.TotalSeconds : 0;
            makespan = Math.Max(makespan, lead + Math.Max(durations[^1], durations.Sum() / lanes));
            var ends = new double[lanes];
            Array.Fill(ends, lead);
            for (int i = 0; i < durations.Length; i++)
            {
                ends[i % lanes] += durations[i];
                sum += ends[i % lanes];
            }
        }

        if (problem.Limits.MaxInAll is { } most && moves.Count > 0)
        {
            makespan = Math.Max(makespan, moves.Sum(move => SecondsOf(problem, move)) / most);
        }

        return new ScheduleBounds(makespan, sum);
    }

    /// <summary>Whether a schedule is as good as any can be, but for rounding.</summary>
    public bool AreMetBy(PlanSchedule schedule) =>
        schedule.Makespan.TotalSeconds <= MakespanSeconds + 1e-6 && schedule.SumOfEnds.TotalSeconds <= SumOfEndsSeconds + 1e-6;

    /// <summary>The two levels of a schedule.</summary>
    public IEnumerable<ObjectiveLevel> Levels(PlanSchedule schedule)
    {
        yield return Level("makespan", schedule.Makespan, MakespanSeconds);
        yield return Level("sum of ends", schedule.SumOfEnds, SumOfEndsSeconds);
    }

    private static ObjectiveLevel Level(string name, TimeSpan value, double bound) =>
        new(name, "seconds", value.TotalSeconds, Math.Min(value.TotalSeconds, bound));

    private static double SecondsOf(PlacementProblem problem, Hop move) =>
        MoveEstimate.Of(problem.Start.Cluster, move.Instance, move.Source, move.Destination, move.Kind).Duration.TotalSeconds;
}
