using System.Collections.Immutable;
using Rebalancer.Pci;

namespace Rebalancer.Numa;

/// <summary>Fits a guest's cells on a host's cells the way Nova does.</summary>
public static class NumaFit
{
    /// <summary>Looks for host cells for every guest cell.</summary>
    /// <param name="host">The host's cells.</param>
    /// <param name="usage">What is used of them.</param>
    /// <param name="guest">The guest's cells.</param>
    /// <param name="limits">Overcommit of the floating part; <c>null</c> for none.</param>
    /// <param name="packs">Whether fuller cells come first.</param>
    /// <param name="pci">Devices the guest asks for; empty for none.</param>
    /// <param name="devices">The host's devices and what is free of them; <c>null</c> when it has none.</param>
    /// <remarks>Source: <c>nova.virt.hardware.numa_fit_instance_to_host</c>.</remarks>
    public static NumaFitResult Fit(
        NumaHost host, NumaUsage usage, GuestTopology guest, NumaLimits? limits, bool packs, ImmutableArray<PciRequest> pci, PciStock? devices) =>
        throw new NotImplementedException();
}

/// <summary>How far the floating part of guests may overcommit a host cell.</summary>
/// <param name="CpuRatio">Floating vCPUs per shared CPU.</param>
/// <param name="RamRatio">Memory over physical memory.</param>
public sealed record NumaLimits(double CpuRatio, double RamRatio);

/// <summary>Where a guest goes, or why it does not fit.</summary>
/// <param name="Placement">The chosen host cells; <c>null</c> when the guest does not fit.</param>
/// <param name="Refusals">When it does not fit: every reason met, in the order of the search, without repeats.</param>
public sealed record NumaFitResult(GuestPlacement? Placement, ImmutableArray<NumaRefusal> Refusals);

/// <summary>One reason why a guest cell does not fit on a host cell.</summary>
/// <param name="Code">A stable code, such as <c>numa.free-dedicated-cpus</c>.</param>
/// <param name="Message">One sentence with the figures.</param>
/// <param name="HostCell">The host cell, or <c>null</c> when the reason concerns the host.</param>
public sealed record NumaRefusal(string Code, string Message, int? HostCell);
