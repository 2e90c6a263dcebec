namespace Rebalancer.Planning.Compilation;

/// <summary>What moving an instance costs at least.</summary>
/// <param name="HasDowntime">Whether it cannot move without downtime.</param>
/// <param name="Bytes">What goes over the wire at least.</param>
internal readonly record struct MoverFloor(bool HasDowntime, long Bytes)
{
    /// <summary>The floor of some ways to move, at least one.</summary>
    public static MoverFloor Of(ReadOnlySpan<MoveOption> options)
    {
        MoverFloor floor = new(true, long.MaxValue);
        foreach (MoveOption option in options)
        {
            floor = new MoverFloor(floor.HasDowntime && option.HasDowntime, Math.Min(floor.Bytes, option.Bytes));
        }

        return floor;
    }
}
