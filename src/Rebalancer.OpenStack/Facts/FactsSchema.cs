using System.Globalization;
using System.Text.Json;
using Rebalancer.Numa;

namespace Rebalancer.OpenStack.Facts;

/// <summary>Holds the nodes of a facts file against the JSON Schema, the one statement of what may stand where.</summary>
/// <remarks>Knows the keywords that <c>facts.schema.json</c> uses; a test keeps the two together.</remarks>
internal static class FactsSchema
{
    private static readonly Lazy<JsonDocument> Document = new(() => JsonDocument.Parse(Text));

    /// <summary>The text of the schema.</summary>
    public static string Text
    {
        get
        {
            using Stream stream = typeof(FactsSchema).Assembly.GetManifestResourceStream("facts.schema.json")!;
            using StreamReader reader = new(stream);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Adds an error for everything that the schema does not allow.</summary>
    public static void Check(FactsNode root, string? file, FindingList findings) =>
        Check(root, Document.Value.RootElement, new Place(file, "$", root.Line), findings);

    private static void Check(FactsNode node, JsonElement schema, Place place, FindingList findings)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            Check(node, Resolve(reference.GetString()!), place, findings);
            return;
        }

        if (schema.TryGetProperty("const", out JsonElement constant))
        {
            if (node.Scalar != constant.ToString())
            {
                findings.Error("facts.unknown-format", place, $"'{node.Scalar}' stands here; only '{constant}' can be read");
            }

            return;
        }

        if (schema.TryGetProperty("type", out JsonElement type) && !TypeNames(type).Any(name => Is(node, name)))
        {
            findings.Error(
                "facts.wrong-type", place,
                $"{Describe(node)} stands here; allowed is {string.Join(" or ", TypeNames(type).Select(Spoken))}");
            return;
        }

        if (node.IsNull)
        {
            return;
        }

        CheckScalar(node, schema, place, findings);
        CheckMembers(node, schema, place, findings);
        if (node.Kind == FactsNodeKind.List && schema.TryGetProperty("items", out JsonElement items))
        {
            for (int i = 0; i < node.Items.Count; i++)
            {
                Check(node.Items[i], items, place.At($"[{i}]") with { Line = node.Items[i].Line }, findings);
            }
        }
    }

    private static void CheckMembers(FactsNode node, JsonElement schema, Place place, FindingList findings)
    {
        if (node.Kind != FactsNodeKind.Map)
        {
            return;
        }

        bool closed = schema.TryGetProperty("additionalProperties", out JsonElement others) && others.ValueKind == JsonValueKind.False;
        bool named = schema.TryGetProperty("properties", out JsonElement properties);
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (FactsMember member in node.Members)
        {
            Place at = place.At(Step(member.Key)) with { Line = member.Line };
            if (!seen.Add(member.Key))
            {
                findings.Error("facts.duplicate-key", at, $"'{member.Key}' stands here for the second time");
            }

            if (named && properties.TryGetProperty(member.Key, out JsonElement known))
            {
                Check(member.Value, known, at, findings);
            }
            else if (closed)
            {
                IEnumerable<string> keys = named ? properties.EnumerateObject().Select(property => property.Name) : [];
                findings.Error("facts.unknown-key", at, $"'{member.Key}' is not known here; known are {string.Join(", ", keys)}");
            }
            else if (others.ValueKind == JsonValueKind.Object)
            {
                Check(member.Value, others, at, findings);
            }
        }

        if (schema.TryGetProperty("required", out JsonElement required))
        {
            foreach (string key in required.EnumerateArray().Select(key => key.GetString()!).Where(key => !seen.Contains(key)))
            {
                findings.Error("facts.missing-key", place, $"'{key}' is missing");
            }
        }
    }

    private static void CheckScalar(FactsNode node, JsonElement schema, Place place, FindingList findings)
    {
        if (schema.TryGetProperty("enum", out JsonElement allowed)
            && !allowed.EnumerateArray().Any(value => value.GetString() == node.Scalar))
        {
            findings.Error(
                "facts.bad-value", place,
                $"'{node.Scalar}' stands here; allowed are {string.Join(", ", allowed.EnumerateArray())}");
        }

        if (schema.TryGetProperty("minimum", out JsonElement minimum) && node.TryNumber(out double low) && low < minimum.GetDouble())
        {
            findings.Error("facts.bad-value", place, $"{node.Scalar} stands here; the least allowed is {minimum}");
        }

        if (schema.TryGetProperty("maximum", out JsonElement maximum) && node.TryNumber(out double high) && high > maximum.GetDouble())
        {
            findings.Error("facts.bad-value", place, $"{node.Scalar} stands here; the most allowed is {maximum}");
        }

        if (schema.TryGetProperty("format", out JsonElement format) && Fault(format.GetString()!, node) is string fault)
        {
            findings.Error("facts.bad-value", place, fault);
        }
    }

    /// <summary>What is wrong with a value of a format, or nothing.</summary>
    private static string? Fault(string format, FactsNode node)
    {
        switch (format)
        {
            case "cpu-set":
                return CpuSet.TryParse(node.Scalar, out _, out string? error) ? null : error;
            case "pci-id":
                return node.Scalar.Length == 4 && node.Scalar.All(char.IsAsciiHexDigit)
                    ? null
                    : $"'{node.Scalar}' is not four hexadecimal digits";
            case "date-time":
                return FactsReader.TryMoment(node.Scalar, out _)
                    ? null
                    : $"'{node.Scalar}' is not a moment such as 2026-03-01T22:00:00+01:00";
            default:
                string? bad = node.Members.Select(member => member.Key).FirstOrDefault(
                    key => !(int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int cpu) && cpu <= CpuSet.MaxCpu));
                return bad is null ? null : $"'{bad}' is not the number of a guest CPU";
        }
    }

    private static JsonElement Resolve(string reference) =>
        Document.Value.RootElement.GetProperty("$defs").GetProperty(reference["#/$defs/".Length..]);

    private static IEnumerable<string> TypeNames(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];

    private static bool Is(FactsNode node, string type) => type switch
    {
        "object" => node.Kind == FactsNodeKind.Map,
        "array" => node.Kind == FactsNodeKind.List,
        "string" => node.IsText,
        "integer" => node.TryInteger(out _),
        "number" => node.TryNumber(out _),
        "boolean" => node.TryBoolean(out _),
        _ => node.IsNull,
    };

    private static string Spoken(string type) => type switch
    {
        "object" => "a map of keys and values",
        "array" => "a list",
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        _ => "null",
    };

    private static string Describe(FactsNode node) => node switch
    {
        { IsNull: true } => "nothing",
        { Kind: FactsNodeKind.Map } => "a map",
        { Kind: FactsNodeKind.List } => "a list",
        { Kind: FactsNodeKind.Text } => $"the text '{Short(node.Scalar)}'",
        _ => $"'{Short(node.Scalar)}'",
    };

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";

    private static string Step(string key) =>
        key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? "." + key : $"['{Short(key)}']";
}
