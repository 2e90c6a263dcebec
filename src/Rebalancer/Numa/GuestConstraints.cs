using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Numa;

/// <summary>Reads the guest topology that a flavor and an image ask for.</summary>
public static class GuestConstraints
{
    /// <summary>The guest's cells, or none for a floating guest, or Nova's error for contradictory specs.</summary>
    /// <param name="flavor">The flavor, of which vCPUs, memory and extra specs count.</param>
    /// <param name="imageProperties">The image's properties as Glance tells them, such as <c>hw_cpu_policy</c> or <c>hw_numa_cpus.0</c>.</param>
    /// <remarks>Source: <c>nova.virt.hardware.numa_get_constraints</c>. Where several things are wrong the error is the one that
    /// Nova meets first.</remarks>
    public static GuestConstraintsResult Of(Flavor flavor, ImmutableSortedDictionary<string, string> imageProperties)
    {
        ArgumentNullException.ThrowIfNull(flavor);
        ArgumentNullException.ThrowIfNull(imageProperties);
        GuestSpecs specs = new(flavor, imageProperties);
        string? error = CpuSpecs.Read(specs, out CpuSpecs cpus);
        int? nodes = null;
        PageSizeSpec pages = default;
        error ??= NodeSpecs.ReadCount(specs, out nodes);
        error ??= PageSizeSpec.Read(specs, out pages);
        error ??= LockedMemoryError(specs);
        if (error is not null)
        {
            return new GuestConstraintsResult(null, error);
        }

        bool pins = cpus.Policy is CpuAllocationPolicy.Dedicated or CpuAllocationPolicy.Mixed;
        if (nodes is null && !pages.IsAsked && !pins && !AsksPersistentMemory(specs))
        {
            return new GuestConstraintsResult(null, null);
        }

        if (specs.OfFlavor("cpu_thread_policy") is "" && cpus.Threads is null)
        {
            // An empty word passes Nova's checks of the policy, and no cell takes it.
            return new GuestConstraintsResult(null, "ValueError");
        }

        error = NodeSpecs.ReadCells(specs, nodes ?? 1, out ImmutableArray<NodeSpecs> cells);
        return error is not null
            ? new GuestConstraintsResult(null, error)
            : new GuestConstraintsResult(new GuestTopology([.. cells.Select((cell, id) => CellOf(id, cell, cpus, pages))], cpus.Emulator), null);
    }

    private static GuestCell CellOf(int id, NodeSpecs cell, CpuSpecs cpus, PageSizeSpec pages) => new()
    {
        Id = id,
        SharedVcpus = cell.Vcpus.Except(cpus.Dedicated),
        DedicatedVcpus = cell.Vcpus.Intersect(cpus.Dedicated),
        MemoryMiB = cell.MemoryMiB,
        PageSize = pages.Size,
        CpuPolicy = cpus.Policy,
        ThreadPolicy = cpus.Threads,
    };

    /// <summary>Whether <c>hw:pmem</c> names a device, which gives a guest a topology.</summary>
    private static bool AsksPersistentMemory(GuestSpecs specs) =>
        specs.OfFlavor("pmem") is { } labels && labels.Split(',').Any(label => !string.IsNullOrWhiteSpace(label));

    /// <summary>Locked memory needs a page size, and flavor and image may not differ on it.</summary>
    /// <remarks>Source: <c>nova.virt.hardware.get_locked_memory_constraint</c>.</remarks>
    private static string? LockedMemoryError(GuestSpecs specs)
    {
        bool? flavor = specs.OfFlavor("locked_memory") is { } ofFlavor ? GuestSpecs.IsTrue(ofFlavor) : null;
        bool? image = specs.OfImage("locked_memory") is { } ofImage ? GuestSpecs.IsTrue(ofImage) : null;
        if (flavor is not null && image is not null && flavor != image)
        {
            return "FlavorImageLockedMemoryConflict";
        }

        bool hasPageSize = !string.IsNullOrEmpty(specs.OfFlavor("mem_page_size")) || !string.IsNullOrEmpty(specs.OfImage("mem_page_size"));
        return (flavor ?? image ?? false) && !hasPageSize ? "LockMemoryForbidden" : null;
    }
}

/// <summary>What a flavor and an image ask for.</summary>
/// <param name="Topology">The guest's cells; <c>null</c> for a floating guest or on error.</param>
/// <param name="Error">The name of Nova's exception for contradictory specs; <c>null</c> when they are sound.</param>
public sealed record GuestConstraintsResult(GuestTopology? Topology, string? Error);
