using System.Text.Json;

namespace Rebalancer.OpenStack.Answers;

/// <summary>Reads members of objects whose form is not certain.</summary>
internal static class JsonElements
{
    /// <summary>The text of a member; nothing where the element is no object, or the member no text.</summary>
    public static string? TextOf(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>The member that is an object; nothing where there is none.</summary>
    public static JsonElement? ObjectOf(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Object
            ? value
            : null;
}
