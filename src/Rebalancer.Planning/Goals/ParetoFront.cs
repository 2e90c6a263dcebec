using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Goals;

/// <summary>Plans with fewer and fewer moves, none of which is better than another both in what the goal counts and in moves.</summary>
/// <param name="goal">A goal that moves instances for the better, not because they must.</param>
/// <param name="options">What all the plans together may spend.</param>
/// <param name="plan">Makes one plan.</param>
internal sealed class ParetoFront(Goal goal, PlanningOptions options, Func<Goal, PlanningOptions, Plan> plan)
{
    private const int MostPlans = 12;

    /// <summary>The first plan is the hardest to find: it may move everybody.</summary>
    private const double ShareOfFirst = 0.3;

    private readonly long began = options.TimeProvider.GetTimestamp();

    /// <summary>The plans, that without moves first.</summary>
    public ImmutableArray<Plan> Find(CancellationToken cancellation)
    {
        Plan nothing = At(0, 1.0 / MostPlans);
        List<Plan> found = [nothing, At(goal.Limits.MaxMoves, ShareOfFirst)];
        for (int moves = MovesOf(found[^1]); moves > 1 && found.Count < MostPlans && !cancellation.IsCancellationRequested; moves = MovesOf(found[^1]))
        {
            found.Add(At(moves - StepFrom(nothing, found[^1], MostPlans - found.Count), 1.0 / MostPlans));
        }

        List<Plan> best = [];
        foreach (Plan next in found.OrderBy(MovesOf).ThenBy(ValueOf))
        {
            if (best.Count == 0 || ValueOf(next) < ValueOf(best[^1]))
            {
                best.Add(next);
            }
        }

        return [.. best];
    }

    /// <summary>One move less where every host freed gets a plan of its own; else so many that the plans lie evenly over the moves.</summary>
    private int StepFrom(Plan nothing, Plan last, int plansLeft)
    {
        bool isOneEach = goal is ConsolidateGoal { Weights.IsEmpty: true } && ValueOf(nothing) - ValueOf(last) <= plansLeft;
        int moves = MovesOf(last);
        return isOneEach ? 1 : Math.Clamp(moves / (plansLeft + 1), 1, moves - 1);
    }

    private Plan At(int? mostMoves, double share) => plan(goal with { Limits = goal.Limits with { MaxMoves = mostMoves } }, options with
    {
        TimeLimit = options.TimeLimit is { } whole ? TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, Math.Min((whole * share).Ticks, (whole - options.TimeProvider.GetElapsedTime(began)).Ticks))) : null,
        WorkLimit = options.WorkLimit * share,
        FindsRelaxations = false,
    });

    private static int MovesOf(Plan plan) => plan.Steps.OfType<MoveStep>().Count();

    private static double ValueOf(Plan plan) => plan.Levels[0].Value;
}
