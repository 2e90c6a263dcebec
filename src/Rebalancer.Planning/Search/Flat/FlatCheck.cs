using System.Runtime.Intrinsics;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Flat;

/// <summary>What a placement breaks and costs, found the plain way: no sums are shared with the search.</summary>
/// <remarks>A rule that the start breaks already is broken only by whoever adds to it.</remarks>
internal static class FlatCheck
{
    /// <summary>Every rule of the problem that a placement breaks, in words; none when it is feasible.</summary>
    public static IEnumerable<string> Violations(FlatProblem problem, IReadOnlyList<int> hostOf) =>
        CapacityViolations(problem, hostOf).Concat(ClassViolations(problem, hostOf)).Concat(GroupViolations(problem, hostOf));

    /// <summary>The value of a placement, with nothing but the definition of <see cref="ITerm"/>.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="term">A term that no search is using; its counts are set to this placement.</param>
    /// <param name="hostOf">By instance: its host.</param>
    public static long CostOf<TTerm>(FlatProblem problem, TTerm term, int[] hostOf)
        where TTerm : struct, ITerm
    {
        long cost = term.OfWhole(hostOf);
        ILookup<int, int> membersOf = Enumerable.Range(0, hostOf.Length).ToLookup(instance => hostOf[instance]);
        for (int host = 0; host < problem.HostCount; host++)
        {
            int[] members = [.. membersOf[host]];
            long[] used = [.. Enumerable.Range(0, problem.LaneCount).Select(lane => members.Sum(member => problem.Demands[(member * problem.LaneCount) + lane]))];
            for (int lane = 0; lane < problem.LaneCount; lane += Vector256<long>.Count)
            {
                cost += Vector256.Sum(term.OfUse((host * problem.LaneCount) + lane, Vector256.Create(used, lane)));
            }

            cost += term.OfMembers(host, members.Length) + members.Sum(member => term.OfPlacement(member, host));
        }

        return cost;
    }

    private static IEnumerable<string> CapacityViolations(FlatProblem problem, IReadOnlyList<int> hostOf)
    {
        for (int quantity = 0; quantity < problem.QuantityCount; quantity++)
        {
            var start = new long[problem.HostCount];
            var held = new long[problem.HostCount];
            for (int instance = 0; instance < hostOf.Count; instance++)
            {
                long demand = problem.DemandOf(instance)[quantity];
                start[problem.Origin[instance]] += demand;
                held[hostOf[instance]] += demand;
                if (problem.HeldAtBothEnds[quantity] && hostOf[instance] != problem.Origin[instance])
                {
                    held[problem.Origin[instance]] += demand;
                }
            }

            for (int host = 0; host < problem.HostCount; host++)
            {
                long most = Math.Max(problem.CapacityOf(host)[quantity], start[host]);
                if (held[host] > most)
                {
                    yield return $"host {host} holds {held[host]} of quantity {quantity}; it has {most}";
                }
            }
        }
    }

    private static IEnumerable<string> ClassViolations(FlatProblem problem, IReadOnlyList<int> hostOf) =>
        from instance in Enumerable.Range(0, hostOf.Count)
        let host = hostOf[instance]
        where host != problem.Origin[instance] && !problem.AllowedHosts[problem.ClassOf[instance]].Contains(host)
        select $"instance {instance} may not be on host {host}";

    private static IEnumerable<string> GroupViolations(FlatProblem problem, IReadOnlyList<int> hostOf)
    {
        var members = Enumerable.Range(0, hostOf.Count).ToLookup(instance => problem.GroupOf[instance]);
        for (int group = 0; group < problem.Groups.Length; group++)
        {
            foreach (IGrouping<int, int> onHost in members[group].GroupBy(member => hostOf[member]))
            {
                int most = Math.Max(problem.Groups[group].MostPerHost, members[group].Count(member => problem.Origin[member] == onHost.Key));
                if (onHost.Count() > most)
                {
                    yield return $"group {group} has {onHost.Count()} members on host {onHost.Key}; {most} may be";
                }
            }

            int fewest = Math.Min(problem.Groups[group].FewestDomains, members[group].Select(member => problem.DomainOf[problem.Origin[member]]).Distinct().Count());
            int domains = members[group].Select(member => problem.DomainOf[hostOf[member]]).Distinct().Count();
            if (domains < fewest)
            {
                yield return $"group {group} is in {domains} domains; it needs {fewest}";
            }
        }
    }
}
