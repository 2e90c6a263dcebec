namespace Rebalancer.Planning.Compilation.Terms;

/// <summary>What instances take in one measure.</summary>
/// <param name="Leaves">What an instance gives back when it leaves the host it starts on.</param>
/// <param name="Comes">What an instance takes on a host.</param>
/// <param name="Least">What it takes at least on any host.</param>
/// <param name="Most">What it takes at most on any host.</param>
internal sealed record InstanceLoads(Func<int, long> Leaves, Func<int, int, long> Comes, Func<int, long> Least, Func<int, long> Most);
