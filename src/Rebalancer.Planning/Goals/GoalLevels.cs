using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Planning.Compilation.Terms;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Goals;

/// <summary>Writes goals as levels of one objective: what each goal counts, then downtime, moves and transfer.</summary>
internal sealed class GoalLevels(PlanState start, GoalScope scope)
{
    /// <summary>The factor that turns weights with fractions into whole numbers.</summary>
    private const double WeightScale = 1000;

    /// <summary>How many levels come after what the goals count.</summary>
    public const int CostLevels = 3;

    /// <summary>The name of a level that counts instances left behind.</summary>
    public const string LeftBehindName = "left behind";

    /// <summary>The name of the level that counts failures, of a host or a rack, after which somebody would have no place.</summary>
    public const string NotSurvivableName = "not survivable";

    /// <summary>What that level counts.</summary>
    public const string NotSurvivableUnit = "failures";

    /// <summary>The levels, the most important first.</summary>
    public Level[] All(Goal goal)
    {
        List<Level> levels = [.. scope.Goals.Select(LevelOf)];
        if (goal is GoalList { Weights: { IsDefaultOrEmpty: false } weights })
        {
            long[] whole = Whole(weights);
            levels =
            [
                new Level("weighted sum", "weighted", [.. levels.SelectMany((level, index) => level.Parts.Select(part => (part.Weight * whole[index], part.Term)))]),
            ];
        }

        if (scope.Survival is { } survival)
        {
            levels.Add(new Level(NotSurvivableName, NotSurvivableUnit, (1, new SurvivalTerm(survival))));
        }

        return
        [
            .. levels,
            new Level("downtime", "instances", (1, new OptionTerm(_ => 0, option => option.HasDowntime ? 1 : 0))),
            new Level("moves", "instances", (1, new OptionTerm(_ => 0, option => option.MoveCount + (scope.Round?.Pending[option.Destination] == true ? 1 : 0)))),
            new Level("transfer", "bytes", (1, new OptionTerm(_ => 0, option => option.Bytes))),
        ];
    }

    private Level LevelOf(Goal goal) => goal switch
    {
        DrainGoal or EvacuateGoal => LeftBehind(goal),
        ConsolidateGoal consolidate => new Level("hosts in use", consolidate.Weights.IsEmpty ? "hosts" : "weight", (1, new HostsInUseTerm(WeightsOf(consolidate)))),
        SpreadGoal spread => Evenness(spread),
        LocalityGoal locality => new Level("distance", "weighted steps", [.. new NearTerms(start, locality).All()]),
        _ => throw new ArgumentException($"A goal of type {goal.GetType().Name} is not known here.", nameof(goal)),
    };

    private Level Evenness(SpreadGoal goal)
    {
        SpreadBins bins = new(start, scope, goal);
        Utilisation[] all = [.. bins.All()];
        bool isMaximum = goal.Means == SpreadMeans.Maximum;
        return new Level(
            isMaximum ? "largest utilisation" : "unevenness", isMaximum ? "thousandths" : "squared thousandths", (1, new EvennessTerm(all, isMaximum, bins.IsClosed(all))));
    }

    private Level LeftBehind(Goal goal)
    {
        bool[] mustLeave = scope.LeavingFrom(scope.HostsOf(GoalScope.EmptiedBy(goal)));
        return new Level(LeftBehindName, "instances", (1, new OptionTerm(instance => mustLeave[instance] ? 1 : 0, _ => 0)));
    }

    private long[] WeightsOf(ConsolidateGoal goal)
    {
        bool[] counts = scope.HostsOf(goal.Hosts);
        Cluster cluster = start.Cluster;
        return
        [
            .. cluster.Hosts.Select((host, index) => goal.Hosts.IsDefaultOrEmpty || counts[index] ? goal.Weights.GetValueOrDefault(host.Name, 1) : 0),
        ];
    }

    /// <summary>Weights as whole numbers in the same proportion, but for rounding.</summary>
    public static long[] Whole(IReadOnlyCollection<double> weights) => weights.All(weight => weight == Math.Floor(weight))
        ? [.. weights.Select(weight => (long)weight)]
        : [.. weights.Select(weight => Math.Max(1, (long)Math.Round(weight * WeightScale)))];
}
