using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;
using Rebalancer.OpenStack.Facts;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>Maps a hypervisor with its service and providers to a host.</summary>
internal sealed class HostMapping
{
    private readonly CloudAnswers answers;
    private readonly PlacementView placement;
    private readonly FactLayers facts;
    private readonly FindingList findings;
    private readonly Laying laying;
    private readonly Dictionary<string, Located<ServiceAnswer>> services = new(StringComparer.Ordinal);

    public HostMapping(CloudAnswers answers, PlacementView placement, FactLayers facts, FindingList findings)
    {
        this.answers = answers;
        this.placement = placement;
        this.facts = facts;
        this.findings = findings;
        laying = new Laying(findings);
        foreach (Located<ServiceAnswer> service in answers.Services.Where(service => service.Value.Binary == "nova-compute"))
        {
            if (!services.TryAdd(service.Value.Host, service))
            {
                findings.Error(
                    "answers.contradiction", service.Place.At(".host"),
                    $"the host '{service.Value.Host}' has a second nova-compute");
            }
        }
    }

    /// <summary>The host, with what nobody of the snapshot uses of it.</summary>
    /// <param name="known">The hypervisor.</param>
    /// <param name="explained">What the snapshot's instances and moves hold of it.</param>
    public Host Map(KnownHost known, ResourceAmounts explained)
    {
        HostFacts given = facts.OfHost(known.Name);
        HypervisorAnswer hypervisor = known.Latest;
        string host = known.Name.Value;
        ImmutableArray<Provider> providers = ReadProviders(known);
        Host mapped = new()
        {
            Name = known.Name,
            ProviderId = hypervisor.Id,
            Service = MapService(known, given),
            Address = hypervisor.HostIp is { Length: > 0 } address ? Fact.Read(address) : default,
            HypervisorType = laying.Lay(
                hypervisor.HypervisorType is string type ? Fact.Read(type) : default,
                given.HypervisorType,
                $"the hypervisor type of '{host}'",
                known.Place),
            HypervisorVersion = laying.Lay(
                hypervisor.HypervisorVersion is int version ? Fact.Read((long)version) : default,
                given.HypervisorVersion,
                $"the hypervisor version of '{host}'",
                known.Place),
            Cpu = laying.Lay(ReadCpu(known), given.Cpu, $"the CPU of '{host}'", known.Place.At(".cpu_info")),
            CpuMode = given.CpuMode,
            SupportedInstances = given.SupportedInstances,
            Cell = given.Cell,
            NovaRelease = given.Release,
            Inventories = ProviderPools.InventoriesOf(providers),
            Providers = providers.Length > 1 ? providers : [],
            OtherUsage = OtherUsage(known, explained),
            Traits = [.. providers.SelectMany(provider => provider.Traits).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Topology = given.Topology,
            CpuSharedSet = given.CpuSharedSet,
            CpuDedicatedSet = given.CpuDedicatedSet,
            PciPools = given.PciPools,
            MdevTypes = given.MdevTypes,
            Storage = given.Storage,
            SshKeyGroup = given.SshKeyGroup,
            Migration = given.Migration,
            NovaConf = given.NovaConf,
            Labels = given.Labels,
        };
        GivenTopologyChecks.Run(mapped, known.Place, findings);
        return mapped;
    }

    private ImmutableArray<Provider> ReadProviders(KnownHost known)
    {
        if (placement.ProvidersOf(known.Name).Any(provider => provider.Value.Uuid == known.Latest.Id))
        {
            return placement.TreeOf(known.Name).Providers;
        }

        findings.Error(
            "answers.missing", known.Place.At(".id"),
            $"Placement has no resource provider of '{known.Name}' ({known.Latest.Id})");
        return [];
    }

    private ComputeService MapService(KnownHost known, HostFacts given)
    {
        if (!services.TryGetValue(known.Name.Value, out Located<ServiceAnswer>? located))
        {
            findings.Error("answers.missing", known.Place.At(".service.host"), $"there is no nova-compute service of '{known.Name}'");
            return new ComputeService { IsUp = false, IsEnabled = false };
        }

        ServiceAnswer service = located.Value;
        OneOf(service.State, "up", "down", located.Place.At(".state"));
        OneOf(service.Status, "enabled", "disabled", located.Place.At(".status"));
        if (service.State == "up" && service.ForcedDown)
        {
            findings.Warning(
                "answers.contradiction", located.Place.At(".state"),
                $"the service of '{known.Name}' is forced down and yet up; it is taken as down");
        }

        return new ComputeService
        {
            Id = service.Id,
            IsUp = service.State == "up" && !service.ForcedDown,
            IsForcedDown = service.ForcedDown,
            IsEnabled = service.Status == "enabled",
            DisabledReason = service.DisabledReason,
            IsFenced = given.Fenced,
        };
    }

    private void OneOf(string value, string first, string second, Place place)
    {
        if (value != first && value != second)
        {
            findings.Error("answers.malformed", place, $"'{value}' stands here; Nova says '{first}' or '{second}'");
        }
    }

    private Fact<HostCpu> ReadCpu(KnownHost known)
    {
        JsonElement element = known.CpuInfo;
        Place place = known.Place.At(".cpu_info");
        if (element.ValueKind == JsonValueKind.String)
        {
            // Below 2.28 a text that holds JSON; empty while the host has never reported.
            string text = element.GetString()!;
            if (text.Length == 0)
            {
                return Unknown(place);
            }

            if (!AnswerDocument.TryParse(System.Text.Encoding.UTF8.GetBytes(text), place, findings, out JsonDocument? document))
            {
                return default;
            }

            using (document)
            {
                element = document.RootElement.Clone();
            }
        }

        if (element.ValueKind == JsonValueKind.Undefined || (element.ValueKind == JsonValueKind.Object && !element.EnumerateObject().Any()))
        {
            return Unknown(place);
        }

        if (!new ElementReader(findings).TryRead(element, AnswerJson.Default.CpuInfoAnswer, place, out CpuInfoAnswer? cpu)
            || string.IsNullOrEmpty(cpu.Arch))
        {
            return Unknown(place);
        }

        return Fact.Read(new HostCpu
        {
            Architecture = new CpuArchitecture(cpu.Arch),
            Vendor = cpu.Vendor ?? "",
            Model = cpu.Model ?? "",
            Features = CpuFeatureSet.Of(cpu.Features.OrEmpty()),
        });
    }

    private Fact<HostCpu> Unknown(Place place)
    {
        findings.Warning("answers.unknown-fact", place, "the CPU is in no answer; microversion 2.87 is the last that tells it");
        return default;
    }

    private ResourceAmounts OtherUsage(KnownHost known, ResourceAmounts explained)
    {
        ResourceAmounts usage = placement.UsageOf(known.Name);
        var others = ImmutableSortedDictionary.CreateBuilder<ResourceClass, long>();
        foreach (ResourceClass resource in usage.Keys.Union(explained.Keys).Order())
        {
            long left = usage.GetValueOrDefault(resource) - explained.GetValueOrDefault(resource);
            if (left > 0)
            {
                others[resource] = left;
                findings.Warning(
                    "answers.other-usage", known.Place,
                    $"{left} {resource} of '{known.Name}' are held by consumers that are neither an instance nor an open migration here");
            }
            else if (left < 0)
            {
                findings.Warning(
                    "answers.contradiction", known.Place,
                    $"Placement's usage of '{known.Name}' is {-left} {resource} less than its allocations; the allocations are believed");
            }
        }

        return others.ToImmutable();
    }
}
