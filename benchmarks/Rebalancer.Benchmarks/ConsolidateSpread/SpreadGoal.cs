using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Balancing;
using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Benchmarks.ConsolidateSpread;

/// <summary>Evens out how busy hosts are, and how full of memory, with few moves.</summary>
internal static class SpreadGoal
{
    private const double LeastGain = 1e-5;
    private const double FarFewerMoves = 0.85;
    private const double FewerMoves = 0.97;

    /// <param name="cloud">The instance.</param>
    /// <param name="moves">
    /// How many moves may be made; <c>null</c> for 15 % fewer than a plain balancer makes where the load gets as even in them, else for a few fewer.
    /// </param>
    /// <param name="memoryDeviation">The standard deviation over hosts of memory in use per memory that is not to be exceeded.</param>
    /// <param name="settings">Limits and seed.</param>
    public static CloudAnswer Solve(CloudInstance cloud, int? moves, double memoryDeviation, SearchSettings settings)
    {
        FlatProblem problem = cloud.Compile();
        BalanceGoal goal = new(
            new Measure([.. cloud.Guests.Select(guest => guest.BusyCpus)], [.. cloud.Hosts.Select(host => (double)host.Vcpus)]),
            new Measure([.. cloud.Guests.Select(guest => guest.MemoryUsedMiB)], [.. cloud.Hosts.Select(host => host.MemoryMiB)]),
            memoryDeviation);
        Balance found = moves is { } most ? EvenLoad.Find(problem, goal, most, settings) : AgainstPlain(problem, goal, settings);
        int empty = problem.HostCount - found.HostOf.Distinct().Count();
        return new CloudAnswer(found.HostOf, new bool[problem.HostCount], empty, EvenLoad.FewestMoves(problem, goal, found.Deviation));
    }

    private static Balance AgainstPlain(FlatProblem problem, BalanceGoal goal, SearchSettings settings)
    {
        Balance plain = SteepestDescent.Find(problem, goal, LeastGain, problem.InstanceCount);
        SearchSettings half = settings with { TimeLimit = settings.TimeLimit / 2 };
        Balance fewer = EvenLoad.Find(problem, goal, (int)(FarFewerMoves * plain.Moves), half);
        return fewer.Deviation <= plain.Deviation && fewer.SideDeviation <= goal.SideDeviation ? fewer : EvenLoad.Find(problem, goal, (int)(FewerMoves * plain.Moves), half);
    }
}
