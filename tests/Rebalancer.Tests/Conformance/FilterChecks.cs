using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules.Filters;

namespace Rebalancer.Tests.Conformance;

/// <summary>Holds the scheduler's filters against what Nova's answered.</summary>
internal static class FilterChecks
{
    /// <summary>Section <c>scheduler_filter</c>.</summary>
    public static ConformanceMismatch? Filter(JsonElement recorded)
    {
        string name = recorded.GetProperty("filter").GetString()!;
        JsonElement conf = Member(recorded, "conf");
        HostFilter? filter = HostFilters.Create(name, OptionsOf(conf), Text(conf, "image_properties_default_architecture"));
        string expected = Member(recorded, "expected") is var answer && answer.TryGetProperty("passes", out JsonElement passes)
            ? Answer(passes.GetBoolean())
            : "error";
        string got = filter is null ? "no such filter" : Ask(filter, recorded);
        return expected == got ? null : new ConformanceMismatch(expected, got);
    }

    private static string Ask(HostFilter filter, JsonElement recorded)
    {
        try
        {
            return Answer(filter.HostPasses(HostOf(recorded), SpecOf(Member(recorded, "spec"))));
        }
        catch (FilterFailedException)
        {
            return "error";
        }
    }

    private static string Answer(bool passes) => passes ? "passes" : "fails";

    private static FilterOptions OptionsOf(JsonElement conf)
    {
        FilterOptions defaults = new();
        return new FilterOptions
        {
            MaxInstancesPerHost = Number(conf, "max_instances_per_host") ?? defaults.MaxInstancesPerHost,
            MaxIoOpsPerHost = Number(conf, "max_io_ops_per_host") ?? defaults.MaxIoOpsPerHost,
            IsolatedHosts = Strings(Member(conf, "isolated_hosts")),
            IsolatedImages = Strings(Member(conf, "isolated_images")),
            RestrictsIsolatedHosts = Truth(conf, "restrict_isolated_hosts_to_isolated_images") ?? defaults.RestrictsIsolatedHosts,
            ImageIsolationNamespace = Text(conf, "aggregate_image_properties_isolation_namespace"),
            ImageIsolationSeparator = Text(conf, "aggregate_image_properties_isolation_separator") ?? defaults.ImageIsolationSeparator,
        };
    }

    private static HostState HostOf(JsonElement recorded)
    {
        JsonElement host = Member(recorded, "host_state");
        JsonElement service = Member(host, "service");
        JsonElement lookups = Member(recorded, "aggregates_lookup");
        JsonElement overlap = Member(lookups, "instance_uuids_overlap");
        HashSet<string> instances = [.. Strings(Member(host, "instances"))];
        if (overlap.ValueKind == JsonValueKind.Object && Truth(overlap, "returned") is { } overlaps)
        {
            // The look-up's answer stands, whatever the host lists.
            instances = overlaps ? [.. Strings(Member(overlap, "args"))] : [];
        }

        return new HostState
        {
            Host = Text(host, "host") ?? "",
            IsEnabled = Truth(service, "disabled") != true,
            IsUp = Truth(service, "is_up") ?? Truth(service, "up") ?? true,
            Instances = instances,
            InstanceCount = Number(host, "num_instances") ?? 0,
            IoOps = Number(host, "num_io_ops") ?? 0,
            Aggregates = AggregatesOf(lookups),
            SupportedInstances = Member(host, "supported_instances") is { ValueKind: JsonValueKind.Array } supported
                ? [.. supported.EnumerateArray().Select(triple => (IReadOnlyList<string>)Strings(triple))]
                : null,
            HypervisorVersion = Member(host, "hypervisor_version") is { ValueKind: JsonValueKind.Number } version ? version.GetInt64() : null,
            Cells = IsObject(Member(host, "numa_topology")) ? NumaCase.Host(Member(host, "numa_topology")) : null,
            Usage = IsObject(Member(host, "numa_topology")) ? NumaCase.Usage(Member(host, "numa_topology")) : null,
            Devices = IsObject(Member(host, "pci_stats")) && IsArray(Member(Member(host, "pci_stats"), "pools")) ? NumaCase.Devices(host) : null,
            FitOptions = FitOptionsOf(host, Member(recorded, "spec")),
            Attributes = new Lazy<JsonObject>(() => host.ValueKind == JsonValueKind.Object ? (JsonObject)JsonNode.Parse(host.GetRawText())! : []),
        };
    }

    private static RequestSpec SpecOf(JsonElement spec)
    {
        JsonElement flavor = Member(spec, "flavor");
        JsonElement image = Member(spec, "image");
        return new RequestSpec
        {
            InstanceId = Text(spec, "instance_uuid") ?? "",
            ProjectId = Text(spec, "project_id") ?? "",
            FlavorName = Text(flavor, "name") ?? "",
            ExtraSpecs = PlacementChecks.Texts(Member(flavor, "extra_specs")),
            ImageId = Text(image, "id"),
            Image = ImageProperties.Of(PlacementChecks.Texts(Member(image, "properties"))),
            Hints = HintsOf(Member(spec, "scheduler_hints")),
            Group = GroupOf(Member(spec, "instance_group")),
            Topology = IsObject(Member(spec, "numa_topology")) ? NumaCase.Guest(spec, "numa_topology") : null,
        };
    }

    private static NumaFitOptions FitOptionsOf(JsonElement host, JsonElement spec)
    {
        JsonElement cpu = Member(host, "cpu_allocation_ratio");
        JsonElement ram = Member(host, "ram_allocation_ratio");
        JsonElement networks = Member(spec, "network_metadata");
        return new NumaFitOptions
        {
            Limits = cpu.ValueKind == JsonValueKind.Number && ram.ValueKind == JsonValueKind.Number
                ? new NumaLimits(cpu.GetDouble(), ram.GetDouble())
                : null,
            Networks = IsObject(networks) ? new NetworkAffinity(Strings(Member(networks, "physnets")), Truth(networks, "tunneled") == true) : null,
        };
    }

    private static bool IsObject(JsonElement value) => value.ValueKind == JsonValueKind.Object;

    private static bool IsArray(JsonElement value) => value.ValueKind == JsonValueKind.Array;

    private static GroupSpec? GroupOf(JsonElement group) => group.ValueKind != JsonValueKind.Object
        ? null
        : new GroupSpec(
            Text(group, "policy") ?? Strings(Member(group, "policies")).FirstOrDefault(),
            Strings(Member(group, "members")),
            Strings(Member(group, "hosts")),
            Text(Member(group, "_rules"), "max_server_per_host") is { } text ? int.Parse(text, CultureInfo.InvariantCulture)
                : Number(Member(group, "_rules"), "max_server_per_host") ?? 1);

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> HintsOf(JsonElement hints) => hints.ValueKind != JsonValueKind.Object
        ? ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty
        : hints.EnumerateObject().ToImmutableSortedDictionary(hint => hint.Name, hint => Strings(hint.Value));

    private static AggregateMetadata AggregatesOf(JsonElement lookups)
    {
        JsonElement metadata = Member(Member(lookups, "aggregate_metadata_get_by_host"), "returned");
        JsonElement values = Member(lookups, "aggregate_values_from_key");
        ImmutableSortedDictionary<string, ImmutableArray<string>> none = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;
        string key = Strings(Member(values, "args")).FirstOrDefault(argument => !argument.StartsWith('<')) ?? "";
        return new AggregateMetadata(
            metadata.ValueKind == JsonValueKind.Object
                ? metadata.EnumerateObject().ToImmutableSortedDictionary(pair => pair.Name, pair => Strings(pair.Value))
                : none,
            values.ValueKind == JsonValueKind.Object ? none.Add(key, Strings(Member(values, "returned"))) : none);
    }

    private static JsonElement Member(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out JsonElement found) ? found : default;

    private static string? Text(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static int? Number(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : null;

    private static bool? Truth(JsonElement of, string name) => Member(of, name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static ImmutableArray<string> Strings(JsonElement list) => list.ValueKind switch
    {
        JsonValueKind.Array => [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())],
        JsonValueKind.String => [list.GetString()!],
        _ => [],
    };
}
