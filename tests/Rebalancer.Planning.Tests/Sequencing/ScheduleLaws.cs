using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Rebalancer.Planning.Tests.Drain;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Tests.Sequencing;

/// <summary>The order in which a plan lists its steps decides who goes first where limits make some wait.</summary>
[Properties(Arbitrary = [typeof(DrainCases)])]
public sealed class ScheduleLaws
{
    private const int MaxMoves = 6;

    [Cases(120)]
    public Property No_other_order_of_the_steps_ends_sooner(SmallDrain drain)
    {
        Plan plan = drain.Plan();
        int moves = plan.Steps.Count(step => step is MoveStep);
        Func<bool> isBest = () =>
        {
            PlanSchedule chosen = PlanSchedule.Of(drain.Cluster, drain.Goal.Limits, plan.Steps);
            PlanSchedule best = Orders(plan.Steps).Select(steps => PlanSchedule.Of(drain.Cluster, drain.Goal.Limits, steps)).MinBy(KeyOf)!;
            Assert.True(KeyOf(chosen).CompareTo(KeyOf(best)) <= 0, $"{KeyOf(best)} beats {KeyOf(chosen)}");
            return true;
        };
        return isBest.When(moves is > 1 and <= MaxMoves);
    }

    [Cases(80)]
    public void The_levels_of_the_schedule_are_those_of_the_steps_and_no_bound_is_above_them(SmallDrain drain)
    {
        Plan plan = drain.Plan();
        PlanSchedule schedule = PlanSchedule.Of(drain.Cluster, drain.Goal.Limits, plan.Steps);
        Assert.Equal([schedule.Makespan.TotalSeconds, schedule.SumOfEnds.TotalSeconds], plan.Levels[4..].Select(level => level.Value));
        foreach (ImmutableArray<PlanStep> steps in Orders(plan.Steps).Take(24))
        {
            PlanSchedule other = PlanSchedule.Of(drain.Cluster, drain.Goal.Limits, steps);
            Assert.True(plan.Levels[4].Bound <= other.Makespan.TotalSeconds + 1e-6);
            Assert.True(plan.Levels[5].Bound <= other.SumOfEnds.TotalSeconds + 1e-6);
        }
    }

    private static (TimeSpan, TimeSpan) KeyOf(PlanSchedule schedule) => (schedule.Makespan, schedule.SumOfEnds);

    /// <summary>Every order of the moves that keeps them after what they wait for; other steps keep their place, for no limit holds for them.</summary>
    private static IEnumerable<ImmutableArray<PlanStep>> Orders(ImmutableArray<PlanStep> steps)
    {
        int[] places = [.. Enumerable.Range(0, steps.Length).Where(place => steps[place] is MoveStep)];
        return places.Length > MaxMoves ? [steps] : Permutations([.. places.Select(place => steps[place])]).Select(order =>
        {
            ImmutableArray<PlanStep>.Builder ordered = steps.ToBuilder();
            for (int i = 0; i < places.Length; i++)
            {
                ordered[places[i]] = order[i];
            }

            return ordered.ToImmutable();
        });
    }

    private static IEnumerable<ImmutableList<PlanStep>> Permutations(ImmutableList<PlanStep> steps) => steps.IsEmpty
        ? [[]]
        : steps.SelectMany(first => Permutations(steps.Remove(first)).Select(rest => rest.Insert(0, first)));
}
