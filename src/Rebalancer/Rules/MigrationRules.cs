using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Rules;

/// <summary>Nova's rules for moving an instance, and the policies of a profile.</summary>
public static class MigrationRules
{
    /// <summary>Checks a move in the cluster as the snapshot shows it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="source">The host it would leave: the one it is on.</param>
    /// <param name="destination">The host it would go to.</param>
    /// <param name="kind">How it would go.</param>
    /// <param name="profile">Policies; <see cref="Profile.RedHat"/> when <c>null</c>.</param>
    /// <exception cref="ArgumentException">The instance or a host is not in the cluster, or the instance is not on <paramref name="source"/>.</exception>
    public static Verdict Check(
        Cluster cluster, InstanceId instance, HostName source, HostName destination, MoveKind kind, Profile? profile = null) =>
        throw new NotImplementedException();

    /// <summary>Checks a move in a given state: <see cref="CheckLasting"/> and <see cref="CheckState"/> together.</summary>
    public static Verdict Check(PlanState state, int instance, int destination, MoveKind kind, Profile profile) =>
        throw new NotImplementedException();

    /// <summary>Checks what does not depend on usage: the answer is one for all instances of a class and all hosts of a class.</summary>
    public static Verdict CheckLasting(Cluster cluster, int instance, int source, int destination, MoveKind kind, Profile profile) =>
        throw new NotImplementedException();

    /// <summary>Checks what depends on the state: capacity, groups, cells, devices, services, counts.</summary>
    public static Verdict CheckState(PlanState state, int instance, int destination, MoveKind kind, Profile profile) =>
        throw new NotImplementedException();
}
