using System.Collections.Immutable;
using Rebalancer.Cpu;

namespace Rebalancer.Testing.Generation;

/// <summary>A generation of hosts: its CPU and the hypervisor it runs.</summary>
/// <param name="Cpu">The CPU.</param>
/// <param name="HypervisorVersion">QEMU's version as Nova writes it.</param>
internal sealed record CpuGeneration(HostCpu Cpu, long HypervisorVersion)
{
    private static readonly ImmutableArray<string> Old = ["aes", "avx", "avx2", "sse4.2", "ssse3", "x2apic"];
    private static readonly ImmutableArray<string> Middle = [.. Old, "avx512f", "avx512vl"];
    private static readonly ImmutableArray<string> New = [.. Middle, "avx512vbmi", "la57"];

    /// <summary>Generations that clouds mix: a line of supersets of one vendor, another vendor, another architecture.</summary>
    public static readonly ImmutableArray<CpuGeneration> All =
    [
        new(X64("Intel", "Broadwell-noTSX", Old), 6_002_000),
        new(X64("Intel", "Cascadelake-Server-noTSX", Middle), 8_002_002),
        new(X64("Intel", "Icelake-Server-noTSX", New), 8_002_002),
        new(X64("Intel", "Icelake-Server-noTSX", [.. New, "spec-ctrl"]), 9_001_000),
        new(X64("AMD", "EPYC-Rome", [.. Old, "clzero"]), 8_002_002),
        new(new HostCpu { Architecture = CpuArchitecture.Aarch64, Vendor = "ARM", Model = "Neoverse-N1" }, 8_002_002),
    ];

    /// <summary>Whether the CPU knows 512-bit vectors, which hosts show as a trait.</summary>
    public bool HasAvx512 => Cpu.Features.Names.Contains("avx512f");

    private static HostCpu X64(string vendor, string model, IEnumerable<string> features) =>
        new() { Architecture = CpuArchitecture.X64, Vendor = vendor, Model = model, Features = CpuFeatureSet.Of(features) };
}
