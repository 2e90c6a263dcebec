using Rebalancer.Findings;
using Rebalancer.Goals;
using Rebalancer.Snapshots.Reading;
using Rebalancer.Snapshots.Tables;

namespace Rebalancer.Snapshots;

/// <summary>The versioned JSON format of a goal: <c>rebalancer/goal</c>, version 1.</summary>
/// <remarks>The bounds are those of <see cref="ClusterJson"/>.</remarks>
public static class GoalJson
{
    /// <summary>The JSON Schema (draft 2020-12) of the format.</summary>
    public static string Schema => GoalTables.Document.Schema;

    /// <summary>Reads a goal, with every finding at its JSON path and line.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="file">The name of the file for the findings, where there is one.</param>
    public static Checked<Goal> Read(ReadOnlyMemory<byte> utf8, string? file = null)
    {
        Reading<Goal> reading = GoalTables.Document.Read(utf8, file);
        return new Checked<Goal>(reading.Value, reading.Findings);
    }

    /// <summary>Reads a goal from a file; a file that cannot be read is a finding.</summary>
    public static Checked<Goal> ReadFile(string path) => SnapshotFile.Read(path, Read);

    /// <summary>Writes a goal; reading it again gives the same goal, and equal goals give equal bytes.</summary>
    public static void Write(Stream stream, Goal goal) => GoalTables.Document.Write(stream, goal);

    /// <summary>The text of a goal as UTF-8.</summary>
    public static byte[] ToUtf8(Goal goal)
    {
        using MemoryStream stream = new();
        Write(stream, goal);
        return stream.ToArray();
    }
}
