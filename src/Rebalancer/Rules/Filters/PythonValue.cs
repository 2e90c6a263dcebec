using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Rebalancer.Rules.Filters;

/// <summary>JSON values as Python sees them: what counts as true, how they compare, how they print.</summary>
internal static partial class PythonValue
{
    /// <summary>Python's <c>bool(value)</c>.</summary>
    public static bool IsTrue(JsonNode? value) => value switch
    {
        null => false,
        JsonArray array => array.Count > 0,
        JsonObject fields => fields.Count > 0,
        _ when Number(value) is { } number => number != 0,
        _ => value.ToString().Length > 0,
    };

    /// <summary>A number or a boolean as a number; <c>null</c> for anything else.</summary>
    public static double? Number(JsonNode? value)
    {
        if (value is not JsonValue single)
        {
            return null;
        }

        return single.TryGetValue(out bool truth) ? (truth ? 1 : 0)
            : single.TryGetValue(out double number) ? number
            : single.TryGetValue(out long whole) ? whole
            : single.TryGetValue(out int small) ? small
            : null;
    }

    /// <summary>Python's <c>float(text)</c>; <c>null</c> for what it does not read.</summary>
    /// <remarks>Python knows <c>inf</c> and <c>1_000</c>, and .NET a symbol for infinity.</remarks>
    public static double? Float(string text)
    {
        string trimmed = text.Trim();
        string unsigned = trimmed.TrimStart('+', '-').ToUpperInvariant();
        if (unsigned is "INF" or "INFINITY" or "NAN" && trimmed.Length - unsigned.Length <= 1)
        {
            return unsigned == "NAN" ? double.NaN : trimmed.StartsWith('-') ? double.NegativeInfinity : double.PositiveInfinity;
        }

        string digits = BetweenDigits().Replace(trimmed, "");
        return Decimal().IsMatch(digits) && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
    }

    /// <summary>A text; <c>null</c> for anything else.</summary>
    public static string? Text(JsonNode? value) => value is JsonValue single && single.TryGetValue(out string? text) ? text : null;

    /// <summary>Python's <c>==</c>.</summary>
    public static bool AreEqual(JsonNode? left, JsonNode? right) =>
        Number(left) is { } a && Number(right) is { } b ? a == b
        : left is JsonArray first && right is JsonArray second ? first.Count == second.Count && first.Zip(second).All(pair => AreEqual(pair.First, pair.Second))
        : JsonNode.DeepEquals(left, right);

    /// <summary>Python's order of numbers, texts and lists.</summary>
    /// <exception cref="FilterFailedException">Python has no order between the two.</exception>
    public static int Compare(JsonNode? left, JsonNode? right)
    {
        if (Number(left) is { } a && Number(right) is { } b)
        {
            return a.CompareTo(b);
        }

        if (Text(left) is { } text && Text(right) is { } other)
        {
            return string.CompareOrdinal(text, other);
        }

        if (left is JsonArray first && right is JsonArray second)
        {
            for (int i = 0; i < Math.Min(first.Count, second.Count); i++)
            {
                if (!AreEqual(first[i], second[i]))
                {
                    return Compare(first[i], second[i]);
                }
            }

            return first.Count.CompareTo(second.Count);
        }

        throw new FilterFailedException("Values of these kinds have no order.");
    }

    /// <summary>Python's <c>str(value)</c>.</summary>
    public static string Print(JsonNode? value) => value switch
    {
        null => "None",
        JsonArray array => $"[{string.Join(", ", array.Select(Quote))}]",
        JsonObject fields => $"{{{string.Join(", ", fields.Select(field => $"'{field.Key}': {Quote(field.Value)}"))}}}",
        JsonValue single when single.TryGetValue(out bool truth) => truth ? "True" : "False",
        _ when Text(value) is { } text => text,
        _ => Convert.ToString(value.ToJsonString(), CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("(?<=[0-9])_(?=[0-9])")]
    private static partial Regex BetweenDigits();

    [GeneratedRegex(@"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Decimal();

    private static string Quote(JsonNode? value) => Text(value) is { } text ? $"'{text}'" : Print(value);
}
