using System.Globalization;

namespace Rebalancer.Numa;

/// <summary>The first thing that a guest cell lacks on a host cell; figures only, so that a search can drop it at no cost.</summary>
/// <param name="Kind">What it lacks.</param>
/// <param name="Needed">How much it needs.</param>
/// <param name="Available">How much the host cell has for it.</param>
/// <param name="PageSize">The page size in KiB or Nova's symbol for one, where the kind concerns pages.</param>
internal readonly record struct CellShortage(CellShortageKind Kind, double Needed = 0, double Available = 0, long PageSize = 0)
{
    /// <summary>Nothing lacks.</summary>
    public static CellShortage None => default;

    /// <summary>Whether the guest cell fits.</summary>
    public bool IsNone => Kind == CellShortageKind.None;

    /// <summary>The shortage of one host cell, as a code and a sentence.</summary>
    public NumaRefusal On(int hostCell) => Kind switch
    {
        CellShortageKind.PageSize => Refusal("numa.page-size", hostCell, $"has no {PageName} pages"),
        CellShortageKind.PageMultiple => Refusal(
            "numa.page-multiple", hostCell, $"has {PageName} pages, which {Needed} MiB do not fill evenly"),
        CellShortageKind.FreePages => Refusal(
            "numa.free-pages", hostCell, $"has at most {Available} MiB free in {PageName} pages of the {Needed} MiB needed"),
        CellShortageKind.Memory => Refusal("numa.memory", hostCell, $"has {Available} MiB of memory of the {Needed} MiB needed"),
        CellShortageKind.FreeMemory => Refusal(
            "numa.free-memory", hostCell, $"has {Available} MiB of free memory of the {Needed} MiB needed"),
        CellShortageKind.DedicatedCpus => Refusal(
            "numa.dedicated-cpus", hostCell, $"has {Available} dedicated CPUs of the {Needed} needed"),
        CellShortageKind.SharedCpus => Refusal("numa.shared-cpus", hostCell, $"has {Available} shared CPUs of the {Needed} needed"),
        CellShortageKind.FreeDedicatedCpus => Refusal(
            "numa.free-dedicated-cpus", hostCell, $"has {Available} free dedicated CPUs of the {Needed} needed"),
        CellShortageKind.FreeCores => Refusal(
            "numa.free-cores", hostCell, $"has {Available} wholly free cores of the {Needed} that thread policy isolate needs"),
        CellShortageKind.Hyperthreads => Refusal(
            "numa.hyperthreads", hostCell, "has hyperthreads, which thread policy isolate forbids on a host with CPU sets of its own"),
        CellShortageKind.NoHyperthreads => Refusal(
            "numa.no-hyperthreads", hostCell, "has no hyperthreads, which thread policy require asks for"),
        CellShortageKind.FreeSiblings => Refusal(
            "numa.free-siblings", hostCell, $"can pin {Available} CPUs to free thread siblings of the {Needed} needed"),
        CellShortageKind.EmulatorCpu => Refusal(
            "numa.emulator-cpu", hostCell, "has no CPU left for the emulator's threads outside the isolated cores"),
        CellShortageKind.NothingToPin => Refusal(
            "numa.nothing-to-pin", hostCell, "would hold no dedicated CPU of a mixed guest, which only passes from 2023.2 on without isolation"),
        CellShortageKind.CpuLimit => Refusal(
            "numa.cpu-limit", hostCell, $"would carry {Needed} shared vCPUs where its overcommit limit is {Available}"),
        CellShortageKind.MemoryLimit => Refusal(
            "numa.memory-limit", hostCell, $"would carry {Needed} MiB where its overcommit limit is {Available} MiB"),
        _ => throw new InvalidOperationException("A guest cell that fits has no shortage."),
    };

    private string PageName => PageSize switch
    {
        PageSizes.Small => "small",
        PageSizes.Large => "large",
        PageSizes.Any => "",
        _ => string.Create(CultureInfo.InvariantCulture, $"{PageSize} KiB"),
    };

    private static NumaRefusal Refusal(string code, int hostCell, FormattableString lack) =>
        new(code, string.Create(CultureInfo.InvariantCulture, $"cell {hostCell} {FormattableString.Invariant(lack)}"), hostCell);

    private static NumaRefusal Refusal(string code, int hostCell, string lack) =>
        new(code, string.Create(CultureInfo.InvariantCulture, $"cell {hostCell} {lack}"), hostCell);
}

/// <summary>What a guest cell can lack, in the order in which Nova looks.</summary>
internal enum CellShortageKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A pool of the page size asked for.</summary>
    PageSize,

    /// <summary>Memory that is a multiple of the page size.</summary>
    PageMultiple,

    /// <summary>Free pages.</summary>
    FreePages,

    /// <summary>Memory, used or not.</summary>
    Memory,

    /// <summary>Memory that no guest with a topology uses.</summary>
    FreeMemory,

    /// <summary>Dedicated CPUs, used or not.</summary>
    DedicatedCpus,

    /// <summary>Shared CPUs.</summary>
    SharedCpus,

    /// <summary>Dedicated CPUs that nobody uses.</summary>
    FreeDedicatedCpus,

    /// <summary>Cores of which no thread is used.</summary>
    FreeCores,

    /// <summary>A host without hyperthreads.</summary>
    Hyperthreads,

    /// <summary>A host with hyperthreads.</summary>
    NoHyperthreads,

    /// <summary>Free threads that have a free sibling.</summary>
    FreeSiblings,

    /// <summary>A CPU for the emulator.</summary>
    EmulatorCpu,

    /// <summary>A dedicated CPU to pin.</summary>
    NothingToPin,

    /// <summary>Room under the CPU overcommit limit.</summary>
    CpuLimit,

    /// <summary>Room under the memory overcommit limit.</summary>
    MemoryLimit,
}
