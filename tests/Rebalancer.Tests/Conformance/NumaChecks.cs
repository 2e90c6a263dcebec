using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Rebalancer.Numa;

namespace Rebalancer.Tests.Conformance;

/// <summary>Runs the recorded NUMA cases; what has to agree is in <c>fixtures/nova-conformance/README.md</c>.</summary>
internal static class NumaChecks
{
    /// <summary>The check of each NUMA section, by the section's name.</summary>
    public static ImmutableSortedDictionary<string, ConformanceCheck> Sections { get; } = new Dictionary<string, ConformanceCheck>
    {
        ["numa_fit"] = Fit,
        ["numa_fit_pci"] = Fit,
        ["numa_fit_cell"] = FitCell,
        ["numa_constraints"] = Constraints,
        ["numa_usage"] = Usage,
        ["numa_sequence"] = Sequence,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>A guest on a host, with or without devices.</summary>
    public static ConformanceMismatch? Fit(JsonElement recorded)
    {
        NumaHost host = new([]);
        NumaUsage usage = new([]);
        if (NumaCase.Optional(recorded, "host") is { } given)
        {
            host = NumaCase.Host(given);
            usage = NumaCase.Usage(given);
        }

        return ConstraintsOfFlavor(recorded) ?? FitOn(host, usage, recorded, recorded, out _);
    }

    /// <summary>One guest cell on one host cell.</summary>
    public static ConformanceMismatch? FitCell(JsonElement recorded)
    {
        JsonElement expected = recorded.GetProperty("expected");
        NumaHostCell host = NumaCase.HostCell(recorded.GetProperty("host_cell"));
        CellUsage usage = NumaCase.CellUsage(recorded.GetProperty("host_cell"));
        GuestCell guest = NumaCase.GuestCell(recorded.GetProperty("instance_cell"));
        NumaFitResult result = NumaFit.FitCell(
            host, usage, guest, recorded.GetProperty("cpuset_reserved").GetInt32(), NumaCase.Options(recorded));
        GuestPlacement? placement = NumaCase.Optional(expected, "result") is { } cell ? new([NumaCase.PlacedCell(cell)]) : null;
        return Compare(expected.GetProperty("fits").GetBoolean(), placement, result, new NumaHost([host]), new NumaUsage([usage]), new GuestTopology([guest]));
    }

    /// <summary>The topology of a flavor and an image.</summary>
    public static ConformanceMismatch? Constraints(JsonElement recorded)
    {
        JsonElement expected = recorded.GetProperty("expected");
        return CompareConstraints(recorded, NumaCase.Optional(expected, "error")?.GetString(), NumaCase.Guest(expected, "topology"));
    }

    /// <summary>The usage of a host once a guest is placed or gone.</summary>
    public static ConformanceMismatch? Usage(JsonElement recorded)
    {
        JsonElement expected = recorded.GetProperty("expected");
        if (NumaCase.Optional(recorded, "host") is null)
        {
            return NumaCase.Optional(expected, "host") is null ? null : new ConformanceMismatch("a host", "no host");
        }

        NumaHost host = NumaCase.Host(recorded.GetProperty("host"));
        NumaUsage? after = NumaCase.Usage(recorded.GetProperty("host"));
        PinningConflict? conflict = null;
        if (NumaCase.Guest(recorded, "instance") is { } guest)
        {
            GuestPlacement placement = NumaCase.Placement(recorded.GetProperty("instance"));
            _ = recorded.GetProperty("free").GetBoolean()
                ? after.TryFree(host, guest, placement, out after, out conflict)
                : after.TryPlace(host, guest, placement, out after, out conflict);
        }

        string? error = NumaCase.Optional(expected, "error")?.GetString();
        NumaUsage? recordedAfter = error is null ? NumaCase.Usage(expected.GetProperty("host")) : null;
        return error == conflict?.NovaError && Same(recordedAfter, after)
            ? null
            : new ConformanceMismatch(error ?? Describe(recordedAfter), conflict?.NovaError ?? Describe(after));
    }

    /// <summary>Guests that come and go on one host.</summary>
    public static ConformanceMismatch? Sequence(JsonElement recorded)
    {
        NumaHost host = NumaCase.Host(recorded.GetProperty("host"));
        NumaUsage usage = NumaCase.Usage(recorded.GetProperty("host"));
        Dictionary<string, (GuestTopology Guest, GuestPlacement Placement)> present = [];
        foreach (JsonElement step in recorded.GetProperty("steps").EnumerateArray())
        {
            string name = step.GetProperty("name").GetString()!;
            JsonElement expected = step.GetProperty("expected");
            if (step.GetProperty("op").GetString() == "remove")
            {
                if (present.Remove(name, out (GuestTopology Guest, GuestPlacement Placement) gone))
                {
                    usage = usage.Free(host, gone.Guest, gone.Placement);
                }
            }
            else
            {
                ConformanceMismatch? mismatch = FitOn(host, usage, step, recorded, out NumaFitResult? result) ?? ConstraintsOfFlavor(step);
                if (mismatch is not null)
                {
                    return mismatch with { Expected = $"{name}: {mismatch.Expected}" };
                }

                // Where Nova's own bookkeeping failed after a fit, the guest was not taken over into the next step.
                if (result?.Placement is { } placement && NumaCase.Optional(expected, "host_after_error") is null)
                {
                    GuestTopology guest = NumaCase.Guest(step, "instance")!;
                    present[name] = (guest, placement);
                    usage = usage.Place(host, guest, placement);
                }
            }

            if (NumaCase.Optional(expected, "host_after") is { } after && !SameButForPins(NumaCase.Usage(after), usage))
            {
                return new ConformanceMismatch($"after {name}: {Describe(NumaCase.Usage(after))}", Describe(usage));
            }
        }

        return null;
    }

    /// <summary>Whether the usage is the recorded one, but for which CPUs are pinned.</summary>
    public static bool SameButForPins(NumaUsage expected, NumaUsage got) => expected.Cells.Length == got.Cells.Length
        && expected.Cells.Zip(got.Cells).All(pair => pair.First.SharedVcpus == pair.Second.SharedVcpus
            && pair.First.MemoryMiB == pair.Second.MemoryMiB
            && pair.First.PinnedCpus.Count == pair.Second.PinnedCpus.Count
            && pair.First.PagesUsed.SequenceEqual(pair.Second.PagesUsed));

    private static ConformanceMismatch? FitOn(
        NumaHost host, NumaUsage usage, JsonElement step, JsonElement settings, out NumaFitResult? result)
    {
        result = null;
        JsonElement expected = step.GetProperty("expected");
        if (!expected.TryGetProperty("fits", out JsonElement fits))
        {
            return null;
        }

        GuestTopology? guest = NumaCase.Guest(step, "instance");
        if (guest is null || guest.Cells.IsEmpty)
        {
            return fits.GetBoolean() ? new ConformanceMismatch("fits", "no topology to fit") : null;
        }

        result = NumaFit.Fit(host, usage, guest, NumaCase.Options(settings), NumaCase.Requests(settings), NumaCase.Devices(settings));
        GuestPlacement? placement = NumaCase.Optional(expected, "result") is { } recorded ? NumaCase.Placement(recorded) : null;
        return Compare(fits.GetBoolean(), placement, result, host, usage, guest);
    }

    private static ConformanceMismatch? Compare(
        bool fits, GuestPlacement? expected, NumaFitResult got, NumaHost host, NumaUsage usage, GuestTopology guest)
    {
        bool agrees = got.Placement is null
            ? !fits && !got.Refusals.IsEmpty
            : fits && got.Refusals.IsEmpty && (expected is null || expected.Cells.Select(Essence).SequenceEqual(got.Placement.Cells.Select(Essence)));
        string? fault = got.Placement is null ? null : PinningFaults.Of(host, usage, guest, got.Placement);
        return agrees && fault is null
            ? null
            : new ConformanceMismatch(fits && expected is null ? "fits" : Describe(expected), fault ?? (got.Placement is null
                ? string.Join("; ", got.Refusals.Select(refusal => refusal.Message))
                : Describe(got.Placement)));
    }

    /// <summary>The generated cases name the flavor from which Nova made the guest topology.</summary>
    private static ConformanceMismatch? ConstraintsOfFlavor(JsonElement step) => NumaCase.Optional(step, "flavor") is null
        ? null
        : CompareConstraints(
            step, NumaCase.Optional(step.GetProperty("expected"), "constraint_error")?.GetString(), NumaCase.Guest(step, "instance"));

    private static ConformanceMismatch? CompareConstraints(JsonElement recorded, string? error, GuestTopology? topology)
    {
        GuestConstraintsResult got = GuestConstraints.Of(
            NumaCase.Flavor(recorded.GetProperty("flavor")), NumaCase.Image(NumaCase.Optional(recorded, "image_properties")));
        string expectedText = error ?? Describe(topology);
        string gotText = got.Error ?? Describe(got.Topology);
        return expectedText == gotText ? null : new ConformanceMismatch(expectedText, gotText);
    }

    private static (int HostCell, long? PageSize, int Pinned, int Reserved) Essence(PlacedCell cell) =>
        (cell.HostCell, cell.PageSizeKiB, cell.Pinning.Count, cell.ReservedCpus.Count);

    private static bool Same(NumaUsage? expected, NumaUsage? got) => expected is null || got is null
        ? expected is null && got is null
        : SameButForPins(expected, got) && expected.Cells.Zip(got.Cells).All(pair => pair.First.PinnedCpus.Equals(pair.Second.PinnedCpus));

    private static string Describe(GuestPlacement? placement) => placement is null
        ? "does not fit"
        : string.Join("; ", placement.Cells.Select(cell => string.Create(
            CultureInfo.InvariantCulture,
            $"cell {cell.HostCell}, pages {cell.PageSizeKiB}, pins {string.Join(' ', cell.Pinning)}, reserved {cell.ReservedCpus}")));

    private static string Describe(GuestTopology? topology) => topology is null
        ? "floating"
        : $"emulator {topology.EmulatorThreads}: " + string.Join("; ", topology.Cells.Select(cell => cell.ToString()));

    private static string Describe(NumaUsage? usage) => usage is null
        ? "no usage"
        : string.Join("; ", usage.Cells.Select(cell => string.Create(
            CultureInfo.InvariantCulture,
            $"{cell.SharedVcpus} vCPUs, {cell.MemoryMiB} MiB, pinned {cell.PinnedCpus}, pages {string.Join(' ', cell.PagesUsed)}")));
}
