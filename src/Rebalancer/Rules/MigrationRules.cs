using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules.Derivations;

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
        Cluster cluster, InstanceId instance, HostName source, HostName destination, MoveKind kind, Profile? profile = null)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        int index = cluster.IndexOf(instance);
        int to = cluster.IndexOf(destination);
        if (index < 0)
        {
            throw new ArgumentException($"There is no instance {instance}.", nameof(instance));
        }

        if (to < 0)
        {
            throw new ArgumentException($"There is no host {destination}.", nameof(destination));
        }

        if (cluster.Instances[index].Host != source)
        {
            throw new ArgumentException($"Instance {instance} is on {cluster.Instances[index].Host}, not on {source}.", nameof(source));
        }

        return Check(PlanState.Of(cluster), index, to, kind, profile ?? Profile.RedHat);
    }

    /// <summary>Checks a move in a given state: <see cref="CheckLasting"/> and <see cref="CheckState"/> together.</summary>
    /// <param name="state">Who holds what; the source is where the instance is settled in it.</param>
    /// <param name="instance">The instance's index.</param>
    /// <param name="destination">The destination's index.</param>
    /// <param name="kind">How it would go.</param>
    /// <param name="profile">Policies.</param>
    public static Verdict Check(PlanState state, int instance, int destination, MoveKind kind, Profile profile)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(profile);
        var facts = CloudFacts.Of(state.Cluster);
        int source = state.HostOf(instance);
        VerdictBuilder verdict = default;
        AddLasting(new LastingMove(facts, instance, source, destination, kind, profile), ref verdict);
        AddState(new StateMove(facts, state, instance, destination, kind, profile), ref verdict);
        return Build(state.Cluster, instance, source, destination, kind, profile, verdict);
    }

    /// <summary>Checks what does not depend on usage: the answer is one for all instances of a class and all hosts of a class.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="instance">The instance's index.</param>
    /// <param name="source">The index of the host it would leave.</param>
    /// <param name="destination">The index of the host it would go to.</param>
    /// <param name="kind">How it would go.</param>
    /// <param name="profile">Policies.</param>
    /// <remarks>That source and destination differ is a matter of the state. Classes: <see cref="MoveClasses"/>.</remarks>
    public static Verdict CheckLasting(Cluster cluster, int instance, int source, int destination, MoveKind kind, Profile profile)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(profile);
        VerdictBuilder verdict = default;
        AddLasting(new LastingMove(CloudFacts.Of(cluster), instance, source, destination, kind, profile), ref verdict);
        return Build(cluster, instance, source, destination, kind, profile, verdict);
    }

    /// <summary>Checks what depends on the state: capacity, groups, cells, devices, services, counts.</summary>
    /// <param name="state">Who holds what; the source is where the instance is settled in it.</param>
    /// <param name="instance">The instance's index.</param>
    /// <param name="destination">The destination's index.</param>
    /// <param name="kind">How it would go.</param>
    /// <param name="profile">Policies.</param>
    public static Verdict CheckState(PlanState state, int instance, int destination, MoveKind kind, Profile profile)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(profile);
        VerdictBuilder verdict = default;
        AddState(new StateMove(CloudFacts.Of(state.Cluster), state, instance, destination, kind, profile), ref verdict);
        return Build(state.Cluster, instance, state.HostOf(instance), destination, kind, profile, verdict);
    }

    /// <summary>The code of every reason that <see cref="CheckState"/> gives, in its order, without finding out who holds what is missing.</summary>
    /// <param name="state">Who holds what; the source is where the instance is settled in it.</param>
    /// <param name="instance">The instance's index.</param>
    /// <param name="destination">The destination's index.</param>
    /// <param name="kind">How it would go.</param>
    /// <param name="profile">Policies.</param>
    public static ImmutableArray<string> CodesByState(PlanState state, int instance, int destination, MoveKind kind, Profile profile)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(profile);
        VerdictBuilder verdict = VerdictBuilder.OfCodes;
        AddState(new StateMove(CloudFacts.Of(state.Cluster), state, instance, destination, kind, profile), ref verdict);
        return [.. Build(state.Cluster, instance, state.HostOf(instance), destination, kind, profile, verdict).Refusals.Select(refusal => refusal.Code)];
    }

    /// <summary>Checks a move in a given state as <see cref="Check(PlanState, int, int, MoveKind, Profile)"/> does, and tells what every rule said.</summary>
    /// <param name="state">Who holds what; the source is where the instance is settled in it.</param>
    /// <param name="instance">The instance's index.</param>
    /// <param name="destination">The destination's index.</param>
    /// <param name="kind">How it would go.</param>
    /// <param name="profile">Policies.</param>
    public static MoveDerivation Explain(PlanState state, int instance, int destination, MoveKind kind, Profile profile)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(profile);
        return DerivationBuilder.Of(state, instance, destination, kind, profile);
    }

    /// <summary>Whether the state lets a move happen, as <see cref="CheckState"/> does, without a word of explanation.</summary>
    /// <param name="state">Who holds what; the source is where the instance is settled in it.</param>
    /// <param name="instance">The instance's index.</param>
    /// <param name="destination">The destination's index.</param>
    /// <param name="kind">How it would go.</param>
    /// <param name="profile">Policies.</param>
    /// <remarks>Allocates nothing for a floating guest that may move.</remarks>
    public static bool IsAllowedByState(PlanState state, int instance, int destination, MoveKind kind, Profile profile)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(profile);
        StateMove move = new(CloudFacts.Of(state.Cluster), state, instance, destination, kind, profile);
        VerdictBuilder verdict = VerdictBuilder.WithoutReasons;
        foreach (IStateRule rule in RuleBook.OfState)
        {
            rule.Check(move, ref verdict);
            if (!verdict.IsAllowed || (profile.RefusesAssumptions && verdict.HasAssumptions))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the lasting rules let a move happen, as <see cref="CheckLasting"/> does, without a word of explanation.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="instance">The instance's index.</param>
    /// <param name="source">The index of the host it would leave.</param>
    /// <param name="destination">The index of the host it would go to.</param>
    /// <param name="kind">How it would go.</param>
    /// <param name="profile">Policies.</param>
    internal static bool IsAllowedForGood(Cluster cluster, int instance, int source, int destination, MoveKind kind, Profile profile)
    {
        LastingMove move = new(CloudFacts.Of(cluster), instance, source, destination, kind, profile);
        VerdictBuilder verdict = VerdictBuilder.WithoutReasons;
        foreach (ILastingRule rule in RuleBook.Lasting)
        {
            rule.Check(move, ref verdict);
            if (!verdict.IsAllowed || (profile.RefusesAssumptions && verdict.HasAssumptions))
            {
                return false;
            }
        }

        return true;
    }

    private static void AddLasting(in LastingMove move, ref VerdictBuilder verdict)
    {
        foreach (ILastingRule rule in RuleBook.Lasting)
        {
            rule.Check(move, ref verdict);
        }
    }

    private static void AddState(in StateMove move, ref VerdictBuilder verdict)
    {
        foreach (IStateRule rule in RuleBook.OfState)
        {
            rule.Check(move, ref verdict);
        }
    }

    private static Verdict Build(
        Cluster cluster, int instance, int source, int destination, MoveKind kind, Profile profile, in VerdictBuilder verdict) =>
        verdict.Build(cluster.Instances[instance].Id, cluster.Hosts[source].Name, cluster.Hosts[destination].Name, kind, profile);
}
