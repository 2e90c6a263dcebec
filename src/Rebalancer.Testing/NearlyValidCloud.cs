using Rebalancer.Model;

namespace Rebalancer.Testing;

/// <summary>The parts of a cloud with one mistake, which <see cref="Cluster.Build"/> must report.</summary>
/// <param name="Valid">The cloud before the mistake.</param>
/// <param name="Parts">Its parts with the mistake.</param>
/// <param name="Code">The code of the finding that is expected among the errors; the mistake may bring others with it.</param>
/// <param name="Mistake">What was done, in a few words.</param>
public sealed record NearlyValidCloud(Cluster Valid, ClusterParts Parts, string Code, string Mistake)
{
    /// <summary>The mistake, then the tables of the cloud before it.</summary>
    public override string ToString() => $"\n{Mistake}, expected: {Code}{new SmallCloud(Valid)}";
}
