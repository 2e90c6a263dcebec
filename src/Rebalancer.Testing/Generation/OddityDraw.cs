using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.Testing.Generation;

/// <summary>Gives a cloud one seldom feature: what few clouds use and what a rule asks about all the same.</summary>
/// <remarks>Comes after all other draws: a cloud without an oddity is the same as if there were none.</remarks>
internal static class OddityDraw
{
    /// <summary>Every oddity with how many times it is in the urn: those whose refusals need a coincidence are there more often.</summary>
    private static readonly ImmutableArray<Action<CloudDraft>> Urn =
    [
        .. Times(1, draft => Specs(draft, "accel:device_profile", "fpga")),
        .. Times(1, draft => Ports(draft, "accelerator-direct")),
        .. Times(1, VirtualTpm),
        .. Times(1, draft => Specs(draft, "hw:mem_encryption", "true")),
        .. Times(1, draft => Specs(draft, "capabilities:hypervisor_version", $">= {draft.Random.Pick(8_002_002, 9_001_000)}")),
        .. Times(1, AggregatesOfFlavors),
        .. Times(1, AggregatesOfImages),
        .. Times(1, AggregatesOfTraits),
        .. Times(1, SeveralHypervisors),
        .. Times(1, IsolatedHosts),
        .. Times(1, Queries),
        .. Times(1, Addresses),
        .. Times(1, ZonesByFilter),
        .. Times(3, GroupsOfRequests),
        .. Times(1, Power),
        .. Times(1, BusyDisks),
        .. Times(6, IsolatedEmulators),
        .. Times(4, UnevenCells),
        .. Times(1, MixedOverTwoCells),
    ];

    /// <summary>Applies the share of the shape.</summary>
    public static void ApplyTo(CloudDraft draft)
    {
        if (draft.Random.Chance(draft.Shape.OddityShare))
        {
            draft.Random.Pick(Urn.AsSpan())(draft);
        }
    }

    private static IEnumerable<Action<CloudDraft>> Times(int count, Action<CloudDraft> oddity) => Enumerable.Repeat(oddity, count);

    private static void Hosts(CloudDraft draft, double share, Func<Host, Host> change)
    {
        for (int i = 0; i < draft.Hosts.Count; i++)
        {
            draft.Hosts[i] = draft.Random.Chance(share) ? change(draft.Hosts[i]) : draft.Hosts[i];
        }
    }

    private static void Instances(CloudDraft draft, double share, Func<Instance, Instance> change)
    {
        for (int i = 0; i < draft.Instances.Count; i++)
        {
            draft.Instances[i] = draft.Random.Chance(share) ? change(draft.Instances[i]) : draft.Instances[i];
        }
    }

    /// <summary>Adds extra specs to some flavors, for all of their instances.</summary>
    private static void Specs(CloudDraft draft, params string[] pairs) => SpecsOf(draft, _ => true, pairs);

    private static void SpecsOf(CloudDraft draft, Func<Flavor, bool> mayChange, params string[] pairs)
    {
        Dictionary<Flavor, Flavor> changed = [];
        foreach (Flavor flavor in draft.Instances.Select(instance => instance.Flavor).Distinct())
        {
            ImmutableSortedDictionary<string, string> specs = flavor.ExtraSpecs;
            for (int i = 0; i < pairs.Length; i += 2)
            {
                specs = specs.SetItem(pairs[i], pairs[i + 1]);
            }

            changed.Add(flavor, mayChange(flavor) && draft.Random.Chance(0.5) ? flavor with { ExtraSpecs = specs } : flavor);
        }

        Instances(draft, 1, instance => instance with { Flavor = changed[instance.Flavor] });
    }

    private static void Ports(CloudDraft draft, string vnicType) => Instances(draft, 0.3, instance => instance with
    {
        Ports = Fact.Read(instance.Ports.ValueOr([]).Add(new Port { Id = $"port-9-{instance.Id}", VnicType = vnicType })),
    });

    private static void Hint(CloudDraft draft, string name, Func<string> value) => Instances(draft, 0.5, instance => instance with
    {
        SchedulerHints = Fact.Given(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add(name, [value()])),
    });

    private static void Filter(CloudDraft draft, string name, Func<FilterOptions, FilterOptions>? change = null) => draft.Options = draft.Options with
    {
        EnabledFilters = Fact.Given<ImmutableArray<string>>([.. draft.Options.EnabledFilters.ValueOr(["ComputeFilter"]).Append(name).Distinct()]),
        Filters = change is null ? draft.Options.Filters : change(draft.Options.Filters),
    };

    private static void Group(CloudDraft draft, string key, string value) => draft.Aggregates.Add(new Aggregate
    {
        Id = (draft.Aggregates.Count + 1).ToString(CultureInfo.InvariantCulture),
        Name = "odd",
        Hosts = [.. draft.Hosts.Where(_ => draft.Random.Chance(0.5)).Select(host => host.Name)],
        Metadata = ImmutableSortedDictionary<string, string>.Empty.Add(key, value),
    });

    private static void VirtualTpm(CloudDraft draft)
    {
        Specs(draft, "hw:tpm_version", "2.0", "hw:tpm_model", "tpm-crb");
        Hosts(draft, 0.8, host => host with
        {
            Traits = [.. host.Traits.Append("COMPUTE_SECURITY_TPM_2_0").Append("COMPUTE_SECURITY_TPM_CRB").Order(StringComparer.Ordinal)],
        });
    }

    private static void AggregatesOfFlavors(CloudDraft draft)
    {
        Filter(draft, "AggregateTypeAffinityFilter");
        Group(draft, "instance_type", draft.Instances.Count == 0 ? "none" : draft.Instances[draft.Random.Below(draft.Instances.Count)].Flavor.Name);
    }

    private static void AggregatesOfImages(CloudDraft draft)
    {
        Filter(draft, "AggregateImagePropertiesIsolation");
        Group(draft, "os_distro", "windows");
    }

    private static void AggregatesOfTraits(CloudDraft draft)
    {
        draft.Options = draft.Options with { Filters = draft.Options.Filters with { IsolatesAggregatesByTrait = true } };
        Group(draft, $"trait:{FlavorDraw.CustomTrait}", "required");
    }

    private static void SeveralHypervisors(CloudDraft draft) => Hosts(draft, 0.5, host => host with
    {
        HypervisorType = draft.Random.Chance(0.5) ? Fact.Read("ironic") : default,
    });

    private static void IsolatedHosts(CloudDraft draft) => Filter(draft, "IsolatedHostsFilter", options => options with
    {
        IsolatedHosts = [draft.Hosts[0].Name.Value],
        IsolatedImages = draft.Random.Chance(0.5) ? ["image-distro"] : [],
        RestrictsIsolatedHosts = draft.Random.Chance(0.7),
    });

    private static void Queries(CloudDraft draft)
    {
        Filter(draft, "JsonFilter");
        Hint(draft, "query", () => draft.Random.Pick("""[">=", "$hypervisor_version", 8002002]""", $"""["not", ["=", "$host", "{draft.Hosts[0].Name}"]]"""));
    }

    private static void Addresses(CloudDraft draft)
    {
        Filter(draft, "SimpleCIDRAffinityFilter");
        Hosts(draft, 0.9, host => host with { Address = Fact.Read(draft.Random.Pick("10.0.1.7", "10.0.2.7")) });
        Hint(draft, "build_near_host_ip", () => "10.0.1.1");
    }

    private static void ZonesByFilter(CloudDraft draft)
    {
        draft.Options = draft.Options with { NovaRelease = Fact.Given(NovaRelease.Zed), PlacementMajor = default };
        Filter(draft, "AvailabilityZoneFilter");
        Instances(draft, 0.5, instance => instance with { PinnedZone = Fact.Read<string?>("gone") });
    }

    /// <summary>Numbered groups, with and without a policy; on some hosts Placement has the custom class in a provider of its own.</summary>
    private static void GroupsOfRequests(CloudDraft draft)
    {
        string license = FlavorDraw.CustomClass;
        switch (draft.Random.Below(3))
        {
            case 0:
                Specs(draft, $"resources1:{license}", "1", $"resources2:{license}", "1");
                break;
            case 1:
                Specs(draft, $"resources1:{license}", "1", $"resources2:{license}", "1", "group_policy", "isolate");
                break;
            default:
                Specs(draft, $"resources1:{license}", "1", $"trait2:{FlavorDraw.CustomTrait}", "required", "group_policy", "none");
                break;
        }

        Hosts(draft, 0.5, host => host.Providers.IsEmpty ? InProviders(host) : host);
    }

    private static Host InProviders(Host host) => host with
    {
        Providers =
        [
            new Provider { Name = host.Name.Value, Inventories = host.Inventories.RemoveAll(IsLicense), Traits = host.Traits },
            .. host.Inventories.Where(IsLicense).Select(inventory => new Provider { Name = $"{host.Name}-license", Inventories = [inventory] }),
        ],
    };

    private static bool IsLicense(Inventory inventory) => inventory.ResourceClass.Name == FlavorDraw.CustomClass;

    private static void Power(CloudDraft draft) => Hosts(draft, 0.8, host => host with
    {
        Cpu = Fact.Read(new HostCpu { Architecture = new CpuArchitecture("ppc64le"), Vendor = "IBM", Model = draft.Random.Pick("POWER8", "POWER9") }),
    });

    private static void BusyDisks(CloudDraft draft)
    {
        Filter(draft, "IoOpsFilter", options => options with { MaxIoOpsPerHost = 1 });
        Instances(draft, 0.3, instance => instance.TaskState is null ? instance with { TaskState = "image_snapshot" } : instance);
    }

    /// <summary>A guest that is placed keeps to what it asked for when it came, so only flavors that asked for nothing change.</summary>
    private static bool AsksForNoCells(Flavor flavor) => !flavor.ExtraSpecs.Keys.Any(key => key.StartsWith("hw:", StringComparison.Ordinal));

    /// <summary>Pages of any size where one cell has the CPUs and only small pages, and the other the large pages.</summary>
    private static void UnevenCells(CloudDraft draft)
    {
        SpecsOf(draft, AsksForNoCells, "hw:mem_page_size", "any");
        HashSet<HostName> taken = [.. draft.Instances.Where(instance => instance.Placement.IsKnown).Select(instance => instance.Host), .. draft.MovesInFlight.SelectMany(move => new[] { move.Source, move.Destination ?? move.Source })];
        Hosts(draft, 1, host => !taken.Contains(host.Name) && host.Topology.TryGet(out HostTopology? topology) && topology.Cells.Length == 2 ? host with
        {
            Topology = Fact.Given(new HostTopology(
            [
                topology.Cells[0] with { Pages = [new PagePool(4, topology.Cells[0].MemoryMiB * 256)] },
                topology.Cells[1] with { Pages = [new PagePool(2048, topology.Cells[1].MemoryMiB / 2)] },
            ])),
            CpuSharedSet = Fact.Given<CpuSet?>(topology.Cells[0].Cpus),
            CpuDedicatedSet = Fact.Given<CpuSet?>(topology.Cells[1].Cpus),
        } : host);
    }

    /// <summary>Whole cores for guests, on hosts that leave all CPUs to guests of every kind.</summary>
    private static void IsolatedEmulators(CloudDraft draft)
    {
        SpecsOf(draft, AsksForNoCells, "hw:cpu_policy", "dedicated", "hw:cpu_thread_policy", "isolate", "hw:emulator_threads_policy", "isolate");
        Hosts(draft, 0.8, host => host with { CpuSharedSet = Fact.Given<CpuSet?>(null), CpuDedicatedSet = Fact.Given<CpuSet?>(null) });
    }

    /// <summary>Guests of which one cell has no CPU to pin, before Nova took them.</summary>
    private static void MixedOverTwoCells(CloudDraft draft)
    {
        draft.Options = draft.Options with { NovaRelease = Fact.Given(NovaRelease.Zed), PlacementMajor = default };
        SpecsOf(draft, flavor => flavor.Vcpus == 2 && AsksForNoCells(flavor), "hw:cpu_policy", "mixed", "hw:cpu_dedicated_mask", "^0", "hw:numa_nodes", "2");
    }
}
