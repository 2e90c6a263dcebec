namespace Rebalancer.Model;

/// <summary>A disk that the image backend of the host holds.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="SizeMiB">Its virtual size in MiB.</param>
public sealed record Disk(DiskKind Kind, long SizeMiB);

/// <summary>What a local disk is for.</summary>
public enum DiskKind
{
    /// <summary>The root disk.</summary>
    Root,

    /// <summary>Extra ephemeral space.</summary>
    Ephemeral,

    /// <summary>Swap space.</summary>
    Swap,
}

/// <summary>How the config drive of an instance is made.</summary>
public enum ConfigDrive
{
    /// <summary>It has none.</summary>
    None,

    /// <summary>A read-only CD-ROM, which a block migration does not copy.</summary>
    Iso9660,

    /// <summary>An ordinary read-write disk.</summary>
    Vfat,
}
