using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace Rebalancer.Cpu;

/// <summary>What CPU models have: the vendor and the features behind a model's name.</summary>
/// <remarks>
/// libvirt compares what a CPU has: its model's features together with the listed ones, less the disabled. Source: libvirt's
/// <c>cpu_map</c>, from which <c>extract-cpu-map.py</c> writes the data.
/// </remarks>
public sealed class CpuCatalog
{
    private const string Resource = "Rebalancer.Cpu.cpu-map.txt";

    private static readonly Lazy<CpuCatalog> Embedded = new(LoadEmbedded);

    private readonly FrozenDictionary<(string Family, string Model), CpuModel> models;
    private readonly ConditionalWeakTable<HostCpu, CpuFeatureSet> known = [];

    private CpuCatalog(IEnumerable<CpuModel> models) =>
        this.models = models.DistinctBy(model => (model.Family, model.Name)).ToFrozenDictionary(model => (model.Family, model.Name));

    /// <summary>The catalogue in the library.</summary>
    public static CpuCatalog Default => Embedded.Value;

    /// <summary>Every model, in no special order.</summary>
    public IReadOnlyCollection<CpuModel> Models => models.Values;

    /// <summary>A catalogue of these models; of two with one name in one family the first counts.</summary>
    public static CpuCatalog Of(IEnumerable<CpuModel> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        return new CpuCatalog(models);
    }

    /// <summary>Reads a catalogue in the format of <c>extract-cpu-map.py</c>, for a cloud with a <c>cpu_map</c> of its own.</summary>
    /// <param name="reader">Lines of family, model, vendor and features, separated by tabs; those that begin with <c>#</c> are comments.</param>
    /// <exception cref="InvalidDataException">A line has not four parts.</exception>
    public static CpuCatalog Load(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        List<CpuModel> models = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            string[] parts = line.Split('\t');
            if (parts.Length != 4)
            {
                throw new InvalidDataException($"A CPU model has four parts: '{line}'.");
            }

            models.Add(new CpuModel(
                parts[0], parts[1], parts[2] == "-" ? "" : parts[2], parts[3] == "-" ? CpuFeatureSet.Empty : CpuFeatureSet.Of(parts[3].Split(','))));
        }

        return new CpuCatalog(models);
    }

    /// <summary>A model by its name; <c>null</c> for one that the catalogue does not have.</summary>
    public CpuModel? Find(CpuArchitecture architecture, string model) => models.GetValueOrDefault((FamilyOf(architecture), model));

    /// <summary>The features of a CPU: its model's together with the listed ones, less those listed with a leading <c>-</c>.</summary>
    /// <remarks>An unknown model adds nothing. A leading <c>+</c> is taken off, as in Nova's <c>cpu_model_extra_flags</c>.</remarks>
    public CpuFeatureSet FeaturesOf(HostCpu cpu)
    {
        ArgumentNullException.ThrowIfNull(cpu);
        return known.GetValue(cpu, Expand);
    }

    /// <summary>What a guest may have to run on each of several CPUs: the features that all of them have.</summary>
    /// <param name="cpus">The CPUs, at least one.</param>
    /// <returns>The common features; <c>null</c> when the CPUs name different vendors or architectures.</returns>
    /// <exception cref="ArgumentException">There are no CPUs.</exception>
    /// <remarks>Source: <c>virConnectBaselineCPU</c>. A CPU that names no vendor goes with those of any, as in libvirt.</remarks>
    public CpuFeatureSet? Baseline(IReadOnlyCollection<HostCpu> cpus)
    {
        ArgumentNullException.ThrowIfNull(cpus);
        if (cpus.Count == 0)
        {
            throw new ArgumentException("A baseline is one of at least one CPU.", nameof(cpus));
        }

        bool areAlike = cpus.Select(cpu => cpu.Architecture).Distinct().Count() == 1
            && cpus.Select(cpu => cpu.Vendor).Where(vendor => vendor.Length > 0).Distinct(StringComparer.Ordinal).Count() <= 1;
        return areAlike ? cpus.Select(FeaturesOf).Aggregate((common, next) => common.Intersect(next)) : null;
    }

    private CpuFeatureSet Expand(HostCpu cpu)
    {
        CpuFeatureSet own = Find(cpu.Architecture, cpu.Model)?.Features ?? CpuFeatureSet.Empty;
        if (own.Names.IsEmpty && !cpu.Features.Names.Any(name => name.StartsWith('-') || name.StartsWith('+')))
        {
            return cpu.Features;
        }

        var disabled = cpu.Features.Names.Where(name => name.StartsWith('-')).Select(name => name[1..]).ToHashSet(StringComparer.Ordinal);
        return CpuFeatureSet.Of(own.Names.Concat(cpu.Features.Names.Where(name => !name.StartsWith('-')).Select(name => name.TrimStart('+')))
            .Where(name => !disabled.Contains(name)));
    }

    private static string FamilyOf(CpuArchitecture architecture) => architecture.Name switch
    {
        "x86_64" or "i686" => "x86",
        "ppc64" or "ppc64le" => "ppc64",
        "aarch64" or "armv7l" => "arm",
        var other => other,
    };

    private static CpuCatalog LoadEmbedded()
    {
        using Stream stream = typeof(CpuCatalog).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using StreamReader reader = new(stream);
        return Load(reader);
    }
}

/// <summary>A CPU model.</summary>
/// <param name="Family">libvirt's family of architectures: <c>x86</c>, <c>ppc64</c>, <c>arm</c>.</param>
/// <param name="Name">The name, such as <c>Cascadelake-Server-noTSX</c>.</param>
/// <param name="Vendor">Such as <c>Intel</c>; empty for a model of any vendor.</param>
/// <param name="Features">What every CPU of the model has.</param>
public sealed record CpuModel(string Family, string Name, string Vendor, CpuFeatureSet Features);
