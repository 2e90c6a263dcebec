using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>Whether an instance may arrive at a host now: the amounts first, on flat arrays, then every rule of the state.</summary>
/// <param name="limits">What hosts may hold, by host and class.</param>
/// <param name="profile">The policies.</param>
internal sealed class ArrivalCheck(long[] limits, Profile profile)
{
    /// <summary>Whether every rule of the state allows the move, its lasting rules being met.</summary>
    public bool Allows(PlanState state, int instance, int destination, MoveKind kind) =>
        FitsAmounts(limits, state, instance, destination) && MigrationRules.IsAllowedByState(state, instance, destination, kind, profile);

    /// <summary>A live move keeps the page size of the first guest cell (Nova's claim on the destination).</summary>
    public static bool KeepsPageSize(MoveKind kind, GuestPlacement? now, GuestPlacement? then) =>
        kind is not (MoveKind.Live or MoveKind.BlockLive) || now is null || then is null || now.Cells[0].PageSizeKiB == then.Cells[0].PageSizeKiB;

    /// <summary>Whether the amounts of an instance fit on a host now.</summary>
    public static bool FitsAmounts(long[] limits, PlanState state, int instance, int destination)
    {
        ReadOnlySpan<long> amounts = state.AmountsOn(instance, destination);
        for (int c = 0; c < amounts.Length; c++)
        {
            if (amounts[c] > 0 && state.Used(destination, c) + amounts[c] > limits[(destination * amounts.Length) + c])
            {
                return false;
            }
        }

        return true;
    }
}
