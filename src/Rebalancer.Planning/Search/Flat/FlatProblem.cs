using System.Runtime.Intrinsics;

namespace Rebalancer.Planning.Search.Flat;

/// <summary>
/// Who may be where, on dense indexes: hosts, instances and additive quantities (a resource class, or any other sum over a host's
/// instances). What a placement costs is no part of it; that is a <see cref="Terms.ITerm"/>.
/// </summary>
/// <remarks>
/// <para>Filled once by whoever compiles a goal, through the rows; read-only from then on, and shared by all threads.</para>
/// <para>
/// The start need not be feasible. Of everything that is over its limit there, no move may add to it. An instance may stay on a host
/// that its class does not allow; it just cannot come back there.
/// </para>
/// </remarks>
internal sealed class FlatProblem
{
    /// <summary>The capacity of a quantity that a host has no limit of.</summary>
    public const long Unlimited = long.MaxValue / 4;

    private readonly List<HostSet> allowed = [];

    /// <summary>Everybody alone in no group, of one class that every host allows, with nothing demanded and nothing limited.</summary>
    public FlatProblem(int hostCount, int instanceCount, int quantityCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hostCount);
        ArgumentOutOfRangeException.ThrowIfNegative(instanceCount);
        ArgumentOutOfRangeException.ThrowIfNegative(quantityCount);
        HostCount = hostCount;
        InstanceCount = instanceCount;
        QuantityCount = quantityCount;
        LaneCount = Math.Max(1, (quantityCount + Vector256<long>.Count - 1) / Vector256<long>.Count) * Vector256<long>.Count;
        Demands = new long[instanceCount * LaneCount];
        Capacities = new long[hostCount * LaneCount];
        Array.Fill(Capacities, Unlimited);
        HeldAtBothEnds = new bool[quantityCount];
        Origin = new int[instanceCount];
        ClassOf = new int[instanceCount];
        GroupOf = new int[instanceCount];
        Array.Fill(GroupOf, -1);
        DomainOf = new int[hostCount];
        Groups = [];
        allowed.Add(HostSet.All(hostCount));
    }

    /// <summary>Hosts; their indexes begin at 0.</summary>
    public int HostCount { get; }

    /// <summary>Instances; their indexes begin at 0.</summary>
    public int InstanceCount { get; }

    /// <summary>Additive quantities.</summary>
    public int QuantityCount { get; }

    /// <summary>The length of a row: <see cref="QuantityCount"/> made up to whole vectors; what is beyond stays 0 or unlimited.</summary>
    public int LaneCount { get; }

    /// <summary>What each instance adds to its host, row by row. A quantity without limit may be negative.</summary>
    public long[] Demands { get; }

    /// <summary>The most a host may hold, row by row.</summary>
    public long[] Capacities { get; }

    /// <summary>By quantity: whether an instance that moved away still holds it on its origin (both ends of a move hold it).</summary>
    public bool[] HeldAtBothEnds { get; }

    /// <summary>By instance: the host it is on at the start.</summary>
    public int[] Origin { get; }

    /// <summary>By instance: its class, 0 or what <see cref="AddClass"/> gave.</summary>
    public int[] ClassOf { get; }

    /// <summary>By instance: its group, an index into <see cref="Groups"/>, or -1.</summary>
    public int[] GroupOf { get; }

    /// <summary>By host: its failure domain, a small index from 0.</summary>
    public int[] DomainOf { get; }

    /// <summary>The groups.</summary>
    public FlatGroup[] Groups { get; set; }

    /// <summary>By class: the hosts it may go to.</summary>
    public IReadOnlyList<HostSet> AllowedHosts => allowed;

    /// <summary>Adds a class of instances by the hosts they may go to, and gives its index.</summary>
    public int AddClass(HostSet hosts)
    {
        allowed.Add(hosts);
        return allowed.Count - 1;
    }

    /// <summary>The row of an instance's demands.</summary>
    public Span<long> DemandOf(int instance) => Demands.AsSpan(instance * LaneCount, QuantityCount);

    /// <summary>The row of a host's capacities.</summary>
    public Span<long> CapacityOf(int host) => Capacities.AsSpan(host * LaneCount, QuantityCount);

    /// <summary>How many instances are elsewhere in a placement than at the start.</summary>
    public int MovesTo(int[] hostOf) => Origin.Zip(hostOf).Count(pair => pair.First != pair.Second);
}

/// <summary>Instances that should not be too near to each other.</summary>
/// <param name="MostPerHost">How many members one host may have; at least 1.</param>
/// <param name="FewestDomains">Over how many failure domains the members must be spread; 0 or 1 for any.</param>
internal readonly record struct FlatGroup(int MostPerHost, int FewestDomains);
