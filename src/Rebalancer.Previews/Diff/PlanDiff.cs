using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Notebooks;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Previews.Diff;

/// <summary>What changed between two plans for one cloud: under which terms they were made, how good they are, who moves where and how, who stays.</summary>
[TypeFormatterSource]
public sealed record PlanDiff
{
    private PlanDiff(Plan old, Plan changed)
    {
        Old = old;
        New = changed;
    }

    /// <summary>The plan that is compared against.</summary>
    public Plan Old { get; }

    /// <summary>The plan that is compared.</summary>
    public Plan New { get; }

    /// <summary>The terms that differ: goal, limits, policies, assumptions.</summary>
    public ImmutableArray<TermChange> Terms { get; private init; } = [];

    /// <summary>The levels whose value or bound differ, those of the old plan first.</summary>
    public ImmutableArray<LevelChange> Levels { get; private init; } = [];

    /// <summary>The instances that move otherwise, in the order of the old plan, then of the new.</summary>
    public ImmutableArray<RouteChange> Routes { get; private init; } = [];

    /// <summary>The instances that stay behind in one plan only, or for other reasons.</summary>
    public ImmutableArray<StayChange> Stays { get; private init; } = [];

    /// <summary>Whether the same moves are made in another order, or wait for others.</summary>
    public bool IsReordered { get; private init; }

    /// <summary>Whether the plans were made under the same terms, do the same and are as good.</summary>
    public bool IsEmpty => Terms.IsEmpty && Levels.IsEmpty && Routes.IsEmpty && Stays.IsEmpty && !IsReordered && Old.Outcome == New.Outcome;

    /// <summary>Compares two plans.</summary>
    /// <param name="old">The plan to compare against.</param>
    /// <param name="changed">The plan to compare.</param>
    public static PlanDiff Of(Plan old, Plan changed)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(changed);
        ImmutableArray<RouteChange> routes = Differing(
            RoutesOf(old), RoutesOf(changed), ImmutableArray<Leg>.Empty, (left, right) => left.SequenceEqual(right), (instance, left, right) => new RouteChange(instance, left, right));
        return new PlanDiff(old, changed)
        {
            Terms = PlanTerms.Differing(old, changed),
            Levels = Differing(
                LevelsOf(old), LevelsOf(changed), null, Equals, (key, left, right) => new LevelChange(key.Name, left, right)),
            Routes = routes,
            Stays = Differing(
                StaysOf(old), StaysOf(changed), null, AreAlike, (instance, left, right) => new StayChange(instance, left, right)),
            IsReordered = routes.IsEmpty && !OrderOf(old).SequenceEqual(OrderOf(changed)),
        };
    }

    private static ImmutableArray<TChange> Differing<TKey, TValue, TChange>(
        Dictionary<TKey, TValue> old, Dictionary<TKey, TValue> changed, TValue? missing, Func<TValue?, TValue?, bool> areAlike, Func<TKey, TValue?, TValue?, TChange> make)
        where TKey : notnull =>
    [
        .. from key in old.Keys.Union(changed.Keys)
           let left = old.GetValueOrDefault(key, missing!)
           let right = changed.GetValueOrDefault(key, missing!)
           where !areAlike(left, right)
           select make(key, left, right),
    ];

    private static bool AreAlike(LeftBehind? left, LeftBehind? right) =>
        left is not null && right is not null && left.Host == right.Host && left.Proof == right.Proof
        && left.Reasons.Select(reason => reason.Code).SequenceEqual(right.Reasons.Select(reason => reason.Code));

    /// <summary>By name and how often the name came before: two drains of a list count "left behind" each.</summary>
    private static Dictionary<(string Name, int Number), ObjectiveLevel> LevelsOf(Plan plan) => plan.Levels.GroupBy(level => level.Name)
        .SelectMany(same => same.Select((level, number) => (Key: (same.Key, number), Level: level)))
        .ToDictionary(pair => pair.Key, pair => pair.Level);

    private static Dictionary<InstanceId, LeftBehind> StaysOf(Plan plan) => plan.LeftBehind.DistinctBy(left => left.Instance).ToDictionary(left => left.Instance);

    private static Dictionary<InstanceId, ImmutableArray<Leg>> RoutesOf(Plan plan) => Stages.MovesInOrder(plan.Steps)
        .GroupBy(move => move.Instance)
        .ToDictionary(moves => moves.Key, moves => moves.Select(move => new Leg(move.Source, move.Destination, move.Kind)).ToImmutableArray());

    /// <summary>Each step by what it does, with what it waits for, so that numbers do not matter.</summary>
    private static IEnumerable<string> OrderOf(Plan plan)
    {
        Dictionary<int, string> names = plan.Steps.DistinctBy(step => step.Id).ToDictionary(step => step.Id, step => NameOf(step, plan));
        return plan.Steps.Select(step => $"{names[step.Id]} after {string.Join(", ", step.After.Select(id => names.GetValueOrDefault(id, "")).Order(StringComparer.Ordinal))}");
    }

    private static string NameOf(PlanStep step, Plan plan) => step switch
    {
        MoveStep move => $"move {move.Instance} {move.Source} {move.Destination} {move.Kind}",
        ConfirmStep confirm => $"confirm {confirm.Instance} {(plan.Steps.FirstOrDefault(one => one.Id == confirm.Move) as MoveStep)?.Destination}",
        DisableStep disable => $"disable {disable.Host}",
        EnableStep enable => $"enable {enable.Host}",
        MaintainStep maintain => $"maintain {string.Join(' ', maintain.Hosts)}",
        _ => step.GetType().Name,
    };
}

/// <summary>A level that differs.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="Old">The level in the old plan; <c>null</c> where it has none.</param>
/// <param name="New">The level in the new plan; <c>null</c> where it has none.</param>
public sealed record LevelChange(string Name, ObjectiveLevel? Old, ObjectiveLevel? New);

/// <summary>An instance that moves otherwise.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Old">Its moves in the old plan, one after the other; empty where it stays.</param>
/// <param name="New">Its moves in the new plan, one after the other; empty where it stays.</param>
public sealed record RouteChange(InstanceId Instance, ImmutableArray<Leg> Old, ImmutableArray<Leg> New);

/// <summary>One move of an instance.</summary>
/// <param name="Source">From where.</param>
/// <param name="Destination">To where.</param>
/// <param name="Kind">How.</param>
public readonly record struct Leg(HostName Source, HostName Destination, MoveKind Kind);

/// <summary>An instance that stays behind in one of the plans, or for other reasons.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Old">Why it stays in the old plan; <c>null</c> where it does not.</param>
/// <param name="New">Why it stays in the new plan; <c>null</c> where it does not.</param>
public sealed record StayChange(InstanceId Instance, LeftBehind? Old, LeftBehind? New);
