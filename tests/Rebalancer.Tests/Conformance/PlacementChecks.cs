using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Conformance;

/// <summary>Holds the capacity rule and the request of a flavor against what Placement and Nova answered.</summary>
internal static class PlacementChecks
{
    /// <summary>Section <c>placement_capacity</c>.</summary>
    public static ConformanceMismatch? CheckCapacity(JsonElement recorded)
    {
        Inventory inventory = InventoryOf(recorded);
        JsonElement expected = recorded.GetProperty("expected");
        if (expected.TryGetProperty("inventory_rejected", out JsonElement rejected))
        {
            return Capacity.IsValid(inventory) == rejected.GetBoolean() ? new ConformanceMismatch("inventory rejected", "inventory taken") : null;
        }

        CapacityAnswer answer = Capacity.IsValid(inventory)
            ? Capacity.Check(inventory, recorded.GetProperty("used").GetInt64(), recorded.GetProperty("request").GetInt64())
            : throw new InvalidDataException("Placement took an inventory that we refuse.");
        string wanted = Text(expected.GetProperty("candidate").GetBoolean(), expected.GetProperty("reason").GetString());
        string got = Text(answer == CapacityAnswer.Accepted, answer switch
        {
            CapacityAnswer.NoUnit => "unit_constraint",
            CapacityAnswer.Exceeded => "capacity",
            _ => null,
        });
        return wanted == got ? null : new ConformanceMismatch(wanted, got);

        static string Text(bool fits, string? reason) => $"candidate: {fits}, reason: {reason ?? "none"}";
    }

    /// <summary>Section <c>placement_request</c>.</summary>
    public static ConformanceMismatch? CheckRequest(JsonElement recorded)
    {
        JsonElement flavor = recorded.GetProperty("flavor");
        GuestSpecs specs = new(
            new Flavor
            {
                Name = flavor.TryGetProperty("name", out JsonElement name) ? name.GetString()! : "recorded",
                Vcpus = flavor.GetProperty("vcpus").GetInt32(),
                MemoryMiB = flavor.GetProperty("memory_mb").GetInt64(),
                RootGiB = flavor.GetProperty("root_gb").GetInt64(),
                EphemeralGiB = flavor.GetProperty("ephemeral_gb").GetInt64(),
                SwapMiB = flavor.GetProperty("swap").GetInt64(),
                ExtraSpecs = Texts(flavor.GetProperty("extra_specs")),
            },
            Texts(recorded.GetProperty("image_properties")));
        FlavorRequest made = FlavorRequest.Of(specs, recorded.GetProperty("boot_from_volume").GetBoolean(), NovaRelease.Gazpacho);
        JsonElement expected = recorded.GetProperty("expected");
        string wanted = expected.TryGetProperty("error", out JsonElement error)
            ? error.GetString()!
            : string.Join("; ", expected.GetProperty("groups").EnumerateObject().OrderBy(group => group.Name, StringComparer.Ordinal).Select(Text));
        string got = made.Error ?? string.Join("; ", made.Request.Groups.Select(Text));
        return wanted == got ? null : new ConformanceMismatch(wanted, got);
    }

    /// <summary>An object's values as Nova would print them: lists and numbers stay JSON, booleans are Python's.</summary>
    internal static ImmutableSortedDictionary<string, string> Texts(JsonElement values) => values.ValueKind != JsonValueKind.Object
        ? ImmutableSortedDictionary<string, string>.Empty
        : values.EnumerateObject().ToImmutableSortedDictionary(
            value => value.Name,
            value => value.Value.ValueKind switch
            {
                JsonValueKind.String => value.Value.GetString()!,
                JsonValueKind.True => "True",
                JsonValueKind.False => "False",
                _ => value.Value.GetRawText(),
            },
            StringComparer.Ordinal);

    private static Inventory InventoryOf(JsonElement recorded)
    {
        JsonElement given = recorded.TryGetProperty("effective_inventory", out JsonElement effective) ? effective : recorded.GetProperty("inventory");
        long Figure(string name, long otherwise) => given.TryGetProperty(name, out JsonElement figure) ? figure.GetInt64() : otherwise;
        return new Inventory
        {
            ResourceClass = new ResourceClass(recorded.GetProperty("resource_class").GetString()!),
            Total = Figure("total", 0),
            Reserved = Figure("reserved", 0),
            AllocationRatio = given.TryGetProperty("allocation_ratio", out JsonElement ratio) ? ratio.GetDouble() : 1.0,
            MinUnit = Figure("min_unit", 1),
            MaxUnit = Figure("max_unit", int.MaxValue),
            StepSize = Figure("step_size", 1),
        };
    }

    private static string Text(PlacementGroup group) => Text(
        group.Suffix, group.Amounts.Select(pair => $"{pair.Key}:{pair.Value}"), group.RequiredTraits, group.ForbiddenTraits);

    private static string Text(JsonProperty group) => Text(
        group.Name,
        group.Value.GetProperty("resources").EnumerateObject().Select(pair => $"{pair.Name}:{pair.Value.GetRawText()}"),
        group.Value.GetProperty("required_traits").EnumerateArray().Select(trait => trait.GetString()!),
        group.Value.GetProperty("forbidden_traits").EnumerateArray().Select(trait => trait.GetString()!));

    private static string Text(string suffix, IEnumerable<string> amounts, IEnumerable<string> required, IEnumerable<string> forbidden) =>
        $"group '{suffix}': {Sorted(amounts)} required {Sorted(required)} forbidden {Sorted(forbidden)}";

    private static string Sorted(IEnumerable<string> parts) => $"[{string.Join(',', parts.Order(StringComparer.Ordinal))}]";
}
