using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Advice;

/// <summary>Server groups whose strict policy is broken already, or that the hosts cannot honour.</summary>
internal sealed class GroupCheck : IAdviceCheck
{
    private static readonly ImmutableArray<MoveKind> Migrations = [MoveKind.Live, MoveKind.BlockLive, MoveKind.Cold];

    /// <inheritdoc/>
    public IEnumerable<AdviceFinding> Run(AdviceContext context)
    {
        for (int group = 0; group < context.Cluster.ServerGroups.Length; group++)
        {
            int[] members = [.. context.Cluster.ServerGroups[group].Members.Select(context.Cluster.IndexOf).Where(member => member >= 0).Distinct().Order()];
            IEnumerable<AdviceFinding> found = context.Cluster.ServerGroups[group].Policy switch
            {
                GroupPolicy.AntiAffinity => AntiAffinity(context, context.Cluster.ServerGroups[group], members),
                GroupPolicy.Affinity => Affinity(context, context.Cluster.ServerGroups[group], members),
                _ => [],
            };
            foreach (AdviceFinding finding in found)
            {
                yield return finding;
            }
        }
    }

    private static IEnumerable<AdviceFinding> AntiAffinity(AdviceContext context, ServerGroup group, int[] members)
    {
        IGrouping<int, int>[] crowds = [.. members.GroupBy(context.State.HostOf).Where(crowd => crowd.Count() > group.MaxServerPerHost).OrderBy(crowd => crowd.Key)];
        if (crowds.Length > 0)
        {
            yield return Broken(
                context,
                $"{AdviceContext.Count(crowds.Length, "host")} {(crowds.Length == 1 ? "holds" : "hold")} more members of the anti-affinity group {NameOf(group)} than it allows.",
                crowds,
                $"at most {group.MaxServerPerHost}",
                "If such a host fails, the group loses more members at once than its owner wanted; Nova does not put it right by itself.",
                "Move the surplus members to hosts without one.");
        }

        // One host more than needed would tell nothing new, and most groups are small.
        int enough = (members.Length + group.MaxServerPerHost - 1) / group.MaxServerPerHost;
        int[] eligible = [.. context.AllHosts.Where(host => MayHold(context, members, host)).Take(enough)];
        long places = (long)eligible.Length * group.MaxServerPerHost;
        if (members.Length > places)
        {
            yield return new AdviceFinding
            {
                Severity = AdviceSeverity.Warning,
                Code = "advice.group-too-large",
                Message = $"The anti-affinity group {NameOf(group)} has more members than there are places for them.",
                Hosts = context.HostNames(eligible),
                Instances = context.InstanceIds(members),
                Facts = [new ComparedFact($"members of {NameOf(group)}", $"at most {places}: {AdviceContext.Count(eligible.Length, "eligible host")}, {group.MaxServerPerHost} on each", $"{members.Length}")],
                Why = "However the members are moved, two of them have to share a host against the policy.",
                Remedy = "Add or enable hosts that may take members, raise max_server_per_host, or make the policy soft.",
            };
        }
    }

    private static IEnumerable<AdviceFinding> Affinity(AdviceContext context, ServerGroup group, int[] members)
    {
        IGrouping<int, int>[] parts = [.. members.GroupBy(context.State.HostOf).OrderBy(part => part.Key)];
        if (parts.Length > 1)
        {
            yield return Broken(
                context,
                $"The members of the affinity group {NameOf(group)} are on {parts.Length} hosts.",
                parts,
                "all on one host",
                "The policy is not kept; members may only move to hosts that hold another member.",
                "Move the members to one of these hosts.");
        }

        if (members.Length > 1 && ClosestHost(context, members) is { Lack: not null } closest)
        {
            yield return new AdviceFinding
            {
                Severity = AdviceSeverity.Warning,
                Code = "advice.group-too-large",
                Message = $"No host is large enough for the affinity group {NameOf(group)}, even an empty one.",
                Hosts = context.HostNames(members.Select(context.State.HostOf)),
                Instances = context.InstanceIds(members),
                Facts = [closest.Lack],
                Why = "The group can never be together on one host, neither here nor after a failure.",
                Remedy = "Add a larger host, resize members, or part the group.",
            };
        }
    }

    private static AdviceFinding Broken(AdviceContext context, string message, IGrouping<int, int>[] parts, string needed, string why, string remedy) => new()
    {
        Severity = AdviceSeverity.Error,
        Code = "advice.group-broken",
        Message = message,
        Hosts = context.HostNames(parts.Select(part => part.Key)),
        Instances = context.InstanceIds(parts.SelectMany(part => part)),
        Facts = [.. parts.Select(part => new ComparedFact($"members on {context.Cluster.Hosts[part.Key].Name}", needed, $"{part.Count()}"))],
        Why = why,
        Remedy = remedy,
    };

    /// <summary>Whether a member is on a host, or no lasting rule keeps every member from it.</summary>
    private static bool MayHold(AdviceContext context, int[] members, int host) =>
        members.Any(member => context.State.HostOf(member) == host)
        || (context.State.IsEnabled(host) && members.Any(member =>
            Migrations.Any(kind => context.Verdicts.IsAllowed(member, context.State.HostOf(member), host, kind))));

    /// <summary>The host that lacks the smallest share of a class for all members at once; no lack where one is large enough.</summary>
    private static (double Share, ComparedFact? Lack) ClosestHost(AdviceContext context, int[] members)
    {
        (double Share, ComparedFact? Lack) closest = (double.PositiveInfinity, null);
        foreach (int host in context.AllHosts)
        {
            (double Share, ComparedFact? Lack) worst = (0, null);
            for (int resource = 0; resource < context.Cluster.ResourceClasses.Length; resource++)
            {
                long asked = 0;
                foreach (int member in members)
                {
                    asked += context.State.AmountsOn(member, host)[resource];
                }

                long capacity = context.State.CapacityOf(host, resource);
                double share = (asked - capacity) / (double)Math.Max(1, asked);
                if (asked > capacity && share > worst.Share)
                {
                    worst = (share, new ComparedFact($"{context.Cluster.ResourceClasses[resource]} on {context.Cluster.Hosts[host].Name}, the host that comes closest", $"{asked} for all members", $"{capacity}"));
                }
            }

            if (worst.Share < closest.Share)
            {
                closest = worst;
            }
        }

        return closest;
    }

    private static string NameOf(ServerGroup group) => group.Name.Length > 0 ? group.Name : group.Id.Value;
}
