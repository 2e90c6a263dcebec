namespace Rebalancer.Planning.Search;

/// <summary>The best placement of all workers.</summary>
internal sealed class SharedIncumbent(int[] start, long cost, Action<long, int>? report)
{
    private readonly Lock gate = new();
    private readonly int[] best = [.. start];

    /// <summary>Its value.</summary>
    public long Cost { get; private set; } = cost;

    /// <summary>Takes over a placement if it is better than all before.</summary>
    public void Offer(ReadOnlySpan<int> hostOf, long cost, int worker)
    {
        lock (gate)
        {
            if (cost < Cost)
            {
                Cost = cost;
                hostOf.CopyTo(best);
                report?.Invoke(cost, worker);
            }
        }
    }

    /// <summary>A copy of the placement.</summary>
    public int[] Copy()
    {
        lock (gate)
        {
            return [.. best];
        }
    }
}
