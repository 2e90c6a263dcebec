using System.Collections.Immutable;
using System.Security.Cryptography;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.Snapshots.Reading;
using Rebalancer.Snapshots.Tables;

namespace Rebalancer.Snapshots;

/// <summary>The versioned JSON format of a cluster: <c>rebalancer/cluster</c>, version 1.</summary>
/// <remarks>
/// At most 512 MiB are read, nested at most 64 deep. Fields that have their defaults may be left out; unknown fields are
/// warned about; an unknown format or version is refused.
/// </remarks>
public static class ClusterJson
{
    /// <summary>The JSON Schema (draft 2020-12) of the format.</summary>
    public static string Schema => ClusterTables.Document.Schema;

    /// <summary>Reads a cluster, with every finding at its JSON path and line.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="file">The name of the file for the findings, where there is one.</param>
    public static Checked<Cluster> Read(ReadOnlyMemory<byte> utf8, string? file = null)
    {
        Reading<ClusterParts> reading = ClusterTables.Document.Read(utf8, file);
        if (reading.HasErrors)
        {
            ImmutableArray<Finding> further = reading.IsWellFormed ? ClusterChecks.RunOnPart(reading.Value) : [];
            return new Checked<Cluster>(null, InOrder(reading.Findings, JsonLines.Locate(utf8, file, further)));
        }

        return Cluster.BuildChecked(reading.Value, InOrder(reading.Findings, JsonLines.Locate(utf8, file, ClusterChecks.Run(reading.Value))));
    }

    /// <summary>Reads a cluster from a file; a file that cannot be read is a finding.</summary>
    public static Checked<Cluster> ReadFile(string path) => SnapshotFile.Read(path, Read);

    /// <summary>Writes a cluster; reading it again gives the same cluster, and equal clusters give equal bytes.</summary>
    public static void Write(Stream stream, Cluster cluster) => ClusterTables.Document.Write(stream, cluster.ToParts());

    /// <summary>The text of a cluster as UTF-8.</summary>
    public static byte[] ToUtf8(Cluster cluster)
    {
        using MemoryStream stream = new();
        Write(stream, cluster);
        return stream.ToArray();
    }

    /// <summary>The SHA-256 of the text of a cluster, in lower-case hexadecimal: what <see cref="Plans.Plan.ClusterDigest"/> holds.</summary>
    public static string Digest(Cluster cluster)
    {
        using SHA256 sha = SHA256.Create();
        using (CryptoStream stream = new(Stream.Null, sha, CryptoStreamMode.Write))
        {
            Write(stream, cluster);
        }

        return Convert.ToHexStringLower(sha.Hash!);
    }

    private static ImmutableArray<Finding> InOrder(ImmutableArray<Finding> read, ImmutableArray<Finding> found) =>
        found.IsEmpty ? read : [.. read.Concat(found).OrderBy(finding => finding.Line ?? int.MaxValue)];
}
