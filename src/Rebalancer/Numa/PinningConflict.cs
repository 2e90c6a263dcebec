using System.Globalization;

namespace Rebalancer.Numa;

/// <summary>Pins that contradict what is pinned on a host cell.</summary>
/// <param name="NovaError">The name of Nova's exception: <c>CPUPinningInvalid</c> (taken already), <c>CPUPinningUnknown</c> (not
/// dedicated there), <c>CPUUnpinningInvalid</c> (not taken), <c>CPUUnpinningUnknown</c> (not dedicated there).</param>
/// <param name="HostCell">The host cell.</param>
/// <param name="Requested">The CPUs to pin or free, siblings of an isolated guest included.</param>
/// <param name="Available">The CPUs of which they would have to be.</param>
/// <remarks>Source: <c>nova.objects.NUMACell.pin_cpus</c> and <c>unpin_cpus</c>.</remarks>
public sealed record PinningConflict(string NovaError, int HostCell, CpuSet Requested, CpuSet Available)
{
    /// <summary>The conflict in one sentence.</summary>
    public string Message => string.Create(
        CultureInfo.InvariantCulture,
        $"CPUs {Requested} cannot be {(NovaError.Contains("Unpinning", StringComparison.Ordinal) ? "freed" : "pinned")} on cell {HostCell}: only {Available} can ({NovaError})");
}
