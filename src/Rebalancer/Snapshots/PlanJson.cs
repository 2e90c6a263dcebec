using Rebalancer.Findings;
using Rebalancer.Plans;
using Rebalancer.Snapshots.Reading;
using Rebalancer.Snapshots.Tables;

namespace Rebalancer.Snapshots;

/// <summary>The versioned JSON format of a plan: <c>rebalancer/plan</c>, version 1.</summary>
/// <remarks>The bounds are those of <see cref="ClusterJson"/>.</remarks>
public static class PlanJson
{
    /// <summary>The JSON Schema (draft 2020-12) of the format.</summary>
    public static string Schema => PlanTables.Document.Schema;

    /// <summary>Reads a plan, with every finding at its JSON path and line.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="file">The name of the file for the findings, where there is one.</param>
    public static Checked<Plan> Read(ReadOnlyMemory<byte> utf8, string? file = null)
    {
        Reading<Plan> reading = PlanTables.Document.Read(utf8, file);
        return new Checked<Plan>(reading.Value, reading.Findings);
    }

    /// <summary>Reads a plan from a file; a file that cannot be read is a finding.</summary>
    public static Checked<Plan> ReadFile(string path) => SnapshotFile.Read(path, Read);

    /// <summary>Writes a plan; reading it again gives the same plan, and equal plans give equal bytes.</summary>
    public static void Write(Stream stream, Plan plan) => PlanTables.Document.Write(stream, plan);

    /// <summary>The text of a plan as UTF-8.</summary>
    public static byte[] ToUtf8(Plan plan)
    {
        using MemoryStream stream = new();
        Write(stream, plan);
        return stream.ToArray();
    }
}
