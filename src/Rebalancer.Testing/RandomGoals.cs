using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Testing.Generation;
using Rebalancer.Testing.Shrinking;

namespace Rebalancer.Testing;

/// <summary>Random goals for a cloud; a seed gives the same goal on every machine.</summary>
/// <remarks>Every goal names only hosts, instances, racks, zones and resource classes that the cloud has.</remarks>
public static class RandomGoals
{
    /// <summary>Goals of every kind and lists of them, with limits of every kind.</summary>
    /// <param name="cluster">The cloud; at least one host.</param>
    public static Gen<Goal> Goals(Cluster cluster) => Seeds.Gen.Select(seed => Goals(cluster, seed));

    /// <summary>A goal of any kind or a list of goals, with limits of every kind.</summary>
    /// <param name="cluster">The cloud; at least one host.</param>
    /// <param name="seed">Any number.</param>
    public static Goal Goals(Cluster cluster, int seed) => Draw(cluster, seed).Any();

    /// <summary>Goals to drain one host or two of a cloud, mostly such that hold instances, some with limits.</summary>
    /// <param name="cluster">The cloud; at least one host.</param>
    public static Gen<DrainGoal> Drain(Cluster cluster) => Seeds.Gen.Select(seed => Drain(cluster, seed));

    /// <summary>A goal to drain one host or two of a cloud, mostly such that hold instances, perhaps with limits.</summary>
    /// <param name="cluster">The cloud; at least one host.</param>
    /// <param name="seed">Any number.</param>
    public static DrainGoal Drain(Cluster cluster, int seed) => Draw(cluster, seed).Drain();

    /// <summary>A goal to evacuate one host or two, nearly always such that are down where there are some; without limits.</summary>
    /// <param name="cluster">The cloud; at least one host.</param>
    /// <param name="seed">Any number.</param>
    public static EvacuateGoal Evacuate(Cluster cluster, int seed) => Draw(cluster, seed).Evacuate();

    /// <summary>A goal to use few hosts, by number or by weight; without limits.</summary>
    /// <param name="cluster">The cloud; at least one host.</param>
    /// <param name="seed">Any number.</param>
    public static ConsolidateGoal Consolidate(Cluster cluster, int seed) => Draw(cluster, seed).Consolidate();

    /// <summary>A goal to even out load over hosts, racks or zones; without limits.</summary>
    /// <param name="cluster">The cloud; at least one host.</param>
    /// <param name="seed">Any number.</param>
    public static SpreadGoal Spread(Cluster cluster, int seed) => Draw(cluster, seed).Spread();

    /// <summary>A goal with one wish or two to be near something; without limits.</summary>
    /// <param name="cluster">The cloud; at least one host and one instance.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="ArgumentException">The cloud has no instance.</exception>
    public static LocalityGoal Locality(Cluster cluster, int seed)
    {
        GoalDraw draw = Draw(cluster, seed);
        return cluster.Instances.IsEmpty ? throw new ArgumentException("The cloud has no instance that could be near something.", nameof(cluster)) : draw.Locality();
    }

    /// <summary>A goal to empty some hosts or all in waves; without limits.</summary>
    /// <param name="cluster">The cloud; at least one host.</param>
    /// <param name="seed">Any number.</param>
    public static WaveGoal Waves(Cluster cluster, int seed) => Draw(cluster, seed).Waves();

    /// <summary>Two or three goals in order of priority or weighted; without limits.</summary>
    /// <param name="cluster">The cloud; at least one host.</param>
    /// <param name="seed">Any number.</param>
    public static GoalList List(Cluster cluster, int seed) => Draw(cluster, seed).List();

    /// <summary>Goals that ask for less: a goal fewer, a host fewer, a limit fewer, a wish plainer.</summary>
    public static IEnumerable<Goal> Shrink(Goal goal) => GoalShrinks.Of(goal);

    /// <summary>What is left of a goal on a cloud that may have lost hosts and instances since.</summary>
    /// <returns><c>null</c> where nothing is left.</returns>
    public static Goal? Fitting(Cluster cluster, Goal goal) => GoalFit.Of(cluster, goal);

    private static GoalDraw Draw(Cluster cluster, int seed)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return new GoalDraw(cluster, new SeededRandom(seed));
    }
}
