using Rebalancer.Model;

namespace Rebalancer.Rules.Storage;

/// <summary>How the disks of an instance lie between two hosts, as the libvirt driver sees it before a live move.</summary>
/// <remarks>Source: <c>LibvirtDriver.check_can_live_migrate_source</c> and <c>_is_shared_block_storage</c>; rules.md section 8.</remarks>
internal readonly record struct LiveStorage
{
    /// <summary><c>images_type</c> of the source.</summary>
    public required ImagesBackend Source { get; init; }

    /// <summary><c>images_type</c> of the destination.</summary>
    public required ImagesBackend Destination { get; init; }

    /// <summary>Whether both see one <c>instances_path</c>.</summary>
    public required bool SharesPath { get; init; }

    /// <summary>Whether the root disk is a volume.</summary>
    public required bool IsVolumeBacked { get; init; }

    /// <summary>Whether it has disks of its own on the host: root, ephemeral, swap, config drive.</summary>
    public required bool HasLocalDisks { get; init; }

    /// <summary>Whether the instance's disks can be reached from both hosts.</summary>
    public bool IsShared => SharesPath || (Source == Destination && Source == ImagesBackend.Rbd) || (IsVolumeBacked && !HasLocalDisks);

    /// <summary>What Nova answers to a live migration.</summary>
    /// <param name="blockMigration">What the call asks: <c>null</c> for auto.</param>
    /// <param name="space">Where the call says how disks are counted (microversions before 2.25): how much room they need and find.</param>
    public LiveStorageAnswer Ask(bool? blockMigration, DiskSpace? space)
    {
        bool effective = blockMigration ?? !IsShared;
        return effective switch
        {
            true when IsShared => LiveStorageAnswer.InvalidLocalStorage,
            true when space is { } room && room.NeededMiB > room.AvailableMiB => LiveStorageAnswer.TooFewDisk,
            true => LiveStorageAnswer.BlockMigration,
            false when !IsShared => LiveStorageAnswer.InvalidSharedStorage,
            _ => LiveStorageAnswer.SharedStorage,
        };
    }
}

/// <summary>How much room the local disks of an instance need and find.</summary>
/// <param name="NeededMiB">Their virtual sizes, or their actual ones with overcommit.</param>
/// <param name="AvailableMiB">What the destination has.</param>
internal readonly record struct DiskSpace(long NeededMiB, long AvailableMiB);

/// <summary>What Nova answers to a live migration, as far as disks go.</summary>
internal enum LiveStorageAnswer
{
    /// <summary>Accepted; disks stay where they are.</summary>
    SharedStorage,

    /// <summary>Accepted; disks are copied.</summary>
    BlockMigration,

    /// <summary>Refused: block migration with shared storage.</summary>
    InvalidLocalStorage,

    /// <summary>Refused: no block migration and storage not shared.</summary>
    InvalidSharedStorage,

    /// <summary>Refused: not enough room for the disks (<c>MigrationPreCheckError</c>).</summary>
    TooFewDisk,
}
