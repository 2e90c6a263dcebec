using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Balancing;
using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Benchmarks.ConsolidateSpread;

/// <summary>Evens out how busy hosts are, and how full of memory, with few moves.</summary>
internal static class SpreadGoal
{
    private const double MemoryDeviation = 0.0475;
    private const double LeastGain = 1e-5;
    private const double ShareOfPlainMoves = 0.84;

    /// <param name="cloud">The instance.</param>
    /// <param name="moves">How many moves may be made; <c>null</c> for a good deal fewer than a plain balancer makes.</param>
    /// <param name="settings">Limits and seed.</param>
    public static CloudAnswer Solve(CloudInstance cloud, int? moves, SearchSettings settings)
    {
        FlatProblem problem = cloud.Compile();
        BalanceGoal goal = new(
            new Measure([.. cloud.Guests.Select(guest => guest.BusyCpus)], [.. cloud.Hosts.Select(host => (double)host.Vcpus)]),
            new Measure([.. cloud.Guests.Select(guest => guest.MemoryUsedMiB)], [.. cloud.Hosts.Select(host => host.MemoryMiB)]),
            MemoryDeviation);
        int most = moves ?? (int)(ShareOfPlainMoves * SteepestDescent.Find(problem, goal, LeastGain, problem.InstanceCount).Moves);
        Balance found = EvenLoad.Find(problem, goal, most, settings);
        int empty = problem.HostCount - found.HostOf.Distinct().Count();
        return new CloudAnswer(found.HostOf, new bool[problem.HostCount], empty, EvenLoad.FewestMoves(problem, goal, found.Deviation));
    }
}
