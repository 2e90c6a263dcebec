using Rebalancer.Findings;
using Rebalancer.Model;

namespace Rebalancer.Snapshots;

/// <summary>The versioned JSON format of a cluster.</summary>
public static class ClusterJson
{
    /// <summary>Reads a cluster, with every finding at its JSON path and line.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="file">The name of the file for the findings, where there is one.</param>
    public static Checked<Cluster> Read(ReadOnlyMemory<byte> utf8, string? file = null) => throw new NotImplementedException();

    /// <summary>Writes a cluster; reading it again gives the same cluster.</summary>
    public static void Write(Stream stream, Cluster cluster) => throw new NotImplementedException();

    /// <summary>The text of a cluster as UTF-8.</summary>
    public static byte[] ToUtf8(Cluster cluster)
    {
        using MemoryStream stream = new();
        Write(stream, cluster);
        return stream.ToArray();
    }
}
