using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Rebalancer.OpenStack.Answers;

/// <summary>Reads parts of an answer one by one, so that each malformed part is a finding of its own.</summary>
internal sealed class ElementReader(FindingList findings)
{
    /// <summary>Reads one part.</summary>
    public bool TryRead<T>(JsonElement element, JsonTypeInfo<T> type, Place place, [NotNullWhen(true)] out T? value)
        where T : class
    {
        value = null;
        try
        {
            value = element.Deserialize(type);
            if (value is null)
            {
                findings.Error("answers.malformed", place, "null stands here");
            }
        }
        catch (JsonException error)
        {
            findings.Error("answers.malformed", place.At(error.Path is ['$', .. string rest] ? rest : ""), Reason(error));
        }
        catch (InvalidOperationException)
        {
            // A text that is not valid Unicode, met only when it is read.
            findings.Error("answers.malformed", place, "a text in here is not valid UTF-8");
        }

        return value is not null;
    }

    /// <summary>Gives the member of an object that must be there.</summary>
    public bool TryMember(JsonElement body, string name, JsonValueKind kind, Place place, out JsonElement member)
    {
        member = default;
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty(name, out member))
        {
            findings.Error("answers.malformed", place, $"an object with '{name}' should stand here");
            return false;
        }

        if (member.ValueKind != kind)
        {
            string wanted = kind == JsonValueKind.Array ? "a list" : "an object";
            findings.Error("answers.malformed", place.At("." + name), $"{wanted} should stand here");
            return false;
        }

        return true;
    }

    /// <summary>Reads the elements of a list; malformed ones are left out with an error.</summary>
    public IEnumerable<Located<T>> ReadList<T>(JsonElement body, string name, JsonTypeInfo<T> type, Place place)
        where T : class
    {
        if (!TryMember(body, name, JsonValueKind.Array, place, out JsonElement list))
        {
            yield break;
        }

        int index = 0;
        foreach (JsonElement element in list.EnumerateArray())
        {
            Place at = place.At($".{name}[{index++}]");
            if (TryRead(element, type, at, out T? value))
            {
                yield return new Located<T>(value, at);
            }
        }
    }

    /// <summary>Reads the members of an object as a map; malformed ones are left out with an error.</summary>
    public Located<ImmutableSortedDictionary<string, T>>? ReadMap<T>(JsonElement body, string name, JsonTypeInfo<T> type, Place place)
        where T : class
    {
        if (!TryMember(body, name, JsonValueKind.Object, place, out JsonElement map))
        {
            return null;
        }

        var values = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        Place at = place.At("." + name);
        foreach (JsonProperty member in map.EnumerateObject())
        {
            if (TryRead(member.Value, type, at.At($"['{member.Name}']"), out T? value))
            {
                values[member.Name] = value;
            }
        }

        return new Located<ImmutableSortedDictionary<string, T>>(values.ToImmutable(), at);
    }

    /// <summary>Reads a list of texts.</summary>
    public Located<ImmutableArray<string>>? ReadTexts(JsonElement body, string name, Place place)
    {
        if (!TryMember(body, name, JsonValueKind.Array, place, out JsonElement list))
        {
            return null;
        }

        Place at = place.At("." + name);
        if (list.EnumerateArray().Any(element => element.ValueKind != JsonValueKind.String))
        {
            findings.Error("answers.malformed", at, "a list of texts should stand here");
            return null;
        }

        return new Located<ImmutableArray<string>>([.. list.EnumerateArray().Select(element => element.GetString()!)], at);
    }

    // The serializer speaks of .NET types and bytes; the reader of a finding wants to know what should stand there.
    private static string Reason(JsonException error)
    {
        const string Missing = "missing required properties including: ";
        int missing = error.Message.IndexOf(Missing, StringComparison.Ordinal);
        if (missing >= 0)
        {
            return "missing here: " + error.Message[(missing + Missing.Length)..].Split(". Path:")[0].TrimEnd('.');
        }

        string cause = error.InnerException?.Message ?? error.Message;
        return cause switch
        {
            _ when cause.Contains("as a string", StringComparison.Ordinal) => "a text should stand here",
            _ when cause.Contains("as a boolean", StringComparison.Ordinal) => "true or false should stand here",
            _ when cause.Contains("as a number", StringComparison.Ordinal) => "a number should stand here",
            _ when cause.Contains("Int32", StringComparison.Ordinal) || cause.Contains("Int64", StringComparison.Ordinal) =>
                "a whole number that fits its field should stand here",
            _ when cause.Contains("null", StringComparison.Ordinal) => "null should not stand here",
            _ => "a value of another form should stand here",
        };
    }
}
