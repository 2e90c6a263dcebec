using Rebalancer.Goals;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>The placement half of a goal on flat arrays: who may go where and what it costs; order comes later.</summary>
internal sealed class PlacementProblem
{
    private bool? keepsAmounts;
    private int[]? movers;

    /// <summary>The state that the snapshot shows.</summary>
    public required PlanState Start { get; init; }

    /// <summary>By host: the instances that are there at the start.</summary>
    public required ILookup<int, int> Residents { get; init; }

    /// <summary>The policies.</summary>
    public required Profile Profile { get; init; }

    /// <summary>What the plan must stay within.</summary>
    public required PlanLimits Limits { get; init; }

    /// <summary>The most bytes over the wire.</summary>
    public required long MostBytes { get; init; }

    /// <summary>The arrival limits by host and class.</summary>
    public required long[] ArrivalLimits { get; init; }

    /// <summary>The arrival limits of the final state, headroom kept free.</summary>
    public required long[] FinalLimits { get; init; }

    /// <summary>Every option, grouped by instance in ascending order.</summary>
    public required MoveOption[] Options { get; init; }

    /// <summary>For each instance the first of its options; one more entry for the end.</summary>
    public required int[] FirstOption { get; init; }

    /// <summary>Instances that the goal wants to leave their host.</summary>
    public required bool[] MustLeave { get; init; }

    /// <summary>Whether options were left out to keep the problem small: then its own bounds say nothing about the goal.</summary>
    public required bool IsPart { get; init; }

    /// <summary>By instance that has options, where some were left out: what none goes below, also none of those.</summary>
    public MoverFloor?[]? Floors { get; init; }

    /// <summary>The objective, the most important level first.</summary>
    public required Level[] Levels { get; init; }

    /// <summary>Whether where instances end decides every level, but for what the way of each costs by itself.</summary>
    public bool IsDecidedByEnds => Array.TrueForAll(Levels, level => level.IsDecidedByEnds);

    /// <summary>Hosts in the cluster.</summary>
    public int HostCount => Start.Cluster.Hosts.Length;

    /// <summary>Instances in the cluster.</summary>
    public int InstanceCount => Start.Cluster.Instances.Length;

    /// <summary>Resource classes in the cluster.</summary>
    public int ClassCount => Start.Cluster.ResourceClasses.Length;

    /// <summary>What moving an instance costs at least; <c>null</c> where nothing lets it move.</summary>
    public MoverFloor? FloorOf(int instance) => OptionsOf(instance).IsEmpty ? null : Floors?[instance] ?? MoverFloor.Of(OptionsOf(instance));

    /// <summary>The instances that are on a host at the start.</summary>
    public IEnumerable<int> InstancesOn(int host) => Residents[host];

    /// <summary>The instances that have options, in ascending order.</summary>
    public IReadOnlyList<int> Movers => movers ??= [.. Options.Select(option => option.Instance).Distinct()];

    /// <summary>Whether no instance takes less of anything on a destination than it holds where it is.</summary>
    public bool KeepsAmounts => keepsAmounts ??= Options.All(option =>
    {
        ReadOnlySpan<long> comes = Start.AmountsOn(option.Instance, option.Destination);
        ReadOnlySpan<long> leaves = Start.HeldBy(option.Instance);
        for (int c = 0; c < comes.Length; c++)
        {
            if (comes[c] < leaves[c])
            {
                return false;
            }
        }

        return true;
    });

    /// <summary>Whether a destination, as a state has it, would still keep the headroom with one more instance.</summary>
    public bool KeepsHeadroom(PlanState state, MoveOption option) =>
        ArrivalCheck.FitsAmounts(FinalLimits, state, option.Instance, option.Destination);

    /// <summary>Whether a placement has no more moves, detours and bytes than the plan may.</summary>
    public bool KeepsBudgets(Placement placement)
    {
        MoveOption[] moves = [.. placement.Moves(this)];
        return moves.Sum(move => move.MoveCount) <= (Limits.MaxMoves ?? int.MaxValue)
            && moves.Count(move => move.Detour is not null) <= (Limits.MaxDetours ?? int.MaxValue)
            && moves.Sum(move => move.Bytes) <= MostBytes;
    }

    /// <summary>Whether every host where somebody ends keeps the headroom in the end, in whatever order they get there.</summary>
    public bool KeepsHeadroom(Placement placement)
    {
        if (Limits.Headroom == 0)
        {
            return true;
        }

        Dictionary<int, long[]> changes = [];
        foreach (MoveOption option in placement.Moves(this))
        {
            Add(option.Destination, Start.AmountsOn(option.Instance, option.Destination), 1);
            Add(Start.HostOf(option.Instance), Start.HeldBy(option.Instance), option.Kind == MoveKind.Evacuate ? 0 : -1);
        }

        return placement.Moves(this).All(option =>
        {
            ReadOnlySpan<long> amounts = Start.AmountsOn(option.Instance, option.Destination);
            for (int c = 0; c < amounts.Length; c++)
            {
                if (amounts[c] > 0 && Start.Used(option.Destination, c) + changes[option.Destination][c] > FinalLimits[(option.Destination * ClassCount) + c])
                {
                    return false;
                }
            }

            return true;
        });

        void Add(int host, ReadOnlySpan<long> amounts, int sign)
        {
            if (!changes.TryGetValue(host, out long[]? sums))
            {
                changes.Add(host, sums = new long[ClassCount]);
            }

            for (int c = 0; c < amounts.Length; c++)
            {
                sums[c] += sign * amounts[c];
            }
        }
    }

    /// <summary>The smallest share of a capacity that an option leaves free: little on the fullest host that takes it, below zero where it does not fit.</summary>
    public double RoomAfter(PlanState state, MoveOption option)
    {
        ReadOnlySpan<long> amounts = state.AmountsOn(option.Instance, option.Destination);
        double room = double.MaxValue;
        for (int c = 0; c < amounts.Length; c++)
        {
            if (amounts[c] > 0)
            {
                long limit = Math.Max(1, FinalLimits[(option.Destination * ClassCount) + c]);
                room = Math.Min(room, (double)(limit - state.Used(option.Destination, c) - amounts[c]) / limit);
            }
        }

        return room;
    }

    /// <summary>The options of an instance.</summary>
    public ReadOnlySpan<MoveOption> OptionsOf(int instance) =>
        Options.AsSpan(FirstOption[instance]..FirstOption[instance + 1]);
}
