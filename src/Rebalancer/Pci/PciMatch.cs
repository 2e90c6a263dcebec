using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Model;

namespace Rebalancer.Pci;

/// <summary>Whether the devices of a pool are what a request asks for.</summary>
internal static class PciMatch
{
    private const string PhysicalFunction = "type-PF";
    private const string Vdpa = "vdpa";
    private const string DeviceTypeKey = "dev_type";
    private const string LiveMigratableKey = "live_migratable";
    private const string RemoteManagedKey = "remote_managed";

    /// <summary>Whether one of the request's property sets agrees with the pool in every key.</summary>
    /// <remarks>Source: <c>nova.pci.utils.pci_device_prop_match</c>. Letter case does not matter. Resource class, traits and
    /// resource provider are settled by Placement, and whether a device can migrate live by <see cref="IsWantedFunction"/>.</remarks>
    public static bool IsOfKind(PciPool pool, PciRequest request)
    {
        foreach (ImmutableSortedDictionary<string, string> spec in request.Specs)
        {
            bool agrees = true;
            foreach ((string key, string value) in spec)
            {
                if (key is "resource_class" or "traits" or "rp_uuids" or LiveMigratableKey)
                {
                    continue;
                }

                agrees &= string.Equals(PropertyOf(pool, key), value, StringComparison.OrdinalIgnoreCase);
            }

            if (agrees)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the pool is free of kinds that only a request naming them gets, and migrates live where that is asked.</summary>
    /// <remarks>Source: <c>_filter_pools_for_unrequested_pfs</c>, <c>..._vdpa_devices</c>, <c>..._remote_managed_devices</c> and
    /// <c>..._live_migratable_devices</c> of <c>nova.pci.stats.PciDeviceStats</c>.</remarks>
    public static bool IsWantedFunction(PciPool pool, PciRequest request)
    {
        if (pool.DeviceType is PhysicalFunction or Vdpa
            && !request.Specs.Any(spec => spec.GetValueOrDefault(DeviceTypeKey) == pool.DeviceType))
        {
            return false;
        }

        if (IsTrue(pool.Tags.GetValueOrDefault(RemoteManagedKey))
            && !request.Specs.Any(spec => IsTrue(spec.GetValueOrDefault(RemoteManagedKey))))
        {
            return false;
        }

        if (request.IsLiveMigratable || request.Specs.All(spec => IsTrue(spec.GetValueOrDefault(LiveMigratableKey))))
        {
            return pool.IsLiveMigratable;
        }

        return !pool.IsLiveMigratable
            || !request.Specs.All(spec => spec.TryGetValue(LiveMigratableKey, out string? asked) && !IsTrue(asked));
    }

    /// <summary>How many properties beyond the usual ones a pool has.</summary>
    public static int MarkCount(PciPool pool) =>
        pool.Tags.Count + (pool.PhysicalNetwork is null ? 0 : 1) + (pool.IsLiveMigratable ? 1 : 0);

    private static string? PropertyOf(PciPool pool, string key) => key switch
    {
        "vendor_id" => pool.VendorId,
        "product_id" => pool.ProductId,
        DeviceTypeKey => pool.DeviceType,
        "physical_network" => pool.PhysicalNetwork,
        "numa_node" => pool.NumaNode?.ToString(CultureInfo.InvariantCulture),

        // Nova marks functions of network devices as not remote-managed unless the operator says otherwise.
        RemoteManagedKey => pool.Tags.GetValueOrDefault(key) ?? "false",
        _ => pool.Tags.GetValueOrDefault(key),
    };

    private static bool IsTrue(string? text) => text?.Trim().ToUpperInvariant() is "1" or "T" or "TRUE" or "ON" or "Y" or "YES";
}
