using System.Text.Json;
using Rebalancer.Numa;

namespace Rebalancer.Tests.Conformance;

/// <summary>What the recorded cases tell beyond what has to agree: why Nova refused, and the host's usage afterwards.</summary>
public sealed class NumaRefusalTests
{
    private static readonly Dictionary<string, string[]> Codes = new()
    {
        ["pagesize_unavailable"] = ["numa.page-size", "numa.free-pages", "numa.page-multiple"],
        ["memory_smallest_page"] = ["numa.memory", "numa.free-pages", "numa.page-multiple"],
        ["memory_pinned_free"] = ["numa.free-memory"],
        ["memory_cell_total"] = ["numa.memory"],
        ["pcpus_cell_total"] = ["numa.dedicated-cpus"],
        ["vcpus_cell_total"] = ["numa.shared-cpus"],
        ["pcpus_free"] = ["numa.free-dedicated-cpus"],
        ["thread_policy_packing"] =
        [
            "numa.free-cores", "numa.hyperthreads", "numa.no-hyperthreads", "numa.free-siblings", "numa.emulator-cpu", "numa.nothing-to-pin",
        ],
        ["vcpu_limit_ratio"] = ["numa.cpu-limit"],
        ["memory_limit_ratio"] = ["numa.memory-limit"],
        ["too_few_host_cells"] = ["numa.cells"],
    };

    [Fact]
    public void Reasons_for_a_refusal_are_those_that_Nova_logged()
    {
        int compared = 0;
        foreach (JsonElement recorded in ConformanceFile.Recorded.Cases("numa_fit"))
        {
            JsonElement expected = recorded.GetProperty("expected");
            if (!expected.TryGetProperty("fits", out JsonElement fits) || fits.GetBoolean()
                || NumaCase.Optional(expected, "rejections_seen") is not { } logged)
            {
                continue;
            }

            NumaFitResult result = NumaFit.Fit(
                NumaCase.Host(recorded.GetProperty("host")),
                NumaCase.Usage(recorded.GetProperty("host")),
                NumaCase.Guest(recorded, "instance")!,
                NumaCase.Options(recorded),
                [],
                null);

            // A page size that a cell does not have at all, or a fit that it misses, leaves no trace in Nova's log.
            string[] ours = [.. result.Refusals.Select(refusal => refusal.Code).Distinct()];
            string[] theirs = [.. logged.EnumerateArray().Select(reason => reason.GetString()!)];
            Assert.All(theirs, reason => Assert.Contains(Codes[reason], code => ours.Contains(code)));
            Assert.All(ours.Except(["numa.page-size", "numa.search"]), code => Assert.Contains(theirs, reason => Codes[reason].Contains(code)));
            compared++;
        }

        Assert.Equal(ConformanceFile.Recorded.Cases("numa_fit").Count(IsExplainedRefusal), compared);
        Assert.True(compared > 100);
    }

    [Fact]
    public void Usage_after_a_fit_is_what_Nova_counted()
    {
        int compared = 0;
        foreach (JsonElement recorded in ConformanceFile.Recorded.Cases("numa_fit"))
        {
            if (NumaCase.Optional(recorded.GetProperty("expected"), "host_after") is not { } after)
            {
                continue;
            }

            NumaHost host = NumaCase.Host(recorded.GetProperty("host"));
            NumaUsage usage = NumaCase.Usage(recorded.GetProperty("host"));
            GuestTopology guest = NumaCase.Guest(recorded, "instance")!;
            NumaFitResult result = NumaFit.Fit(host, usage, guest, NumaCase.Options(recorded), [], null);
            Assert.True(NumaChecks.SameButForPins(NumaCase.Usage(after), usage.Place(host, guest, result.Placement!)));
            compared++;
        }

        Assert.Equal(85, compared);
    }

    private static bool IsExplainedRefusal(JsonElement recorded) =>
        recorded.GetProperty("expected").TryGetProperty("fits", out JsonElement fits) && !fits.GetBoolean()
        && NumaCase.Optional(recorded.GetProperty("expected"), "rejections_seen") is not null;
}
