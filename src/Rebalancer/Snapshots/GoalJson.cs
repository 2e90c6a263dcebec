using Rebalancer.Findings;
using Rebalancer.Goals;

namespace Rebalancer.Snapshots;

/// <summary>The versioned JSON format of a goal.</summary>
public static class GoalJson
{
    /// <summary>Reads a goal, with every finding at its JSON path and line.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="file">The name of the file for the findings, where there is one.</param>
    public static Checked<Goal> Read(ReadOnlyMemory<byte> utf8, string? file = null) => throw new NotImplementedException();

    /// <summary>Writes a goal; reading it again gives the same goal.</summary>
    public static void Write(Stream stream, Goal goal) => throw new NotImplementedException();

    /// <summary>The text of a goal as UTF-8.</summary>
    public static byte[] ToUtf8(Goal goal)
    {
        using MemoryStream stream = new();
        Write(stream, goal);
        return stream.ToArray();
    }
}
