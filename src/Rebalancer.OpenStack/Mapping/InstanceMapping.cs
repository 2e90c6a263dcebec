using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;
using Rebalancer.OpenStack.Facts;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>Maps a server with its topology, image, ports and allocation to an instance.</summary>
internal sealed class InstanceMapping
{
    private const long MiB = 1024 * 1024;

    private readonly CloudAnswers answers;
    private readonly PlacementView placement;
    private readonly FactLayers facts;
    private readonly FindingList findings;
    private readonly Laying laying;
    private readonly PlacementReader topologies;
    private readonly ILookup<string, Port>? portsOf;
    private readonly Dictionary<string, FlavorAnswer> flavors = new(StringComparer.Ordinal);

    public InstanceMapping(CloudAnswers answers, PlacementView placement, FactLayers facts, FindingList findings)
    {
        this.answers = answers;
        this.placement = placement;
        this.facts = facts;
        this.findings = findings;
        laying = new Laying(findings);
        topologies = new PlacementReader(answers, findings);
        portsOf = answers.Ports.IsDefault
            ? null
            : answers.Ports
                .Where(port => !string.IsNullOrEmpty(port.Value.DeviceId))
                .ToLookup(port => port.Value.DeviceId!, port => ReadPort(port.Value));
        foreach (Located<FlavorAnswer> flavor in answers.Flavors.OrNone())
        {
            flavors.TryAdd(flavor.Value.Name, flavor.Value);
        }
    }

    /// <summary>The instance.</summary>
    public Instance Map(KnownServer server)
    {
        ServerAnswer answer = server.Answer;
        ImmutableArray<string> tags = [.. answer.Tags.OrEmpty().Order(StringComparer.Ordinal)];
        string name = answer.Name ?? "";
        string project = answer.TenantId ?? "";
        InstanceFacts given = facts.OfInstance(answer.Id, name, project, tags);
        Fact<bool> volumeBacked = ReadVolumeBacked(server);
        Flavor flavor = MapFlavor(server);
        (Image image, long? imageMiB) = MapImage(server, given);
        return new Instance
        {
            Id = new InstanceId(answer.Id),
            Name = name,
            ProjectId = project,
            Host = server.Host,
            Flavor = flavor,
            Image = image,
            VmState = server.VmState,
            TaskState = string.IsNullOrEmpty(answer.TaskState) ? null : answer.TaskState,
            PowerState = ReadPowerState(server),
            IsLocked = answer.Locked ?? false,
            IsVolumeBacked = volumeBacked,
            Disks = Disks(flavor, volumeBacked.ValueOr(false), imageMiB),
            ConfigDrive = MapConfigDrive(server, given),
            Ports = portsOf is null
                ? default
                : Fact.Read(portsOf[answer.Id].OrderBy(port => port.Id, StringComparer.Ordinal).ToImmutableArray()),
            Allocations = placement.Held(answer.Id, server.Host),
            Placement = topologies.Read(answer.Id, flavor, given),
            PinnedZone = laying.Lay(
                ReadPinnedZone(answer),
                given.PinnedZone,
                $"the zone that '{name}' is pinned to",
                server.Place.At(".pinned_availability_zone")),
            SchedulerHints = laying.Lay(
                HintReader.Read(answer.SchedulerHints, server.Place.At(".scheduler_hints"), findings),
                given.Hints,
                $"the scheduler hints of '{name}'",
                server.Place.At(".scheduler_hints"),
                HintReader.Same),
            GuestCpu = given.GuestCpu,
            PhysicalNetworks = given.PhysicalNetworks,
            HasShare = given.HasShare,
            DirtyMiBPerSecond = given.DirtyMiBPerSecond,
            CpuLoad = given.CpuLoad,
            CpuLoadSamples = given.CpuLoadSamples,
            Policy = given.Policy,
            Tags = tags,
        };
    }

    private static Port ReadPort(PortAnswer port) => new()
    {
        Id = port.Id,
        VnicType = port.VnicType ?? "normal",
        PhysicalNetwork = port.Profile.TextOf("physical_network"),
        HasResourceRequest = port.ResourceRequest.ValueKind == JsonValueKind.Object && port.ResourceRequest.EnumerateObject().Any(),
    };

    private Fact<bool> ReadVolumeBacked(KnownServer server)
    {
        JsonElement image = server.Answer.Image;
        switch (image.ValueKind)
        {
            case JsonValueKind.Object:
                return Fact.Read(false);
            case JsonValueKind.String when image.ValueEquals(""):
                return Fact.Read(true);
            default:
                findings.Warning(
                    "answers.unknown-fact", server.Place.At(".image"),
                    "neither an image nor an empty text stands here: whether the root disk is a volume is unknown");
                return default;
        }
    }

    private Flavor MapFlavor(KnownServer server)
    {
        ServerFlavorAnswer flavor = server.Answer.Flavor!;
        IEnumerable<KeyValuePair<string, string>>? specs = flavor.ExtraSpecs;
        if (specs is null)
        {
            specs = flavors.TryGetValue(flavor.OriginalName, out FlavorAnswer? listed) ? listed.ExtraSpecs : null;
            findings.Warning(
                "answers.unknown-fact",
                server.Place.At(".flavor"),
                specs is null
                    ? "the extra specs are hidden; none are taken to be there"
                    : "the extra specs are hidden; those that the flavor of this name has today are taken");
        }

        return new Flavor
        {
            Name = flavor.OriginalName,
            Vcpus = flavor.Vcpus,
            MemoryMiB = flavor.Ram,
            RootGiB = flavor.Disk,
            EphemeralGiB = flavor.Ephemeral,
            SwapMiB = flavor.Swap,
            ExtraSpecs = specs.Sorted(),
        };
    }

    private (Image Image, long? SizeMiB) MapImage(KnownServer server, InstanceFacts given)
    {
        JsonElement element = server.Answer.Image;
        string? id = element.TextOf("id");
        Located<ImageAnswer>? image = id is null ? null : answers.Images.GetValueOrDefault(id);
        Fact<ImmutableSortedDictionary<string, string>> read = default;
        if (element.ObjectOf("properties") is JsonElement properties)
        {
            // From 2.98: what Nova itself remembers, which is what its rules use.
            read = Fact.Read(ImageReader.Properties(properties, FrozenSet<string>.Empty));
        }
        else if (image is not null)
        {
            read = Fact.Read(image.Value.Properties);
        }

        Fact<ImmutableSortedDictionary<string, string>> said =
            given.ImageProperties.Or(id is null ? default : facts.OfImage(id, image?.Value.Name ?? ""));
        string what = $"the image properties of '{server.Answer.Name}'";
        Image mapped = new() { Id = id, Properties = laying.Lay(read, said, what, server.Place.At(".image"), Laying.SameTexts) };
        return (mapped, image?.Value.VirtualSizeBytes is long bytes ? (bytes / MiB) + (bytes % MiB == 0 ? 0 : 1) : null);
    }

    private static ImmutableArray<Disk> Disks(Flavor flavor, bool volumeBacked, long? imageMiB)
    {
        List<Disk> disks = [];
        if (!volumeBacked)
        {
            // A flavor with a root disk of 0 takes the size of the image.
            disks.Add(new Disk(DiskKind.Root, flavor.RootGiB > 0 ? flavor.RootGiB * 1024 : imageMiB ?? 0));
        }

        if (flavor.EphemeralGiB > 0)
        {
            disks.Add(new Disk(DiskKind.Ephemeral, flavor.EphemeralGiB * 1024));
        }

        if (flavor.SwapMiB > 0)
        {
            disks.Add(new Disk(DiskKind.Swap, flavor.SwapMiB));
        }

        return [.. disks];
    }

    private Fact<ConfigDrive> MapConfigDrive(KnownServer server, InstanceFacts given)
    {
        switch (server.Answer.ConfigDrive)
        {
            case "":
                return Fact.Read(ConfigDrive.None);
            case "True":
                return given.ConfigDrive.Or(facts.OfHost(server.Host).ConfigDrive).Or(facts.Cloud.ConfigDrive);
            default:
                findings.Warning(
                    "answers.unknown-fact", server.Place.At(".config_drive"),
                    "neither 'True' nor an empty text stands here: whether there is a config drive is unknown");
                return default;
        }
    }

    private PowerState ReadPowerState(KnownServer server)
    {
        if (server.Answer.PowerState is int number && Enum.IsDefined((PowerState)number))
        {
            return (PowerState)number;
        }

        findings.Warning(
            "answers.unknown-fact", server.Place.At(".OS-EXT-STS:power_state"),
            "no power state of Nova stands here; it is taken as not known");
        return PowerState.NoState;
    }

    private static Fact<string?> ReadPinnedZone(ServerAnswer answer) => answer.PinnedAvailabilityZone.ValueKind switch
    {
        JsonValueKind.String => Fact.Read<string?>(answer.PinnedAvailabilityZone.GetString()),
        JsonValueKind.Null => Fact.Read<string?>(null),
        _ => default,
    };
}
