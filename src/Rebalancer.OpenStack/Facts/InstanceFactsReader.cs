using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Numa;
using static Rebalancer.OpenStack.Facts.FactsReader;

namespace Rebalancer.OpenStack.Facts;

/// <summary>Reads an entry of <c>instances</c>.</summary>
internal static class InstanceFactsReader
{
    /// <summary>The facts of one entry.</summary>
    public static InstanceFacts Read(FactsNode node) => new()
    {
        DirtyMiBPerSecond = Given(node, "dirtyMiBPerSecond", Real),
        CpuLoad = Given(node, "cpuLoad", Real),
        CpuLoadSamples = Given(node, "cpuLoadSamples", samples => ImmutableArray.CreateRange(samples.Items.Select(Real))),
        Policy = Given(node, "policy", ReadPolicy),
        ConfigDrive = Given(node, "configDriveFormat", ConfigDriveFormat),
        PinnedZone = Given(node, "pinnedZone", zone => zone.IsNull ? null : zone.Scalar),
        Hints = Given(node, "hints", ReadHints),
        ImageProperties = Given(node, "imageProperties", TextMap),
        HasShare = Given(node, "hasShare", Flag),
        GuestCpu = Given(node, "guestCpu", cpu => cpu.IsNull ? null : FactsReader.Cpu(cpu)),
        PhysicalNetworks = Given(node, "physicalNetworks", names => Texts(names).Sort(StringComparer.Ordinal)),
        EmulatorCpus = Given(node, "emulatorCpus", Cpus),
        OtherPlacement = Given(node, "otherPlacement", cells => new GuestPlacement([.. cells.Items.Select(ReadCell)])),
    };

    private static OwnerPolicy ReadPolicy(FactsNode node) => new(
        node["moves"]!.Scalar switch
        {
            "mayBeCold" => AllowedMoves.MayBeCold,
            "never" => AllowedMoves.Never,
            _ => AllowedMoves.LiveOnly,
        },
        node["notBefore"] is FactsNode moment && TryMoment(moment.Scalar, out DateTimeOffset notBefore) ? notBefore : null);

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> ReadHints(FactsNode node) =>
        node.Members.ToImmutableSortedDictionary(member => member.Key, member => Texts(member.Value), StringComparer.Ordinal);

    private static PlacedCell ReadCell(FactsNode node) => new()
    {
        HostCell = Count(node["hostCell"]!),
        Pinning = node["pinning"] is FactsNode pinning
            ? pinning.Members.ToImmutableSortedDictionary(
                member => int.Parse(member.Key, NumberStyles.None, CultureInfo.InvariantCulture), member => Count(member.Value))
            : ImmutableSortedDictionary<int, int>.Empty,
        ReservedCpus = node["emulatorCpus"] is FactsNode emulator ? Cpus(emulator) : CpuSet.Empty,
        PageSizeKiB = node["pageSizeKiB"] is FactsNode size ? Whole(size) : null,
    };
}
