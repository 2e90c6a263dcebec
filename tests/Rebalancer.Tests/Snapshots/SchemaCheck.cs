using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Rebalancer.Tests.Snapshots;

/// <summary>A plain validator for the keywords of JSON Schema that the schemas use; any other keyword is an error.</summary>
internal static class SchemaCheck
{
    public static List<string> Violations(JsonNode schema, JsonNode? document)
    {
        List<string> found = [];
        Check(schema, schema.AsObject(), document, "$", found);
        return found;
    }

    /// <summary>The paths of object fields that no schema mentions.</summary>
    public static List<string> UnknownFields(JsonNode schema, JsonNode? document)
    {
        JsonNode closed = schema.DeepClone();
        Close(closed);
        return [.. Violations(closed, document).Where(violation => violation.EndsWith("is not allowed", StringComparison.Ordinal))];
    }

    /// <summary>The paths of all values below the top, as keys and indexes separated by slashes.</summary>
    public static IEnumerable<string> Paths(JsonNode node, string prefix = "")
    {
        IEnumerable<(string Key, JsonNode? Value)> children = node switch
        {
            JsonObject map => map.Select(pair => (pair.Key, pair.Value)),
            JsonArray list => list.Select((item, index) => (index.ToString(CultureInfo.InvariantCulture), item)),
            _ => [],
        };
        foreach ((string key, JsonNode? value) in children.ToList())
        {
            yield return $"{prefix}/{key}";
            foreach (string inner in value is null ? [] : Paths(value, $"{prefix}/{key}"))
            {
                yield return inner;
            }
        }
    }

    public static void Replace(JsonNode document, string path, JsonNode? value)
    {
        string[] keys = path[1..].Split('/');
        JsonNode parent = document;
        foreach (string key in keys[..^1])
        {
            parent = parent is JsonArray list ? list[int.Parse(key, CultureInfo.InvariantCulture)]! : parent[key]!;
        }

        if (parent is JsonArray elements)
        {
            elements[int.Parse(keys[^1], CultureInfo.InvariantCulture)] = value;
        }
        else
        {
            parent[keys[^1]] = value;
        }
    }

    private static void Close(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            if (map.ContainsKey("properties") && !map.ContainsKey("additionalProperties") && map["type"] is JsonValue)
            {
                map["additionalProperties"] = false;
            }

            foreach ((_, JsonNode? child) in map.ToList())
            {
                Close(child);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (JsonNode? child in list)
            {
                Close(child);
            }
        }
    }

    private static void Check(JsonNode root, JsonObject schema, JsonNode? value, string path, List<string> found)
    {
        foreach ((string keyword, JsonNode? argument) in schema)
        {
            bool isMet = keyword switch
            {
                "$schema" or "title" or "description" or "$defs" or "format" => true,
                "properties" or "items" or "additionalProperties" or "propertyNames" or "$ref" or "oneOf" => Nested(root, schema, keyword, value, path, found),
                "type" => IsOfType(value, argument!.GetValue<string>()),
                "const" => JsonNode.DeepEquals(argument, value),
                "enum" => argument!.AsArray().Any(word => JsonNode.DeepEquals(word, value)),
                "required" => value is not JsonObject map || argument!.AsArray().All(name => map.ContainsKey(name!.GetValue<string>())),
                "minimum" => Number(value) is not { } number || number >= argument!.GetValue<double>(),
                "maximum" => Number(value) is not { } number || number <= argument!.GetValue<double>(),
                "exclusiveMinimum" => Number(value) is not { } number || number > argument!.GetValue<double>(),
                "exclusiveMaximum" => Number(value) is not { } number || number < argument!.GetValue<double>(),
                "minLength" => Text(value) is not { } text || text.Length >= argument!.GetValue<int>(),
                "maxLength" => Text(value) is not { } text || text.Length <= argument!.GetValue<int>(),
                "pattern" => Text(value) is not { } text || Regex.IsMatch(text, argument!.GetValue<string>()),
                "maxProperties" => value is not JsonObject map || map.Count <= argument!.GetValue<int>(),
                "maxItems" => value is not JsonArray list || list.Count <= argument!.GetValue<int>(),
                "minItems" => value is not JsonArray list || list.Count >= argument!.GetValue<int>(),
                _ => throw new InvalidOperationException($"The keyword {keyword} is not known here."),
            };
            if (keyword == "format" && Text(value) is { } moment)
            {
                isMet = DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, out _);
            }

            if (!isMet)
            {
                found.Add($"{path}: {keyword}");
            }
        }
    }

    private static bool Nested(JsonNode root, JsonObject schema, string keyword, JsonNode? value, string path, List<string> found)
    {
        JsonNode? argument = schema[keyword];
        switch (keyword)
        {
            case "$ref":
                Check(root, root["$defs"]![argument!.GetValue<string>()["#/$defs/".Length..]]!.AsObject(), value, path, found);
                break;
            case "oneOf":
                return argument!.AsArray().Count(option => Violations(root, option!, value)) == 1 || Collect(root, argument.AsArray(), value, path, found);
            case "items" when value is JsonArray list:
                for (int i = 0; i < list.Count; i++)
                {
                    Check(root, argument!.AsObject(), list[i], $"{path}[{i}]", found);
                }

                break;
            case "properties" when value is JsonObject map:
                foreach ((string name, JsonNode? inner) in argument!.AsObject().Where(pair => map.ContainsKey(pair.Key)))
                {
                    Check(root, inner!.AsObject(), map[name], $"{path}.{name}", found);
                }

                break;
            case "propertyNames" when value is JsonObject map:
                return map.All(pair => Regex.IsMatch(pair.Key, argument!["pattern"]!.GetValue<string>()));
            case "additionalProperties" when value is JsonObject map:
                foreach ((string name, JsonNode? inner) in map.Where(pair => schema["properties"]?[pair.Key] is null))
                {
                    if (argument is JsonObject allowed)
                    {
                        Check(root, allowed, inner, $"{path}.{name}", found);
                    }
                    else
                    {
                        found.Add($"{path}.{name} is not allowed");
                    }
                }

                break;
        }

        return true;
    }

    private static bool Violations(JsonNode root, JsonNode option, JsonNode? value)
    {
        List<string> inner = [];
        Check(root, option.AsObject(), value, "$", inner);
        return inner.Count == 0;
    }

    /// <summary>No option fits: tells what speaks against the one that fits best.</summary>
    private static bool Collect(JsonNode root, JsonArray options, JsonNode? value, string path, List<string> found)
    {
        found.AddRange(options.Select(option =>
        {
            List<string> inner = [];
            Check(root, option!.AsObject(), value, path, inner);
            return inner;
        }).MinBy(inner => inner.Count)!);
        return false;
    }

    private static bool IsOfType(JsonNode? value, string type) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => Text(value) is not null,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "number" => Number(value) is not null,
        "integer" => Number(value) is { } number && Math.Floor(number) == number,
        _ => throw new InvalidOperationException($"The type {type} is not known here."),
    };

    private static double? Number(JsonNode? value) => value?.GetValueKind() == JsonValueKind.Number ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : null;

    private static string? Text(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
