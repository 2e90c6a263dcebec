using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Model;

namespace Rebalancer.Testing.Generation;

/// <summary>Draws flavors; equal ones are one object, as in a cloud with a catalogue of flavors.</summary>
internal sealed class FlavorDraw(CloudShape shape, SeededRandom random)
{
    private static readonly ImmutableArray<(int Vcpus, long MemoryMiB, long RootGiB)> ToySizes =
    [
        (1, 512, 1), (1, 1024, 2), (2, 1024, 2), (2, 2048, 4), (2, 2048, 0), (3, 3072, 5), (4, 2048, 8), (4, 4096, 10),
    ];

    private static readonly ImmutableArray<(int Vcpus, long MemoryMiB, long RootGiB)> RealSizes =
    [
        (1, 2048, 20), (1, 2048, 20), (2, 4096, 20), (2, 4096, 40), (2, 8192, 40), (4, 8192, 40), (4, 8192, 80), (4, 16384, 80),
        (8, 16384, 80), (8, 32768, 80), (16, 32768, 160), (16, 65536, 160), (32, 131072, 320),
    ];

    private readonly Dictionary<string, Flavor> drawn = [];
    private readonly SortedDictionary<string, string> specs = new(StringComparer.Ordinal);

    /// <summary>The smallest plain flavor of the cloud.</summary>
    public Flavor Smallest => Named((shape.Sizes == FlavorSizes.Toy ? ToySizes : RealSizes)[0], 0, 0, ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>The aggregate key that flavors may name.</summary>
    public const string AggregateKey = "ssd";

    /// <summary>A custom trait that flavors may require or forbid and hosts may have.</summary>
    public const string CustomTrait = "CUSTOM_FAST";

    /// <summary>A custom resource class that flavors may ask for.</summary>
    public const string CustomClass = "CUSTOM_LICENSE";

    /// <summary>Draws one.</summary>
    public Flavor Next()
    {
        (int Vcpus, long MemoryMiB, long RootGiB) size = random.Pick((shape.Sizes == FlavorSizes.Toy ? ToySizes : RealSizes).AsSpan());
        specs.Clear();
        AddCpus(size.Vcpus);
        AddCells(size.Vcpus, size.MemoryMiB);
        AddPages();
        AddDevicesAndTraits();
        bool hasExtraDisks = random.Chance(0.1);
        return Named(size, hasExtraDisks ? 1 : 0, hasExtraDisks ? random.Pick(0L, 512L) : 0, specs.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    private void AddCpus(int vcpus)
    {
        bool isMixed = vcpus > 1 && random.Chance(shape.MixedShare);
        if (!isMixed && !random.Chance(shape.PinnedShare))
        {
            return;
        }

        specs["hw:cpu_policy"] = isMixed ? "mixed" : "dedicated";
        if (isMixed)
        {
            specs["hw:cpu_dedicated_mask"] = random.Pick("^0", vcpus < 4 ? "0" : string.Create(CultureInfo.InvariantCulture, $"0-{(vcpus / 2) - 1}"));
        }

        if (random.Chance(0.35))
        {
            specs["hw:cpu_thread_policy"] = random.Pick("prefer", "isolate", "require");
        }

        if (random.Chance(0.15))
        {
            specs["hw:emulator_threads_policy"] = random.Pick("isolate", "share");
        }
    }

    private void AddCells(int vcpus, long memoryMiB)
    {
        if (!random.Chance(shape.NumaShare))
        {
            return;
        }

        bool isEven = vcpus % 2 == 0;
        specs["hw:numa_nodes"] = isEven && random.Chance(0.75) ? "2" : "1";
        if (specs["hw:numa_nodes"] == "2" && vcpus > 2 && random.Chance(0.3))
        {
            specs["hw:numa_cpus.0"] = "0";
            specs["hw:numa_cpus.1"] = string.Create(CultureInfo.InvariantCulture, $"1-{vcpus - 1}");
            specs["hw:numa_mem.0"] = (memoryMiB / 4).ToString(CultureInfo.InvariantCulture);
            specs["hw:numa_mem.1"] = (memoryMiB - (memoryMiB / 4)).ToString(CultureInfo.InvariantCulture);
        }
    }

    private void AddPages()
    {
        if (random.Chance(shape.PagesShare))
        {
            specs["hw:mem_page_size"] = random.Pick("large", "large", "small", "any", "2048", "2MB", "1048576");
        }
    }

    private void AddDevicesAndTraits()
    {
        if (random.Chance(shape.PciShare))
        {
            specs["pci_passthrough:alias"] = $"{OptionsDraw.DeviceAlias}:{random.Pick(1, 1, 1, 2)}";
        }

        if (random.Chance(shape.TraitShare))
        {
            specs[$"trait:{random.Pick(CustomTrait, "HW_CPU_X86_AVX512F")}"] = random.Pick("required", "required", "forbidden");
        }

        if (random.Chance(shape.CustomResourceShare))
        {
            specs[$"resources:{random.Pick(CustomClass, "VGPU")}"] = "1";
        }

        if (random.Chance(shape.AggregateSpecShare))
        {
            specs[$"aggregate_instance_extra_specs:{AggregateKey}"] = "true";
        }
    }

    private Flavor Named(
        (int Vcpus, long MemoryMiB, long RootGiB) size, long ephemeralGiB, long swapMiB, ImmutableSortedDictionary<string, string> extraSpecs)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"c{size.Vcpus}.m{size.MemoryMiB}.d{size.RootGiB}")
            + (ephemeralGiB + swapMiB == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $".e{ephemeralGiB}.s{swapMiB}"))
            + string.Concat(extraSpecs.Select(spec => $" {spec.Key}={spec.Value}"));
        if (!drawn.TryGetValue(name, out Flavor? flavor))
        {
            string shortName = extraSpecs.IsEmpty ? name : $"{name[..name.IndexOf(' ', StringComparison.Ordinal)]}.{drawn.Count}";
            flavor = new Flavor
            {
                Name = shortName,
                Vcpus = size.Vcpus,
                MemoryMiB = size.MemoryMiB,
                RootGiB = size.RootGiB,
                EphemeralGiB = ephemeralGiB,
                SwapMiB = swapMiB,
                ExtraSpecs = extraSpecs,
            };
            drawn.Add(name, flavor);
        }

        return flavor;
    }
}
