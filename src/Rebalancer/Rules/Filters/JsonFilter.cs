using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rebalancer.Rules.Filters;

/// <summary>The hint <c>query</c>: a condition over the host's attributes, written in JSON.</summary>
internal sealed class JsonFilter : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec)
    {
        ImmutableArray<string> hint = spec.Hint("query");
        if (hint.IsEmpty || (hint.Length == 1 && hint[0].Length == 0))
        {
            return true;
        }

        if (hint.Length > 1)
        {
            throw new FilterFailedException("The query is a list.");
        }

        JsonNode? result = Process(Parse(hint[0]), host);
        return result is JsonArray any ? any.Any(PythonValue.IsTrue) : PythonValue.IsTrue(result);
    }

    private static JsonNode? Parse(string query)
    {
        try
        {
            return JsonNode.Parse(query);
        }
        catch (JsonException)
        {
            throw new FilterFailedException("The query is not JSON.");
        }
    }

    private static JsonNode? Process(JsonNode? query, HostState host)
    {
        if (!PythonValue.IsTrue(query))
        {
            return JsonValue.Create(true);
        }

        if (query is not JsonArray { Count: > 0 } parts)
        {
            throw new FilterFailedException("The query is no list.");
        }

        List<JsonNode> arguments = [];
        foreach (JsonNode? part in parts.Skip(1))
        {
            JsonNode? argument = part is JsonArray ? Process(part, host) : PythonValue.Text(part) is { } text ? LookUp(text, host) : part;
            if (argument is not null)
            {
                arguments.Add(argument);
            }
        }

        return PythonValue.Text(parts[0]) switch
        {
            "=" => Against(arguments, PythonValue.AreEqual),
            "<" => Against(arguments, (first, other) => PythonValue.Compare(first, other) < 0),
            ">" => Against(arguments, (first, other) => PythonValue.Compare(first, other) > 0),
            "<=" => Against(arguments, (first, other) => PythonValue.Compare(first, other) <= 0),
            ">=" => Against(arguments, (first, other) => PythonValue.Compare(first, other) >= 0),
            "in" => JsonValue.Create(arguments.Count > 1 && arguments.Skip(1).Any(other => PythonValue.AreEqual(arguments[0], other))),
            "not" => new JsonArray([.. arguments.Select(argument => JsonValue.Create(!PythonValue.IsTrue(argument)))]),
            "or" => JsonValue.Create(arguments.Any(PythonValue.IsTrue)),
            "and" => JsonValue.Create(arguments.All(PythonValue.IsTrue)),
            _ => throw new FilterFailedException($"'{parts[0]}' is no operator."),
        };
    }

    /// <summary>The first argument against all others; a single one never holds.</summary>
    private static JsonValue Against(List<JsonNode> arguments, Func<JsonNode, JsonNode, bool> holds) =>
        JsonValue.Create(arguments.Count > 1 && arguments.Skip(1).All(other => holds(arguments[0], other)));

    private static JsonNode? LookUp(string text, HostState host)
    {
        if (!text.StartsWith('$'))
        {
            return text.Length == 0 ? null : JsonValue.Create(text);
        }

        JsonNode? found = host.Attributes.Value;
        foreach (string name in text[1..].Split('.'))
        {
            found = found switch
            {
                null => null,
                JsonObject fields => fields[name],
                _ => throw new FilterFailedException($"'{text}' looks into a value that has no fields."),
            };
        }

        return found;
    }
}
