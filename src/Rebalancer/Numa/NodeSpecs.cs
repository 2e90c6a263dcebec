using System.Collections.Immutable;
using System.Globalization;

namespace Rebalancer.Numa;

/// <summary>The vCPUs and the memory of one guest cell.</summary>
/// <param name="Vcpus">Its vCPUs, shared and dedicated.</param>
/// <param name="MemoryMiB">Its memory.</param>
internal readonly record struct NodeSpecs(CpuSet Vcpus, long MemoryMiB)
{
    // nova.objects.ImageMetaProps.NUMA_NODES_MAX
    private const int MaxNodes = 128;

    /// <summary>How many cells are asked for; <c>null</c> where nobody says.</summary>
    /// <returns>The name of Nova's exception, or <c>null</c>.</returns>
    public static string? ReadCount(GuestSpecs specs, out int? count)
    {
        count = null;
        string? flavor = specs.OfFlavor("numa_nodes");
        string? image = specs.OfImage("numa_nodes");
        bool imageCounts = !string.IsNullOrEmpty(image) && image != "0";
        if (!string.IsNullOrEmpty(flavor) && imageCounts)
        {
            return "ImageNUMATopologyForbidden";
        }

        string? text = string.IsNullOrEmpty(flavor) ? image : flavor;
        if (text is null)
        {
            return null;
        }

        bool isPlain = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int nodes) && !text.StartsWith('0');
        count = nodes;
        return isPlain ? null : "InvalidNUMANodesNumber";
    }

    /// <summary>The cells: as listed where vCPUs and memory are listed for each, else in equal parts.</summary>
    /// <returns>The name of Nova's exception, or <c>null</c>.</returns>
    public static string? ReadCells(GuestSpecs specs, int nodes, out ImmutableArray<NodeSpecs> cells)
    {
        cells = [];
        List<string>? memory = null;
        string? error = ReadList(specs, "numa_cpus", out List<string>? vcpus);
        CpuSet[] sets = [];
        if (error is null && vcpus is not null)
        {
            sets = [.. vcpus.Select(text => CpuSet.TryParse(text, out CpuSet? set, out _) ? set : null).OfType<CpuSet>()];
            error = sets.Length < vcpus.Count ? GuestSpecs.BadCpuSet : null;
        }

        error ??= ReadList(specs, "numa_mem", out memory);
        if (error is not null)
        {
            return error;
        }

        if (vcpus is null && memory is null)
        {
            return Split(specs, nodes, out cells);
        }

        return vcpus?.Count == nodes && memory?.Count == nodes
            ? Assign(specs, sets, memory, out cells)
            : "ImageNUMATopologyIncomplete";
    }

    /// <summary>The values of <c>key.0</c>, <c>key.1</c>, ... up to the first gap, of flavor or image but not both.</summary>
    private static string? ReadList(GuestSpecs specs, string key, out List<string>? list)
    {
        List<string> ofFlavor = Values(index => specs.OfFlavor($"{key}.{index}"));
        List<string> ofImage = Values(index => specs.OfImage($"{key}.{index}"));
        list = ofFlavor.Count > 0 ? ofFlavor : ofImage.Count > 0 ? ofImage : null;
        return ofFlavor.Count > 0 && ofImage.Count > 0 ? "ImageNUMATopologyForbidden" : null;
    }

    private static List<string> Values(Func<int, string?> valueOf)
    {
        List<string> values = [];
        for (int index = 0; index < MaxNodes && valueOf(index) is { } value; index++)
        {
            values.Add(value);
        }

        return values;
    }

    private static string? Split(GuestSpecs specs, int nodes, out ImmutableArray<NodeSpecs> cells)
    {
        cells = [];
        int vcpus = specs.Flavor.Vcpus;
        long memory = specs.Flavor.MemoryMiB;
        if (vcpus % nodes > 0 || memory % nodes > 0)
        {
            return "ImageNUMATopologyAsymmetric";
        }

        cells = [.. Enumerable.Range(0, nodes).Select(node => new NodeSpecs(CpuSet.Range(node * (vcpus / nodes), vcpus / nodes), memory / nodes))];
        return null;
    }

    private static string? Assign(GuestSpecs specs, CpuSet[] vcpus, List<string> memory, out ImmutableArray<NodeSpecs> cells)
    {
        var builder = ImmutableArray.CreateBuilder<NodeSpecs>();
        cells = [];
        CpuSet left = specs.AllVcpus;
        long total = 0;
        for (int node = 0; node < vcpus.Length; node++)
        {
            if (!long.TryParse(memory[node], NumberStyles.Integer, CultureInfo.InvariantCulture, out long memoryMiB))
            {
                return "ValueError";
            }

            foreach (int cpu in vcpus[node])
            {
                if (cpu >= specs.Flavor.Vcpus)
                {
                    return "ImageNUMATopologyCPUOutOfRange";
                }

                if (!left.Contains(cpu))
                {
                    return "ImageNUMATopologyCPUDuplicates";
                }
            }

            left = left.Except(vcpus[node]);
            total += memoryMiB;
            builder.Add(new NodeSpecs(vcpus[node], memoryMiB));
        }

        if (!left.IsEmpty)
        {
            return "ImageNUMATopologyCPUsUnassigned";
        }

        cells = builder.ToImmutable();
        return total == specs.Flavor.MemoryMiB ? null : "ImageNUMATopologyMemoryOutOfRange";
    }
}
