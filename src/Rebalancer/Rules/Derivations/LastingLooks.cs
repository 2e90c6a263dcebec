using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Rules.Assumptions;
using Rebalancer.Rules.Cells;
using Rebalancer.Rules.Cpus;
using Rebalancer.Rules.Devices;
using Rebalancer.Rules.Filters;
using Rebalancer.Rules.Hosts;
using Rebalancer.Rules.Instances;
using Rebalancer.Rules.Requests;
using Rebalancer.Rules.Storage;
using static Rebalancer.Rules.Derivations.RuleLook;

namespace Rebalancer.Rules.Derivations;

/// <summary>What the lasting rules look at.</summary>
internal static class LastingLooks
{
    private const string OnlyLive = "only live moves ask it";

    /// <summary>What a rule looks at in a move.</summary>
    public static RuleLook Of(ILastingRule rule, in LastingMove move) => rule switch
    {
        InstanceStateRule or TaskStateRule or LockRule or ShareRule or AcceleratorRule or VtpmRule or MemoryEncryptionRule or OwnerRule or PowerStateRule =>
            OfInstance(rule, move),
        SourceServiceRule or DestinationServiceRule or HypervisorRule or CellRule => OfHosts(rule, move),
        ZoneRule or TenantAggregateRule or IsolatedAggregateRule or ProviderRule or InventoryRule or TraitRule or FilterRule => OfRequest(rule, move),
        FlavorPciRule or VgpuRule or SriovDowntimeRule or UnknownTopologyRule => OfDevices(rule, move),
        ArchitectureRule or CpuModelRule or CpuCompareRule or SharedSetRule => OfCpus(rule, move),
        LiveStorageRule or ColdStorageRule or ConfigDriveRule or DataLossRule => OfStorage(rule, move),
        _ => throw new ArgumentException($"The rule {rule.GetType().Name} has no look.", nameof(rule)),
    };

    private static RuleLook OfInstance(ILastingRule rule, in LastingMove move)
    {
        Instance instance = move.Instance;
        string? error = null;
        return rule switch
        {
            InstanceStateRule => At(RuleSource.Nova, "the instance is in a state that can move", Fact("vm_state", instance.VmState.ToString())),
            TaskStateRule => At(RuleSource.Nova, "no task runs on the instance", new ComparedFact("task_state", "none", instance.TaskState ?? "none"))
                .If(move.Kind != MoveKind.Evacuate, "an evacuation does not ask it"),
            LockRule => At(RuleSource.Nova, "the instance is not locked, or an administrator moves it", Fact("locked", YesNo(instance.IsLocked))),
            ShareRule => At(RuleSource.Nova, "no Manila share is attached", new ComparedFact("share attached", "no", Show(instance.HasShare)))
                .If(move.Facts.Release.Major >= 31, $"Nova {move.Facts.Release} does not ask it"),
            AcceleratorRule => At(RuleSource.Nova, "no Cyborg device is asked for", new ComparedFact("accel:device_profile", "none", move.Specs.FlavorSpec("accel:device_profile") ?? "none")),
            VtpmRule => At(RuleSource.Nova, "a virtual TPM can come along", Fact("hw:tpm_version", move.Specs.Agreed("tpm_version", ref error) ?? "none"))
                .If(move.Kind != MoveKind.Cold, "a cold move takes the state of a virtual TPM along"),
            MemoryEncryptionRule => At(RuleSource.Nova, "the guest's memory is not encrypted", new ComparedFact("hw:mem_encryption", "off", move.Specs.OfFlavor("mem_encryption") ?? move.Specs.OfImage("mem_encryption") ?? "off"))
                .If(move.IsLive, OnlyLive),
            OwnerRule => At(RuleSource.Policy, "the owner allows the move", Fact("owner's policy", instance.Policy.TryGet(out OwnerPolicy? policy) ? policy.Moves.ToString() : "live only, as nobody said"))
                .If(move.Profile.HonorsOwners, "the profile does not ask owners"),
            _ => At(RuleSource.Nova, "the guest runs or is paused", new ComparedFact("power_state", "running or paused", instance.PowerState.ToString())).If(move.IsLive, OnlyLive),
        };
    }

    private static RuleLook OfHosts(ILastingRule rule, in LastingMove move) => rule switch
    {
        SourceServiceRule => At(
            RuleSource.Nova,
            "the source's service is as the kind of move needs it",
            new ComparedFact($"service of {move.Source.Name}", move.Kind == MoveKind.Evacuate ? "down" : "up", UpDown(move.Source))),
        DestinationServiceRule => At(RuleSource.Nova, "the destination's service is up", new ComparedFact($"service of {move.Destination.Name}", "up", UpDown(move.Destination))),
        HypervisorRule => At(
            RuleSource.Nova,
            "the hypervisor is of one type and not older",
            move.Both(move.Facts.Hosts.HypervisorTypes).Compared("hypervisor type"),
            new ComparedFact(
                "hypervisor version",
                $"at least {move.Facts.Hosts.HypervisorVersions[move.SourceIndex].Text()}",
                move.Facts.Hosts.HypervisorVersions[move.DestinationIndex].Text())).If(move.IsLive, OnlyLive),
        _ => At(RuleSource.Nova, "both hosts are in one cell", move.Both(move.Facts.Hosts.Cells).Compared("cell")),
    };

    private static RuleLook OfRequest(ILastingRule rule, in LastingMove move)
    {
        PlacementRequest request = move.Demand.Request;
        Host host = move.Destination;
        FilterOptions options = move.Options.Filters;
        return rule switch
        {
            ZoneRule => At(
                RuleSource.Placement,
                "the instance stays in the zone it is pinned to",
                new ComparedFact("zone", Show(move.Instance.PinnedZone, "any"), move.Facts.ZoneOf(move.DestinationIndex) ?? move.Options.DefaultZone.ValueOr("nova"))),
            TenantAggregateRule => At(RuleSource.Placement, "the host is in an aggregate of the project", Fact("project", move.Instance.ProjectId))
                .If(options.LimitsTenantsToAggregates, "limit_tenants_to_placement_aggregate is off"),
            IsolatedAggregateRule => At(RuleSource.Placement, "the traits that the host's aggregates require are asked for", Fact("traits asked for", List(request.RequiredTraits)))
                .If(options.IsolatesAggregatesByTrait, "enable_isolated_aggregate_filtering is off"),
            ProviderRule => At(
                    RuleSource.Placement,
                    "the host's providers serve every group of the request",
                    [.. request.Groups.Select(group => new ComparedFact(group.IsOfOneProvider ? $"group {group.Suffix}, of one provider" : "any providers", group.AsText(), $"{Math.Max(1, host.Providers.Length)} providers"))])
                .If(!host.Providers.IsEmpty || request.Groups.Any(group => group.IsOfOneProvider), "the host is one provider and there is one group"),
            InventoryRule => At(RuleSource.Placement, "the host deals in every class, in units of that size", [.. request.Amounts.Select(pair => Unit(host, pair.Key, pair.Value))]),
            TraitRule => Traits(move, request),
            _ => At(
                RuleSource.Nova,
                "the scheduler's filters of flavor, image, project and aggregates",
                Fact("enabled", List([.. move.Facts.Filters.Where(filter => FilterRefusal.Lasting(filter) is not null).Select(filter => filter.Name)]))),
        };
    }

    private static RuleLook Traits(in LastingMove move, PlacementRequest request)
    {
        Host host = move.Destination;
        ImmutableArray<ComparedFact> facts =
        [
            .. request.RequiredTraits.Concat(move.Facts.PrefilterTraits[move.InstanceIndex])
                .Select(trait => new ComparedFact(trait, "present", host.Traits.Contains(trait) ? "present" : "absent")),
            .. request.ForbiddenTraits.Select(trait => new ComparedFact(trait, "absent", host.Traits.Contains(trait) ? "present" : "absent")),
        ];
        return new RuleLook(RuleSource.Placement, "the host has the traits asked for and none forbidden", null, facts).If(!facts.IsEmpty, "no trait is asked for or forbidden");
    }

    private static ComparedFact Unit(Host host, ResourceClass resourceClass, long amount)
    {
        Inventory? inventory = host.Inventories.FirstOrDefault(one => one.ResourceClass == resourceClass);
        return new ComparedFact(
            $"{resourceClass} in one request",
            $"{amount}",
            inventory is null ? "no inventory" : $"{inventory.MinUnit} to {inventory.MaxUnit} in steps of {inventory.StepSize}");
    }

    private static RuleLook OfDevices(ILastingRule rule, in LastingMove move) => rule switch
    {
        FlavorPciRule => At(RuleSource.Nova, "the flavor's PCI devices move live", [.. move.Demand.Pci.Where(request => request.Alias is not null).Select(request => new ComparedFact($"{request.Alias} live_migratable", "yes", YesNo(request.IsLiveMigratable)))])
            .If(move.IsLive && move.Demand.Pci.Any(request => request.Alias is not null), move.IsLive ? "the flavor asks for no PCI device" : OnlyLive),
        VgpuRule => At(RuleSource.Nova, "the virtual GPU moves live", new ComparedFact("mediated types", Show(move.Source.MdevTypes), Show(move.Destination.MdevTypes)))
            .If(move.IsLive && move.Demand.Request.Amounts.ContainsKey(new ResourceClass("VGPU")), move.IsLive ? "the flavor asks for no virtual GPU" : OnlyLive),
        SriovDowntimeRule => At(RuleSource.Policy, "no port is unplugged on the way", [.. move.Instance.Ports.ValueOr([]).Select(port => Fact($"port {port.Id}", port.VnicType))])
            .If(move.IsLive && move.Profile.RefusesSriovDowntime, move.IsLive ? "the profile takes the interruption" : OnlyLive),
        _ => At(RuleSource.Policy, "the destination's cells and devices are known", new ComparedFact("NUMA cells", "known", move.Destination.Topology.IsKnown ? "known" : "unknown"), new ComparedFact("PCI devices", "known", move.Destination.PciPools.IsKnown ? "known" : "unknown"))
            .If(move.Demand.IsStructured, "the guest floats and asks for no devices"),
    };

    private static RuleLook OfCpus(ILastingRule rule, in LastingMove move) => rule switch
    {
        ArchitectureRule => At(RuleSource.Policy, "both hosts have one CPU architecture", move.Both(move.Facts.Hosts.Architectures).Compared("architecture"))
            .If(move.Profile.RequiresSameArchitecture, "the profile does not ask it"),
        CpuModelRule => At(RuleSource.Policy, "both hosts have one CPU model", move.Both(move.Facts.Hosts.CpuModels).Compared("CPU model"))
            .If(move.IsLive && move.Profile.RequiresSameCpuModel, move.IsLive ? "the profile does not ask it" : OnlyLive),
        CpuCompareRule => Compare(move),
        _ => At(RuleSource.Nova, "a floating guest finds the same cpu_shared_set", move.Both(move.Facts.Hosts.SharedSets).Compared("cpu_shared_set", "not set"))
            .If(move.IsLive && move.Demand.Topology is null, move.IsLive ? "the guest does not float" : OnlyLive),
    };

    private static RuleLook Compare(in LastingMove move)
    {
        HostPair<HostCpu> cpus = move.Both(move.Facts.Hosts.Cpus);
        bool hasOwn = move.Instance.GuestCpu.TryGet(out HostCpu? guest) && guest is not null;
        guest ??= cpus.Source.Value;
        ImmutableArray<ComparedFact> facts = guest is not null && cpus.Destination.Value is { } there
            ?
            [
                new ComparedFact(hasOwn ? "CPU of the guest" : $"CPU of {move.Source.Name}", guest.Model, there.Model),
                new ComparedFact(
                    "CPU features",
                    $"{move.Facts.Cpus.FeaturesOf(guest).Names.Count} of the {(hasOwn ? "guest" : "source")}",
                    List([.. move.Facts.Cpus.FeaturesOf(there).Missing(move.Facts.Cpus.FeaturesOf(guest))], "all present", "missing: ")),
            ]
            : [];
        return new RuleLook(RuleSource.Libvirt, "the destination's CPU has what the guest may use", null, facts)
            .If(move.IsLive && !move.Options.SkipsCpuCompare.ValueOr(false), move.IsLive ? "skip_cpu_compare_on_dest is set" : OnlyLive);
    }

    private static RuleLook OfStorage(ILastingRule rule, in LastingMove move)
    {
        ComparedFact backend = move.Both(move.Facts.Hosts.Backends).Compared("images_type");
        ComparedFact path = move.Both(move.Facts.Hosts.SharedPaths).Compared("shared path", "no");
        ComparedFact volume = Fact("volume-backed", Show(move.Instance.IsVolumeBacked));
        return rule switch
        {
            LiveStorageRule => At(
                RuleSource.Libvirt,
                move.Kind == MoveKind.BlockLive ? "there are local disks to copy" : "the disks are reachable from both hosts",
                backend,
                path,
                volume,
                Fact("local disks", $"{move.Instance.Disks.Length}")).If(move.IsLive, OnlyLive),
            ColdStorageRule => At(RuleSource.Nova, "local disks can be copied", backend, path, move.Both(move.Facts.Hosts.SshKeys).Compared("ssh key group"))
                .If(move.Kind == MoveKind.Cold, "only cold moves ask it"),
            ConfigDriveRule => At(RuleSource.Policy, "the config drive is copied", new ComparedFact("config drive", "none or vfat", Show(move.Instance.ConfigDrive)))
                .If(move.Kind == MoveKind.BlockLive && move.Profile.RefusesReadOnlyConfigDrive, "only block-live moves under this policy ask it"),
            _ => At(RuleSource.Policy, "no disk is lost", backend, path, volume)
                .If(move.Kind == MoveKind.Evacuate && move.Profile.RefusesDataLoss, "only evacuations under this policy ask it"),
        };
    }

    private static ComparedFact Fact(string name, string found) => new(name, "", found);

    private static string YesNo(bool truth) => truth ? "yes" : "no";

    private static string UpDown(Host host) => host.Service.IsForcedDown ? "forced down" : host.Service.IsUp ? "up" : "down";

    private static string List(ImmutableArray<string> names, string none = "none", string before = "") =>
        names.IsEmpty ? none : before + string.Join(", ", names);

    private static string Show<T>(Fact<T> fact, string nothing = "none") =>
        !fact.TryGet(out T? value) ? "unknown"
        : value is bool truth ? YesNo(truth)
        : value is ImmutableArray<string> names ? List(names, nothing)
        : value?.ToString() is { Length: > 0 } text ? text : nothing;
}
