namespace Rebalancer.Model;

/// <summary>One kind of guest that a host can run, by Nova's canonical names.</summary>
/// <param name="Architecture">Such as <c>x86_64</c>.</param>
/// <param name="HypervisorType">Such as <c>kvm</c> or <c>qemu</c>.</param>
/// <param name="VmMode">Such as <c>hvm</c>.</param>
/// <remarks>Source: <c>supported_instances</c> of Nova's compute node, which no API tells.</remarks>
public sealed record SupportedInstance(string Architecture, string HypervisorType, string VmMode);
