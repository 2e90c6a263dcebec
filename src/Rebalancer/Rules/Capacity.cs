using Rebalancer.Model;

namespace Rebalancer.Rules;

/// <summary>Placement's capacity rule.</summary>
public static class Capacity
{
    /// <summary>The whole units that may be used: floor((total - reserved) x ratio), computed in double as Placement does.</summary>
    /// <remarks>Source: Placement's allocation check; rules.md section 3.</remarks>
    public static long Of(Inventory inventory) => throw new NotImplementedException();

    /// <summary>Whether one request of this size is a unit that the inventory deals in.</summary>
    public static bool AllowsUnit(Inventory inventory, long amount) => throw new NotImplementedException();
}
