using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Repacking;

/// <summary>Hosts emptied, and where their instances go.</summary>
/// <param name="IsClosed">By host: whether it is empty in the end.</param>
/// <param name="Repacking">The placement.</param>
/// <param name="Bound">No placement with as many empty hosts moves fewer instances.</param>
internal sealed record Consolidation(bool[] IsClosed, Repacking Repacking, int Bound)
{
    /// <summary>Empties hosts until no more than some are in use.</summary>
    /// <returns><c>null</c> if so few hosts cannot hold everybody.</returns>
    public static Consolidation? ToHosts(FlatProblem problem, int mostHosts, SearchSettings settings)
    {
        int inUse = problem.Origin.Distinct().Count();
        int count = problem.HostCount - Math.Min(mostHosts, inUse);
        bool[]? isClosed = HostsToClose.Find(problem, count, 1, out int bound);
        if (isClosed is null)
        {
            return null;
        }

        Repacking found = FewestMoves.Find(HostLimits.Closed(problem, isClosed), settings);
        return new Consolidation(isClosed, found, bound);
    }

    /// <summary>Empties as many hosts as it can within the time.</summary>
    public static Consolidation? ToFewest(FlatProblem problem, SearchSettings settings)
    {
        return ToHosts(problem, problem.HostCount - HostsToClose.Most(problem), settings);
    }
}
