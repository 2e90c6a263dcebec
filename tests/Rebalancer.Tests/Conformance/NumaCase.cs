using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Pci;

namespace Rebalancer.Tests.Conformance;

/// <summary>Reads the parts of recorded NUMA cases.</summary>
internal static class NumaCase
{
    /// <summary>A host's cells.</summary>
    public static NumaHost Host(JsonElement host) => new([.. host.GetProperty("cells").EnumerateArray().Select(HostCell)]);

    /// <summary>What is used of a host's cells.</summary>
    public static NumaUsage Usage(JsonElement host) => new([.. host.GetProperty("cells").EnumerateArray().Select(CellUsage)]);

    /// <summary>One host cell.</summary>
    public static NumaHostCell HostCell(JsonElement cell) => new()
    {
        Id = cell.GetProperty("id").GetInt32(),
        SharedCpus = Cpus(cell.GetProperty("cpuset")),
        DedicatedCpus = Cpus(cell.GetProperty("pcpuset")),
        MemoryMiB = cell.GetProperty("memory").GetInt64(),
        Siblings = [.. cell.GetProperty("siblings").EnumerateArray().Select(Cpus)],
        Socket = Optional(cell, "socket") is { } socket ? socket.GetInt32() : null,
        Pages = [.. cell.GetProperty("mempages").EnumerateArray().Select(pool => new PagePool(
            pool.GetProperty("size_kb").GetInt64(), pool.GetProperty("total").GetInt64(), pool.GetProperty("reserved").GetInt64()))],
        Networks = Networks(cell),
    };

    /// <summary>What is used of one host cell.</summary>
    public static CellUsage CellUsage(JsonElement cell) => new()
    {
        SharedVcpus = cell.GetProperty("cpu_usage").GetInt32(),
        MemoryMiB = cell.GetProperty("memory_usage").GetInt64(),
        PinnedCpus = Cpus(cell.GetProperty("pinned_cpus")),
        PagesUsed = [.. cell.GetProperty("mempages").EnumerateArray().Select(pool => pool.GetProperty("used").GetInt64())],
    };

    /// <summary>A guest topology, or <c>null</c> for a floating guest.</summary>
    public static GuestTopology? Guest(JsonElement parent, string name) => Optional(parent, name) is not { } guest
        ? null
        : new GuestTopology(
            [.. guest.GetProperty("cells").EnumerateArray().Select(GuestCell)],
            Name(guest, "emulator_threads_policy") switch
            {
                "isolate" => EmulatorThreadsPolicy.Isolate,
                "share" => EmulatorThreadsPolicy.Share,
                _ => null,
            });

    /// <summary>One guest cell.</summary>
    public static GuestCell GuestCell(JsonElement cell) => new()
    {
        Id = Optional(cell, "id") is { } id ? id.GetInt32() : 0,
        SharedVcpus = Cpus(cell.GetProperty("cpuset")),
        DedicatedVcpus = Cpus(cell.GetProperty("pcpuset")),
        MemoryMiB = cell.GetProperty("memory").GetInt64(),
        PageSize = PageSize(cell),
        CpuPolicy = Name(cell, "cpu_policy") switch
        {
            "shared" => CpuAllocationPolicy.Shared,
            "dedicated" => CpuAllocationPolicy.Dedicated,
            "mixed" => CpuAllocationPolicy.Mixed,
            _ => null,
        },
        ThreadPolicy = Name(cell, "cpu_thread_policy") switch
        {
            "prefer" => CpuThreadPolicy.Prefer,
            "isolate" => CpuThreadPolicy.Isolate,
            "require" => CpuThreadPolicy.Require,
            _ => null,
        },
    };

    /// <summary>Where the cells of a recorded guest are: their ids are those of host cells.</summary>
    public static GuestPlacement Placement(JsonElement guest) => new([.. guest.GetProperty("cells").EnumerateArray().Select(PlacedCell)]);

    /// <summary>Where one recorded guest cell is.</summary>
    public static PlacedCell PlacedCell(JsonElement cell) => new()
    {
        HostCell = cell.GetProperty("id").GetInt32(),
        Pinning = Optional(cell, "cpu_pinning") is { } pins
            ? pins.EnumerateObject().ToImmutableSortedDictionary(
                pin => int.Parse(pin.Name, CultureInfo.InvariantCulture), pin => pin.Value.GetInt32())
            : ImmutableSortedDictionary<int, int>.Empty,
        ReservedCpus = Optional(cell, "cpuset_reserved") is { } reserved ? Cpus(reserved) : CpuSet.Empty,
        PageSizeKiB = PageSize(cell),
    };

    /// <summary>Limits, strategy and networks of a case.</summary>
    public static NumaFitOptions Options(JsonElement recorded)
    {
        JsonElement? limits = Optional(recorded, "limits");
        return new NumaFitOptions
        {
            Limits = limits is { } ratios
                ? new NumaLimits(ratios.GetProperty("cpu_allocation_ratio").GetDouble(), ratios.GetProperty("ram_allocation_ratio").GetDouble())
                : null,
            Networks = limits is { } networks ? Networks(networks) : null,
            PacksCells = Optional(recorded, "packing")?.GetBoolean() ?? false,
        };
    }

    /// <summary>The flavor of a case.</summary>
    public static Flavor Flavor(JsonElement flavor) => new()
    {
        Name = "recorded",
        Vcpus = flavor.GetProperty("vcpus").GetInt32(),
        MemoryMiB = flavor.GetProperty("memory_mb").GetInt64(),
        ExtraSpecs = flavor.GetProperty("extra_specs").EnumerateObject()
            .ToImmutableSortedDictionary(spec => spec.Name, spec => Text(spec.Value), StringComparer.Ordinal),
    };

    /// <summary>Image properties; a list, as Nova keeps some, becomes one property per item again.</summary>
    public static ImmutableSortedDictionary<string, string> Image(JsonElement? properties)
    {
        var image = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (properties is not { ValueKind: JsonValueKind.Object } given)
        {
            return image.ToImmutable();
        }

        foreach (JsonProperty property in given.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Array)
            {
                image[property.Name] = Text(property.Value);
                continue;
            }

            int index = 0;
            foreach (JsonElement item in property.Value.EnumerateArray())
            {
                (string key, string value) = property.Name == "traits_required"
                    ? ($"trait:{item.GetString()}", "required")
                    : ($"{property.Name}.{index++}", Text(item));
                image[key] = value;
            }
        }

        return image.ToImmutable();
    }

    /// <summary>The devices asked for; none where the case tells no pools, since Nova then does not look at devices.</summary>
    public static ImmutableArray<PciRequest> Requests(JsonElement recorded) =>
        Optional(recorded, "pci_requests") is not { } requests || Devices(recorded) is null
            ? []
            : [.. requests.EnumerateArray().Select(request => new PciRequest
            {
                Count = request.GetProperty("count").GetInt32(),
                Alias = Name(request, "alias_name"),
                NumaPolicy = Name(request, "numa_policy"),
                Specs = [.. request.GetProperty("spec").EnumerateArray().Select(spec => spec.EnumerateObject()
                    .ToImmutableSortedDictionary(property => property.Name, property => Text(property.Value), StringComparer.Ordinal))],
            })];

    /// <summary>The host's free devices, or <c>null</c> where the case tells none.</summary>
    public static PciStock? Devices(JsonElement recorded)
    {
        if (Optional(recorded, "pci_stats") is not { } stats)
        {
            return null;
        }

        ImmutableArray<PciPool> pools = [.. stats.GetProperty("pools").EnumerateArray().Select(Pool)];
        return new PciStock(pools, [.. pools.Select(_ => 0)]);
    }

    /// <summary>A property that is there and not null.</summary>
    public static JsonElement? Optional(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static PciPool Pool(JsonElement pool) => new()
    {
        VendorId = Name(pool, "vendor_id") ?? "",
        ProductId = Name(pool, "product_id") ?? "",
        NumaNode = Optional(pool, "numa_node")?.GetInt32(),
        DeviceType = Name(pool, "dev_type") ?? "type-PCI",
        PhysicalNetwork = Name(pool, "physical_network"),
        IsLiveMigratable = Name(pool, "live_migratable") is "true" or "yes",
        Total = pool.GetProperty("count").GetInt32(),
        Tags = pool.EnumerateObject()
            .Where(property => property.Name is not ("vendor_id" or "product_id" or "numa_node" or "dev_type" or "physical_network"
                or "live_migratable" or "count" or "devices" or "address"))
            .ToImmutableSortedDictionary(property => property.Name, property => Text(property.Value), StringComparer.Ordinal),
    };

    private static NetworkAffinity? Networks(JsonElement parent) => Optional(parent, "network_metadata") is { } networks
        ? new NetworkAffinity(
            [.. networks.GetProperty("physnets").EnumerateArray().Select(name => name.GetString()!)],
            Optional(networks, "tunneled")?.GetBoolean() ?? false)
        : null;

    private static long? PageSize(JsonElement cell) => Optional(cell, "pagesize")?.GetInt64() is { } size and not 0 ? size : null;

    private static CpuSet Cpus(JsonElement cpus) => CpuSet.Of(cpus.EnumerateArray().Select(cpu => cpu.GetInt32()));

    private static string? Name(JsonElement parent, string name) => Optional(parent, name)?.GetString();

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Text)),
        _ => value.GetRawText(),
    };
}
