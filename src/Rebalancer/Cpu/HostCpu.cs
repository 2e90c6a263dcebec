namespace Rebalancer.Cpu;

/// <summary>A CPU as libvirt describes it.</summary>
public sealed record HostCpu
{
    /// <summary>The architecture.</summary>
    public required CpuArchitecture Architecture { get; init; }

    /// <summary>Such as <c>Intel</c> or <c>AMD</c>; empty when not told.</summary>
    public string Vendor { get; init; } = "";

    /// <summary>The model, such as <c>Cascadelake-Server-noTSX</c>; empty when not told.</summary>
    public string Model { get; init; } = "";

    /// <summary>The features listed beside the model.</summary>
    public CpuFeatureSet Features { get; init; } = CpuFeatureSet.Empty;
}

/// <summary>How Nova gives guests their CPU: <c>[libvirt] cpu_mode</c>.</summary>
public enum CpuMode
{
    /// <summary>The host's model with its features; the default.</summary>
    HostModel,

    /// <summary>The host's CPU itself.</summary>
    HostPassthrough,

    /// <summary>A named model with extra flags.</summary>
    Custom,

    /// <summary>The hypervisor's default.</summary>
    None,
}
