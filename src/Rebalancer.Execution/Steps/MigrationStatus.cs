namespace Rebalancer.Execution.Steps;

/// <summary>What Nova's statuses of a migration mean for whoever waits for its end.</summary>
internal static class MigrationStatus
{
    /// <summary>Whether it came to a bad end: it is over and the instance should be where it was.</summary>
    public static bool IsBadEnd(string status) => status is "error" or "failed" or "cancelled" or "reverted";

    /// <summary>Whether it is over, well or not; <c>done</c> is the end of an evacuation.</summary>
    public static bool IsOver(string status) => IsBadEnd(status) || status is "completed" or "confirmed" or "done";
}
