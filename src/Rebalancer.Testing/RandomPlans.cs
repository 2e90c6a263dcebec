using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Testing.Generation;
using Rebalancer.Testing.Shrinking;

namespace Rebalancer.Testing;

/// <summary>Random steps on a cloud: well formed, mostly sensible, not necessarily safe.</summary>
/// <remarks>
/// Numbers are unique, edges lead to earlier steps, a move starts where its instance is by then, a second move of an instance waits for
/// the release of the first, and a confirm step waits for its move. Whether every order is allowed is for a verifier to say.
/// </remarks>
public static class RandomPlans
{
    /// <summary>Random steps with up to <paramref name="maxMoves"/> moves.</summary>
    /// <param name="cluster">The cloud; at least one host.</param>
    /// <param name="maxMoves">The most moves, at least 1.</param>
    public static Gen<ImmutableArray<PlanStep>> Gen(Cluster cluster, int maxMoves = 5) =>
        Seeds.Gen.Select(seed => Generate(cluster, seed, maxMoves));

    /// <summary>Random steps that shrink.</summary>
    /// <param name="cluster">The cloud; at least one host.</param>
    /// <param name="maxMoves">The most moves, at least 1.</param>
    public static Arbitrary<ImmutableArray<PlanStep>> Arbitrary(Cluster cluster, int maxMoves = 5) =>
        Arb.From(Gen(cluster, maxMoves), steps => Shrink(cluster, steps));

    /// <summary>The steps of a seed: the same on every machine.</summary>
    /// <param name="cluster">The cloud; at least one host.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="maxMoves">The most moves, at least 1.</param>
    public static ImmutableArray<PlanStep> Generate(Cluster cluster, int seed, int maxMoves = 5)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMoves, 1);
        return new PlanDraw(cluster, new SeededRandom(seed)).Run(maxMoves);
    }

    /// <summary>The steps with one step or one edge less, still well formed.</summary>
    public static IEnumerable<ImmutableArray<PlanStep>> Shrink(Cluster cluster, ImmutableArray<PlanStep> steps) =>
        StepShrinks.Of(cluster, steps);

    /// <summary>Those of the steps that are well formed on a cloud which may have lost hosts and instances since.</summary>
    public static ImmutableArray<PlanStep> Fitting(Cluster cluster, ImmutableArray<PlanStep> steps) => StepShrinks.Fitting(cluster, steps);
}
