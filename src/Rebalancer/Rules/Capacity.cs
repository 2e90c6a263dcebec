using Rebalancer.Model;

namespace Rebalancer.Rules;

/// <summary>Placement's capacity rule.</summary>
public static class Capacity
{
    /// <summary>The whole units that may be used: floor((total - reserved) x ratio), computed in double as Placement does.</summary>
    /// <remarks>
    /// Source: Placement's <c>_check_capacity_exceeded</c>; rules.md section 3. Placement compares whole usage with the unrounded
    /// product, which comes to the same as comparing it with the floor.
    /// </remarks>
    public static long Of(Inventory inventory)
    {
        double capacity = Math.Floor((inventory.Total - inventory.Reserved) * inventory.AllocationRatio);
        return capacity >= long.MaxValue ? long.MaxValue : Math.Max(0, (long)capacity);
    }

    /// <summary>Whether Placement would take such an inventory at all.</summary>
    /// <remarks>
    /// Source: Placement's inventory schema and <c>_validate_inventory_capacity</c> as of microversion 1.26. Figures are at most
    /// <see cref="int.MaxValue"/>; what is reserved may equal the total.
    /// </remarks>
    public static bool IsValid(Inventory inventory) =>
        inventory.Total is >= 1 and <= int.MaxValue
        && inventory.Reserved is >= 0 and <= int.MaxValue
        && inventory.MinUnit is >= 1 and <= int.MaxValue
        && inventory.MaxUnit is >= 1 and <= int.MaxValue
        && inventory.StepSize is >= 1 and <= int.MaxValue
        && inventory.AllocationRatio <= float.MaxValue
        && Math.Truncate((inventory.Total - inventory.Reserved) * inventory.AllocationRatio) >= 0;

    /// <summary>Whether one request of this size is a unit that the inventory deals in.</summary>
    /// <remarks>The ratio plays no part: one request never exceeds <see cref="Inventory.MaxUnit"/>.</remarks>
    public static bool AllowsUnit(Inventory inventory, long amount) =>
        amount >= inventory.MinUnit && amount <= inventory.MaxUnit && amount % inventory.StepSize == 0;

    /// <summary>Whether Placement would accept a request of this size beside what is used.</summary>
    /// <param name="inventory">What the host has.</param>
    /// <param name="used">What is used of it; may exceed the capacity.</param>
    /// <param name="amount">What is asked for, at least 1.</param>
    public static CapacityAnswer Check(Inventory inventory, long used, long amount) =>
        !AllowsUnit(inventory, amount) ? CapacityAnswer.NoUnit
        : amount > Of(inventory) - used ? CapacityAnswer.Exceeded
        : CapacityAnswer.Accepted;
}

/// <summary>What Placement says to a request for one resource class.</summary>
public enum CapacityAnswer
{
    /// <summary>It fits.</summary>
    Accepted,

    /// <summary>The amount is below the smallest unit, above the largest, or between two steps.</summary>
    NoUnit,

    /// <summary>Usage would exceed the capacity.</summary>
    Exceeded,
}
