using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Model;

namespace Rebalancer.Rules;

/// <summary>A group of a request while it is put together.</summary>
/// <remarks>Source: <c>nova.objects.RequestGroup</c>.</remarks>
internal sealed class PlacementGroupBuilder
{
    private static readonly ImmutableHashSet<string> StandardClasses =
    [
        "VCPU", "MEMORY_MB", "DISK_GB", "PCI_DEVICE", "SRIOV_NET_VF", "NUMA_SOCKET", "NUMA_CORE", "NUMA_THREAD", "NUMA_MEMORY_MB",
        "IPV4_ADDRESS", "VGPU", "VGPU_DISPLAY_HEAD", "NET_BW_EGR_KILOBIT_PER_SEC", "NET_BW_IGR_KILOBIT_PER_SEC", "PCPU",
        "MEM_ENCRYPTION_CONTEXT", "FPGA", "PGPU", "NET_PACKET_RATE_KILOPACKET_PER_SEC", "NET_PACKET_RATE_EGR_KILOPACKET_PER_SEC",
        "NET_PACKET_RATE_IGR_KILOPACKET_PER_SEC",
    ];

    /// <summary>Amounts per resource class; zero takes a class out of the request.</summary>
    public Dictionary<string, long> Amounts { get; } = [];

    /// <summary>Traits that the provider must have.</summary>
    public SortedSet<string> Required { get; } = new(StringComparer.Ordinal);

    /// <summary>Traits that the provider must not have.</summary>
    public SortedSet<string> Forbidden { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds what an extra spec asks for; a class or amount that Nova does not know is passed over.</summary>
    public void AddResource(string name, string amount)
    {
        bool isClass = name.StartsWith("CUSTOM_", StringComparison.Ordinal) || StandardClasses.Contains(name);
        if (isClass && long.TryParse(amount, NumberStyles.Integer, CultureInfo.InvariantCulture, out long parsed) && parsed >= 0)
        {
            Amounts[name] = parsed;
        }
    }

    /// <summary>Adds a trait that is <c>required</c> or <c>forbidden</c>; other words are passed over.</summary>
    public void AddTrait(string name, string kind)
    {
        if (kind == "required")
        {
            Required.Add(name);
        }
        else if (kind == "forbidden")
        {
            Forbidden.Add(name);
        }
    }

    /// <summary>The finished group.</summary>
    public PlacementGroup ToGroup(string suffix) => new()
    {
        Suffix = suffix,
        Amounts = Amounts.Where(pair => pair.Value != 0)
            .ToImmutableSortedDictionary(pair => new ResourceClass(pair.Key), pair => pair.Value),

        // A trait without a name alone is left out of Nova's query; beside others Placement takes it for a mistake.
        RequiredTraits = Forbidden.Count == 0 && Required.SetEquals([""]) ? [] : [.. Required],
        ForbiddenTraits = [.. Forbidden],
        IsOfOneProvider = suffix.Length > 0,
    };
}
