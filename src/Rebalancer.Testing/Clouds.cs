using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Model;
using Rebalancer.Testing.Generation;
using Rebalancer.Testing.Shrinking;

namespace Rebalancer.Testing;

/// <summary>Random clouds that a cluster can be built from, with a way to make a failing one smaller.</summary>
/// <remarks>
/// What the instances hold is what their flavors ask: allocations in Placement, host cells, pinned CPUs and devices as Nova would have
/// chosen them on arrival. Hosts hold more than their capacity, and records are wrong, only where the shape says so; an oddity may ask more of an instance's hosts than they have.
/// </remarks>
public static class Clouds
{
    /// <summary>The cloud of a seed: the same on every machine.</summary>
    /// <param name="shape">What it looks like.</param>
    /// <param name="seed">Any number.</param>
    public static Cluster Generate(CloudShape shape, int seed)
    {
        ArgumentNullException.ThrowIfNull(shape);
        SeededRandom random = new(seed);
        CloudShape drawn = FeatureDraw.Of(shape, random);
        CloudDraft draft = new(drawn, random, OptionsDraw.Of(drawn, random));
        FlavorDraw flavors = new(drawn, random);
        InstanceDraw.AddTo(draft, flavors);
        HostDraw.AddTo(draft);
        AggregateDraw.AddTo(draft);
        PlacingDraw placing = new(draft, flavors);
        placing.Run();
        InFlightDraw.AddTo(draft, placing);
        TroubleDraw.ApplyTo(draft);
        Forgetting.ApplyTo(draft);
        FailureDraw.ApplyTo(draft);
        OddityDraw.ApplyTo(draft);
        LoadDraw.ApplyTo(draft, new SeededRandom(~seed));
        return Cluster.Build(draft.ToParts()).OrThrow();
    }

    /// <summary>Clouds of a shape.</summary>
    public static Gen<Cluster> Gen(CloudShape shape) => Seeds.Gen.Select(seed => Generate(shape, seed));

    /// <summary>Clouds of a shape that shrink: every step is a valid cloud and a smaller one.</summary>
    public static Arbitrary<Cluster> Arbitrary(CloudShape shape) => Arb.From(Gen(shape), Shrink);

    /// <summary>Smaller clouds made from a cloud, the smallest first.</summary>
    public static IEnumerable<Cluster> Shrink(Cluster cluster) => CloudShrinker.Shrink(cluster);
}
