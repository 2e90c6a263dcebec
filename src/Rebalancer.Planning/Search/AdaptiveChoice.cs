namespace Rebalancer.Planning.Search;

/// <summary>Chooses among ways to go on, each as often as it has paid lately and none never.</summary>
/// <param name="count">How many ways there are.</param>
internal sealed class AdaptiveChoice(int count)
{
    private const double Memory = 0.9;
    private const double LeastWeight = 0.05;

    private readonly double[] weights = [.. Enumerable.Repeat(1.0, count)];

    /// <summary>One of the ways, from 0.</summary>
    public int Draw(ref FastRandom random) => random.Next([.. weights.Select(weight => Math.Max(LeastWeight, weight))]);

    /// <summary>Whether a way has paid this time.</summary>
    public void Note(int kind, bool hasPaid) => weights[kind] = (Memory * weights[kind]) + ((1 - Memory) * (hasPaid ? 1 : 0));
}
