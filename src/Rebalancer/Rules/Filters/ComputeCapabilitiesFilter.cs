using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rebalancer.Rules.Filters;

/// <summary>Extra specs with the namespace <c>capabilities</c>, or named like an attribute of the host, must match the host.</summary>
internal sealed class ComputeCapabilitiesFilter : HostFilter
{
    private const string AddressBits = "hw:maxphysaddr_bits";

    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec)
    {
        foreach ((string key, string required) in spec.ExtraSpecs)
        {
            if (key == AddressBits ? !HasAddressBits(host, required) : !Satisfies(host, key, required))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether this filter looks at an extra spec of this name on any host.</summary>
    public static bool Reads(string key) =>
        !key.Contains(':', StringComparison.Ordinal) || key.StartsWith("capabilities:", StringComparison.Ordinal) || key == AddressBits;

    private static bool Satisfies(HostState host, string key, string required)
    {
        string[] scope = key.Split(':');
        JsonObject attributes = host.Attributes.Value;
        if (scope.Length == 1)
        {
            if (!attributes.ContainsKey(key) && (attributes["stats"] as JsonObject)?.ContainsKey(key) != true)
            {
                return true;
            }
        }
        else if (scope[0] != "capabilities")
        {
            return true;
        }
        else
        {
            scope = scope[1..];
        }

        return Capability(attributes, scope) is { } capability && ExtraSpecOperator.Matches(PythonValue.Print(capability), required);
    }

    private static bool HasAddressBits(HostState host, string required) =>
        Capability(host.Attributes.Value, ["cpu_info", "maxphysaddr", "bits"]) is { } bits
        && PythonValue.Number(bits) is { } offered
        && double.TryParse(required, NumberStyles.Float, CultureInfo.InvariantCulture, out double asked)
        && asked <= offered;

    private static JsonNode? Capability(JsonObject attributes, ReadOnlySpan<string> scope)
    {
        JsonNode? found = attributes;
        foreach (string name in scope)
        {
            if (PythonValue.Text(found) is { } text && (found = Parse(text)) is null)
            {
                return null;
            }

            // Only the host itself falls back on its stats.
            found = found is not JsonObject fields ? null
                : fields[name] is { } value ? value
                : ReferenceEquals(found, attributes) ? (attributes["stats"] as JsonObject)?[name] : null;
            if (found is null)
            {
                return null;
            }
        }

        return found;
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
