using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Pci;

namespace Rebalancer.Rules;

/// <summary>The PCI devices that an instance asks for.</summary>
/// <remarks>
/// Source: <c>nova.pci.request.get_pci_requests_from_flavor</c> and <c>nova.network.neutron.API.create_resource_requests</c>.
/// </remarks>
internal static class PciDemand
{
    /// <summary>The requests of an instance: those of its flavor's aliases, then one per SR-IOV port.</summary>
    public static ImmutableArray<PciRequest> Of(Instance instance, CloudOptions options)
    {
        GuestSpecs specs = new(instance.Flavor, InstanceDemand.ImageOf(instance));
        string? policy = specs.FlavorSpec("hw:pci_numa_affinity_policy") ?? specs.ImageProperty("hw_pci_numa_affinity_policy");
        ImmutableArray<PciRequest>.Builder requests = ImmutableArray.CreateBuilder<PciRequest>();
        foreach ((string name, int count) in AliasesOf(instance.Flavor))
        {
            ImmutableArray<PciAlias> definitions = [.. options.PciAliases.ValueOr([]).Where(alias => alias.Name == name)];
            requests.Add(new PciRequest
            {
                Count = count,
                Alias = name,
                Specs = definitions.IsEmpty ? [ImmutableSortedDictionary<string, string>.Empty] : [.. definitions.Select(SpecOf)],
                NumaPolicy = policy ?? definitions.Select(alias => alias.NumaPolicy).FirstOrDefault(one => one is not null),
                IsLiveMigratable = !definitions.IsEmpty && definitions.All(alias => alias.IsLiveMigratable),
            });
        }

        foreach (Port port in instance.Ports.ValueOr([]))
        {
            if (IsSriov(port.VnicType))
            {
                requests.Add(new PciRequest { Count = 1, Specs = [SpecOf(port)], NumaPolicy = policy });
            }
        }

        return requests.ToImmutable();
    }

    /// <summary>The aliases of a flavor's <c>pci_passthrough:alias</c> with their counts.</summary>
    public static IEnumerable<(string Name, int Count)> AliasesOf(Flavor flavor)
    {
        string text = flavor.ExtraSpecs.GetValueOrDefault("pci_passthrough:alias") ?? "";
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split(':', 2, StringSplitOptions.TrimEntries);
            bool counted = pair.Length == 2 && int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out int _);
            yield return (pair[0], counted ? int.Parse(pair[1], CultureInfo.InvariantCulture) : 1);
        }
    }

    /// <summary>Whether a port of this kind is a PCI device of the host.</summary>
    public static bool IsSriov(string vnicType) => vnicType is "direct" or "macvtap" or "direct-physical" or "virtio-forwarder" or "vdpa"
        or "remote-managed" or "accelerator-direct" or "accelerator-direct-physical";

    private static ImmutableSortedDictionary<string, string> SpecOf(PciAlias alias) =>
        Spec(("vendor_id", alias.VendorId), ("product_id", alias.ProductId), ("dev_type", alias.DeviceType));

    private static ImmutableSortedDictionary<string, string> SpecOf(Port port) => Spec(
        ("physical_network", port.PhysicalNetwork),
        ("remote_managed", port.VnicType == "remote-managed" ? "true" : null),
        ("dev_type", port.VnicType switch
        {
            "direct-physical" or "accelerator-direct-physical" => "type-PF",
            "vdpa" => "vdpa",
            _ => null,
        }));

    private static ImmutableSortedDictionary<string, string> Spec(params ReadOnlySpan<(string Key, string? Value)> pairs)
    {
        ImmutableSortedDictionary<string, string>.Builder spec = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach ((string key, string? value) in pairs)
        {
            if (!string.IsNullOrEmpty(value))
            {
                spec.Add(key, value);
            }
        }

        return spec.ToImmutable();
    }
}
