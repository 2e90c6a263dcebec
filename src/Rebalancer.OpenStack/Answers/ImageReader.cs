using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace Rebalancer.OpenStack.Answers;

/// <summary>Reads an image of Glance: every text that is not one of the image's own members is a property.</summary>
internal static class ImageReader
{
    private static readonly FrozenSet<string> Own = FrozenSet.ToFrozenSet(
        [
            "id", "name", "status", "visibility", "protected", "checksum", "owner", "size", "virtual_size", "container_format",
            "disk_format", "created_at", "updated_at", "tags", "direct_url", "min_ram", "min_disk", "self", "file", "schema", "stores",
            "locations", "os_hidden", "os_hash_algo", "os_hash_value",
        ],
        StringComparer.Ordinal);

    /// <summary>The image, or a finding.</summary>
    public static ImageAnswer? Read(JsonElement body, Place place, FindingList findings)
    {
        if (body.TextOf("id") is not string id)
        {
            findings.Error("answers.malformed", place, "an image with an 'id' should stand here");
            return null;
        }

        return new ImageAnswer(
            id,
            body.TextOf("name") ?? "",
            ReadSize(body),
            Properties(body, Own));
    }

    /// <summary>The texts of an object, sorted by key, without those of the given names.</summary>
    public static ImmutableSortedDictionary<string, string> Properties(JsonElement element, FrozenSet<string> except) =>
        element.EnumerateObject()
            .Where(member => member.Value.ValueKind == JsonValueKind.String && !except.Contains(member.Name))
            .ToImmutableSortedDictionary(member => member.Name, member => member.Value.GetString()!, StringComparer.Ordinal);

    private static long? ReadSize(JsonElement body) =>
        body.TryGetProperty("virtual_size", out JsonElement size) && size.ValueKind == JsonValueKind.Number
        && size.TryGetInt64(out long bytes) && bytes >= 0
            ? bytes
            : null;
}
