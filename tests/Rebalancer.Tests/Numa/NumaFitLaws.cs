using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Rebalancer.Numa;
using Rebalancer.Tests.Conformance;

namespace Rebalancer.Tests.Numa;

public sealed class NumaFitLaws
{
    private const int Cases = 1000;

    /// <summary>A guest cell of four CPUs in whole cores, on a host cell that only fitted another one of two.</summary>
    [Property(Arbitrary = [typeof(NumaScenes)], MaxTest = 1, Replay = "(14615092971588510827,8600929534373795199,76)")]
    public void A_cell_remembered_for_another_guest_cell_breaks_no_thread_policy(NumaScene scene) => A_fit_keeps_pins_apart_and_the_thread_policy(scene);

    [Cases(Cases, Arbitrary = [typeof(NumaScenes)])]
    public void A_fit_keeps_pins_apart_and_the_thread_policy(NumaScene scene)
    {
        if (scene.Fit().Placement is { } placement)
        {
            Assert.Null(PinningFaults.Of(scene.Host, scene.Usage, scene.Guest, placement));
        }
    }

    [Cases(Cases, Arbitrary = [typeof(NumaScenes)])]
    public void A_guest_fits_or_the_refusal_has_reasons(NumaScene scene)
    {
        NumaFitResult result = scene.Fit();
        Assert.Equal(result.Placement is null, !result.Refusals.IsEmpty);
        Assert.Equal(result.Refusals.Length, result.Refusals.Distinct().Count());
    }

    [Cases(Cases, Arbitrary = [typeof(NumaScenes)])]
    public void Placing_a_fit_and_freeing_it_changes_nothing(NumaScene scene)
    {
        if (scene.Fit().Placement is not { } placement)
        {
            return;
        }

        if (!scene.Usage.TryPlace(scene.Host, scene.Guest, placement, out NumaUsage? placed, out PinningConflict? conflict))
        {
            // Nova's own contradiction: an isolated guest blocks the siblings of its emulator's CPU too, but picks that
            // CPU from any core.
            Assert.Equal("CPUPinningInvalid", conflict.NovaError);
            Assert.Equal(EmulatorThreadsPolicy.Isolate, scene.Guest.EmulatorThreads);
            Assert.Equal(CpuThreadPolicy.Isolate, scene.Guest.Cells[0].ThreadPolicy);
            return;
        }

        NumaUsage freed = placed.Free(scene.Host, scene.Guest, placement);
        Assert.True(NumaChecks.SameButForPins(scene.Usage, freed));
        Assert.Equal(scene.Usage.Cells.Select(cell => cell.PinnedCpus), freed.Cells.Select(cell => cell.PinnedCpus));
    }

    [Cases(Cases, Arbitrary = [typeof(NumaScenes)])]
    public void A_guest_that_does_not_pin_uses_no_pins(NumaScene scene)
    {
        if (scene.Guest.Cells[0].CpuPolicy is null or CpuAllocationPolicy.Shared && scene.Fit().Placement is { } placement)
        {
            NumaUsage placed = scene.Usage.Place(scene.Host, scene.Guest, placement);
            Assert.Equal(scene.Usage.Cells.Select(cell => cell.PinnedCpus), placed.Cells.Select(cell => cell.PinnedCpus));
        }
    }

    [Cases(Cases)]
    public Property A_single_cell_guest_that_fits_still_fits_on_a_richer_host() =>
        Prop.ForAll(Arb.From(SingleGuests(), NumaScenes.Simpler), Arb.From(Gen.Choose(0, 3)), Arb.From(Gen.Choose(0, 2)), (scene, cell, kind) =>
        {
            // A guest that leaves the size to Nova can lose by more pages; NumaFitTests shows how.
            bool choosesPages = scene.Guest.Cells[0].PageSize is -2 or -3 && scene.Host.Cells.Length > 1;
            if (scene.Fit().Placement is not null && !choosesPages)
            {
                Assert.NotNull(Enriched(scene, cell % scene.Host.Cells.Length, kind).Fit().Placement);
            }
        });

    [Cases(Cases)]
    public Property Refusals_are_true_and_lifting_them_again_and_again_ends_in_a_fit() =>
        Prop.ForAll(Arb.From(NumaScenes.SceneOf(Gen.Constant(1), Gen.Constant(1)), NumaScenes.Simpler), scene =>
        {
            for (int round = 0; round < 12; round++)
            {
                NumaFitResult result = scene.Fit();
                if (result.Placement is not null)
                {
                    return;
                }

                NumaRefusal refusal = Assert.Single(result.Refusals);
                Assert.True(Shortages.IsTrue(refusal, scene), refusal.Message);
                scene = Shortages.Lift(refusal, scene);
            }

            Assert.Fail($"still refused: {scene.Fit().Refusals[0].Message}");
        });

    private static Gen<NumaScene> SingleGuests() => NumaScenes.SceneOf(Gen.Choose(1, 4), Gen.Constant(1));

    private static NumaScene Enriched(NumaScene scene, int index, int kind)
    {
        NumaHostCell cell = scene.Host.Cells[index];
        int threads = cell.Siblings[0].Count;
        var core = CpuSet.Range((index * 16) + (cell.Siblings.Length * threads), threads);
        NumaHostCell richer = kind switch
        {
            0 => cell with { MemoryMiB = cell.MemoryMiB + 512 },
            1 => cell with { Pages = [.. cell.Pages.Select(pool => pool with { Total = pool.Total + 7 })] },
            _ => cell with
            {
                Siblings = cell.Siblings.Add(core),
                DedicatedCpus = cell.DedicatedCpus.Union(core),
                SharedCpus = cell.SharedCpus.Equals(cell.DedicatedCpus) ? cell.SharedCpus.Union(core) : cell.SharedCpus,
            },
        };
        return scene with { Host = new NumaHost(scene.Host.Cells.SetItem(index, richer)) };
    }
}
