namespace Rebalancer.Cpu;

/// <summary>A CPU architecture by Nova's canonical name, such as <c>x86_64</c>, <c>aarch64</c> or <c>ppc64le</c>.</summary>
/// <param name="Name">The canonical name.</param>
public readonly record struct CpuArchitecture(string Name)
{
    /// <summary>64-bit x86.</summary>
    public static readonly CpuArchitecture X64 = new("x86_64");

    /// <summary>64-bit Arm.</summary>
    public static readonly CpuArchitecture Aarch64 = new("aarch64");

    /// <summary>The name itself.</summary>
    public override string ToString() => Name ?? "";
}
