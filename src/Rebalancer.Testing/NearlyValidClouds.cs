using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Model;
using Rebalancer.Testing.Generation;

namespace Rebalancer.Testing;

/// <summary>Random clouds with one mistake each: a name twice, a host that is not there, CPU sets that overlap, more reserved than there is.</summary>
public static class NearlyValidClouds
{
    /// <summary>The codes of all the mistakes that are made, in order.</summary>
    public static IEnumerable<string> Codes => Mistakes.All.Select(mistake => mistake.Code).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The cloud of a seed: the same on every machine.</summary>
    /// <param name="shape">What it looks like; at least one host with an inventory.</param>
    /// <param name="seed">Any number.</param>
    public static NearlyValidCloud Generate(CloudShape shape, int seed)
    {
        Cluster valid = Clouds.Generate(shape, seed);
        SeededRandom random = new(seed);
        return Mistakes.All.Select((mistake, place) => place).OrderBy(_ => random.Below(int.MaxValue))
            .Select(place => With(valid, Mistakes.All[place])).First(broken => broken is not null)!;
    }

    /// <summary>Clouds of a shape, each with a mistake.</summary>
    /// <param name="shape">What they look like.</param>
    public static Gen<NearlyValidCloud> Gen(CloudShape shape) => Seeds.Gen.Select(seed => Generate(shape, seed));

    /// <summary>Clouds of a shape, each with a mistake; they shrink to smaller clouds with the same mistake.</summary>
    /// <param name="shape">What they look like.</param>
    public static Arbitrary<NearlyValidCloud> Arbitrary(CloudShape shape) => Arb.From(Gen(shape), Shrink);

    private static IEnumerable<NearlyValidCloud> Shrink(NearlyValidCloud cloud)
    {
        Mistake mistake = Mistakes.All.First(known => known.What == cloud.Mistake);
        return Clouds.Shrink(cloud.Valid).Select(smaller => With(smaller, mistake)).OfType<NearlyValidCloud>();
    }

    private static NearlyValidCloud? With(Cluster valid, Mistake mistake) =>
        mistake.Make(valid.ToParts()) is { } parts ? new NearlyValidCloud(valid, parts, mistake.Code, mistake.What) : null;
}
