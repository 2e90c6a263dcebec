using System.Text.Json;
using Rebalancer.Model;
using Rebalancer.Rules.Storage;

namespace Rebalancer.Tests.Conformance;

/// <summary>Holds the storage rule of live moves against what Nova's libvirt driver answered.</summary>
internal static class StorageChecks
{
    /// <summary>Section <c>live_migration_storage</c>.</summary>
    public static ConformanceMismatch? LiveMigration(JsonElement recorded)
    {
        List<JsonElement> disks = [.. recorded.GetProperty("local_disks_mb").EnumerateArray()];
        LiveStorage storage = new()
        {
            Source = Backend(recorded.GetProperty("source_images_type")),
            Destination = Backend(recorded.GetProperty("dest_images_type")),
            SharesPath = recorded.GetProperty("shared_instances_path").GetBoolean(),
            IsVolumeBacked = recorded.GetProperty("volume_backed").GetBoolean(),
            HasLocalDisks = disks.Count > 0,
        };
        JsonElement request = recorded.GetProperty("request");
        DiskSpace? space = Truth(request, "disk_over_commit") is not { } overcommits
            ? null
            : new DiskSpace(
                disks.Sum(disk => disk.GetProperty(overcommits ? "actual" : "virtual").GetInt64()),
                recorded.GetProperty("dest_disk_available_mb").GetInt64());
        string got = storage.Ask(Truth(request, "block_migration"), space) switch
        {
            LiveStorageAnswer.SharedStorage => Accepted(false),
            LiveStorageAnswer.BlockMigration => Accepted(true),
            LiveStorageAnswer.TooFewDisk => "MigrationPreCheckError",
            var refusal => refusal.ToString(),
        };
        JsonElement expected = recorded.GetProperty("expected");
        string wanted = expected.GetProperty("accepted").GetBoolean()
            ? Accepted(expected.GetProperty("block_migration").GetBoolean())
            : expected.GetProperty("error").GetString()!;
        return wanted == got ? null : new ConformanceMismatch(wanted, got);
    }

    private static string Accepted(bool blockMigration) => $"accepted, block migration {blockMigration}";

    private static bool? Truth(JsonElement of, string name) => of.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value.GetBoolean() : null;

    private static ImagesBackend Backend(JsonElement name) => Enum.Parse<ImagesBackend>(name.GetString()!, ignoreCase: true);
}
