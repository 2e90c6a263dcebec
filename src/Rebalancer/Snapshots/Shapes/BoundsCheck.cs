using Rebalancer.Findings;

namespace Rebalancer.Snapshots.Shapes;

/// <summary>A walk over values made in code that reports what is out of bounds.</summary>
internal sealed class BoundsCheck(FindingList findings)
{
    /// <summary>Where the walk stands.</summary>
    public JsonPlace Place { get; } = new();

    /// <summary>Reports a complaint about the current value, if there is one.</summary>
    public void Report(string? complaint)
    {
        if (complaint is null)
        {
            return;
        }

        if (findings.IsFull(Severity.Error))
        {
            findings.Count(Severity.Error);
            return;
        }

        findings.Error("cluster.range", Place.ToString(), complaint);
    }
}
