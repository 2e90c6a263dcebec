using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Relaxing;

/// <summary>Names the changes that might free whoever a plan leaves behind, the gentlest first.</summary>
internal static class Candidates
{
    private const int MaxHostKinds = 4;

    /// <summary>The changes, each once.</summary>
    public static ImmutableArray<Change> Of(Cluster cluster, Goal goal, ImmutableArray<LeftBehind> left) =>
    [
        .. Limits.Set(goal.Limits).Select(limit => new Change(ChangeKind.LiftLimit, limit.Name, limit.Text)),
        .. left.SelectMany(one => one.Reasons).Select(reason => Policies.Behind(reason.Code)).OfType<(string Name, string Text)>().Distinct()
            .Select(policy => new Change(ChangeKind.RelaxPolicy, policy.Name, policy.Text)),
        .. left.Select(one => cluster.Instances[cluster.IndexOf(one.Instance)]).SelectMany(ForInstance),
        .. left.SelectMany(one => cluster.GroupsOf(cluster.IndexOf(one.Instance))).Distinct().Order().Select(group => cluster.ServerGroups[group])
            .Where(group => group.Policy is GroupPolicy.Affinity or GroupPolicy.AntiAffinity)
            .Select(group => new Change(ChangeKind.LoosenGroup, group.Id.Value, $"Ask for {(group.Policy == GroupPolicy.Affinity ? "company" : "distance")} in the server group {group.Id} only where possible.")),
        .. HostKinds(cluster, goal, left).Select(host => new Change(ChangeKind.AddHost, host.Name.Value, $"Add a host like {host.Name}.")),
    ];

    private static IEnumerable<Change> ForInstance(Instance instance)
    {
        string name = instance.Name.Length > 0 ? instance.Name : instance.Id.Value;
        OwnerPolicy owner = instance.Policy.ValueOr(new OwnerPolicy(AllowedMoves.LiveOnly));
        if (owner.Moves != AllowedMoves.MayBeCold || owner.NotBefore is not null)
        {
            yield return new Change(ChangeKind.AllowMove, instance.Id.Value, $"Have the owner of {name} allow a cold migration at any time.");
        }

        if (instance.VmState == VmState.Active)
        {
            yield return new Change(ChangeKind.StopInstance, instance.Id.Value, $"Stop {name}, so that it moves cold.");
        }
    }

    /// <summary>One host of each kind of hardware: those that are left first, then others.</summary>
    private static IEnumerable<Host> HostKinds(Cluster cluster, Goal goal, ImmutableArray<LeftBehind> left)
    {
        IEnumerable<Host> leaving = left.Select(one => cluster.Hosts[cluster.IndexOf(one.Host)]);
        return leaving.Concat(cluster.Hosts.OrderBy(host => goal.Limits.HostsLeftAlone.Contains(host.Name)))
            .DistinctBy(KindOf).Take(MaxHostKinds);
    }

    private static string KindOf(Host host) => string.Join(
        ' ',
        host.Inventories.Select(inventory => $"{inventory.ResourceClass}={inventory.Total}/{inventory.Reserved}/{inventory.AllocationRatio}")
            .Concat(host.Traits).Append(host.Cpu.TryGet(out Cpu.HostCpu? cpu) ? cpu.Model : "").Append(host.Storage.Backend.ToString()));
}
