using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Model;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>Reads the scheduler hints of a server (2.100): each a text or a list of texts.</summary>
internal static class HintReader
{
    /// <summary>The hints; unknown where the answer has none.</summary>
    public static Fact<ImmutableSortedDictionary<string, ImmutableArray<string>>> Read(JsonElement hints, Place place, FindingList findings)
    {
        if (hints.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return default;
        }

        if (hints.ValueKind != JsonValueKind.Object)
        {
            findings.Error("answers.malformed", place, "an object of hints should stand here");
            return default;
        }

        var read = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (JsonProperty hint in hints.EnumerateObject())
        {
            read[hint.Name] = hint.Value.ValueKind == JsonValueKind.Array
                ? [.. hint.Value.EnumerateArray().Select(Text)]
                : [Text(hint.Value)];
        }

        return Fact.Read(read.ToImmutable());
    }

    /// <summary>Whether two sets of hints say the same.</summary>
    public static bool Same(
        ImmutableSortedDictionary<string, ImmutableArray<string>> left, ImmutableSortedDictionary<string, ImmutableArray<string>> right) =>
        left.Count == right.Count
        && left.All(pair => right.TryGetValue(pair.Key, out ImmutableArray<string> values) && values.SequenceEqual(pair.Value));

    // Other values (the query of the JSON filter may be any JSON) keep their text.
    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
