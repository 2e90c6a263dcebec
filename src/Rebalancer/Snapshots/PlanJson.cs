using Rebalancer.Findings;
using Rebalancer.Plans;

namespace Rebalancer.Snapshots;

/// <summary>The versioned JSON format of a plan.</summary>
public static class PlanJson
{
    /// <summary>Reads a plan, with every finding at its JSON path and line.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="file">The name of the file for the findings, where there is one.</param>
    public static Checked<Plan> Read(ReadOnlyMemory<byte> utf8, string? file = null) => throw new NotImplementedException();

    /// <summary>Writes a plan; reading it again gives the same plan.</summary>
    public static void Write(Stream stream, Plan plan) => throw new NotImplementedException();

    /// <summary>The text of a plan as UTF-8.</summary>
    public static byte[] ToUtf8(Plan plan)
    {
        using MemoryStream stream = new();
        Write(stream, plan);
        return stream.ToArray();
    }
}
