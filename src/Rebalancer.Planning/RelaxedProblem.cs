using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning;

/// <summary>A cluster, a goal and policies after some changes of a <see cref="Relaxation"/>; planning it shows what the changes bring.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Goal">The goal.</param>
/// <param name="Profile">The policies.</param>
public sealed record RelaxedProblem(Cluster Cluster, Goal Goal, Profile Profile)
{
    /// <summary>Makes changes to what a plan was made from.</summary>
    /// <param name="cluster">The cluster of the plan.</param>
    /// <param name="goal">Its goal.</param>
    /// <param name="profile">Its policies.</param>
    /// <param name="changes">The changes, as the plan names them.</param>
    /// <exception cref="ArgumentException">A change names something that is not there.</exception>
    public static RelaxedProblem Of(Cluster cluster, Goal goal, Profile profile, ImmutableArray<Change> changes)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(goal);
        ArgumentNullException.ThrowIfNull(profile);
        ClusterParts parts = cluster.ToParts();
        for (int index = 0; index < changes.Length; index++)
        {
            Change change = changes[index];
            switch (change.Kind)
            {
                case ChangeKind.AddHost:
                    parts = WithHostLike(parts, HostOf(cluster, change), $"{change.Subject}-like-{index + 1}");
                    break;
                case ChangeKind.RelaxPolicy:
                    profile = Relaxing.Policies.Without(profile, change.Subject);
                    break;
                case ChangeKind.AllowMove:
                    parts = WithInstance(cluster, parts, change, instance => instance with { Policy = Fact.Given(new OwnerPolicy(AllowedMoves.MayBeCold)) });
                    break;
                case ChangeKind.StopInstance:
                    parts = WithInstance(cluster, parts, change, instance => instance with { VmState = VmState.Stopped, PowerState = PowerState.Shutdown });
                    break;
                case ChangeKind.LoosenGroup:
                    parts = WithLooseGroup(parts, change);
                    break;
                case ChangeKind.LiftLimit:
                    goal = goal with { Limits = Relaxing.Limits.Without(goal.Limits, change.Subject) };
                    break;
            }
        }

        return new RelaxedProblem(ReferenceEquals(parts, cluster.ToParts()) ? cluster : Cluster.Build(parts).OrThrow(), goal, profile);
    }

    private static Host HostOf(Cluster cluster, Change change) =>
        cluster.IndexOf(new HostName(change.Subject)) is >= 0 and var host ? cluster.Hosts[host] : throw Unknown(change);

    /// <summary>A new host of the same hardware in the same aggregates, empty and enabled.</summary>
    private static ClusterParts WithHostLike(ClusterParts parts, Host host, string name)
    {
        HostName added = new(name);
        return parts with
        {
            Hosts = parts.Hosts.Add(host with
            {
                Name = added,
                ProviderId = null,
                Service = new ComputeService { IsFenced = Fact.Given(false) },
                OtherUsage = ImmutableSortedDictionary<ResourceClass, long>.Empty,
            }),
            Aggregates = [.. parts.Aggregates.Select(aggregate => aggregate.Hosts.Contains(host.Name) ? aggregate with { Hosts = aggregate.Hosts.Add(added) } : aggregate)],
        };
    }

    private static ClusterParts WithInstance(Cluster cluster, ClusterParts parts, Change change, Func<Instance, Instance> with) =>
        cluster.IndexOf(new InstanceId(change.Subject)) is >= 0 and var place
            ? parts with { Instances = parts.Instances.SetItem(place, with(parts.Instances[place])) }
            : throw Unknown(change);

    private static ClusterParts WithLooseGroup(ClusterParts parts, Change change)
    {
        ServerGroup group = parts.ServerGroups.FirstOrDefault(one => one.Id.Value == change.Subject) ?? throw Unknown(change);
        GroupPolicy loose = group.Policy is GroupPolicy.Affinity or GroupPolicy.SoftAffinity ? GroupPolicy.SoftAffinity : GroupPolicy.SoftAntiAffinity;
        return parts with { ServerGroups = parts.ServerGroups.Replace(group, group with { Policy = loose }) };
    }

    private static ArgumentException Unknown(Change change) => new($"There is no '{change.Subject}' for the change '{change.Text}'.", nameof(change));
}
