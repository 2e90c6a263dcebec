using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Rules;

/// <summary>Whether the lasting rules allow a move, asked once per class of instances, of sources and of destinations.</summary>
/// <remarks>
/// For code that asks about many pairs; an answer asked again costs a few loads and allocates nothing. Why a move is refused says
/// <see cref="MigrationRules"/>. Threads may share a table: at worst they ask the rules the same question twice.
/// </remarks>
public sealed class VerdictTable
{
    private const int KnownShift = 4;

    private readonly Cluster cluster;
    private readonly Profile profile;

    // By instance class, class of the source and class of the destination: a low bit per kind that is allowed, a high bit per kind
    // that was asked. Only rows that were asked for are there, as few instance classes have members on hosts of every class.
    private readonly byte[]?[]?[] answers;

    private VerdictTable(Cluster cluster, Profile profile)
    {
        this.cluster = cluster;
        this.profile = profile;
        Classes = MoveClasses.Of(cluster);
        answers = new byte[]?[]?[Classes.InstanceClassCount];
    }

    /// <summary>The classes of the cluster.</summary>
    public MoveClasses Classes { get; }

    /// <summary>A table for a cluster, with every answer still to be asked.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="profile">Policies.</param>
    public static VerdictTable Of(Cluster cluster, Profile profile)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(profile);
        return new VerdictTable(cluster, profile);
    }

    /// <summary>Whether the lasting rules allow a move: what <see cref="MigrationRules.CheckLasting"/> says.</summary>
    /// <param name="instance">The instance's index.</param>
    /// <param name="source">The index of the host it would leave.</param>
    /// <param name="destination">The index of the host it would go to.</param>
    /// <param name="kind">How it would go.</param>
    public bool IsAllowed(int instance, int source, int destination, MoveKind kind)
    {
        int instanceClass = Classes.InstanceClassOf(instance);
        int sourceClass = Classes.HostClassOf(source);
        byte[]?[] rows = answers[instanceClass] ??= new byte[]?[Classes.HostClassCount];
        byte[] row = rows[sourceClass] ??= new byte[Classes.HostClassCount];
        ref byte answer = ref row[Classes.HostClassOf(destination)];
        if ((answer & (1 << ((int)kind + KnownShift))) == 0)
        {
            bool isAllowed = MigrationRules.IsAllowedForGood(cluster, instance, source, destination, kind, profile);
            answer |= (byte)((isAllowed ? 1 : 0) << (int)kind | 1 << ((int)kind + KnownShift));
        }

        return (answer & (1 << (int)kind)) != 0;
    }

    /// <summary>Whether a move is allowed in a state of the cluster: what <see cref="MigrationRules.Check(PlanState, int, int, MoveKind, Profile)"/> says.</summary>
    /// <param name="state">Who holds what; the source is where the instance is settled in it.</param>
    /// <param name="instance">The instance's index.</param>
    /// <param name="destination">The destination's index.</param>
    /// <param name="kind">How it would go.</param>
    /// <exception cref="ArgumentException">The state is one of another cluster.</exception>
    public bool IsAllowed(PlanState state, int instance, int destination, MoveKind kind)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!ReferenceEquals(state.Cluster, cluster))
        {
            throw new ArgumentException("The state is one of another cluster.", nameof(state));
        }

        return IsAllowed(instance, state.HostOf(instance), destination, kind)
            && MigrationRules.IsAllowedByState(state, instance, destination, kind, profile);
    }
}
