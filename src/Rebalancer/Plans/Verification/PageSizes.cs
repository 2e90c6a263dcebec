using System.Collections.Immutable;
using Rebalancer.Numa;
using Rebalancer.Rules;

namespace Rebalancer.Plans.Verification;

/// <summary>The page sizes that moved guests may get: on a live migration the size must stay what it was.</summary>
/// <remarks>Source: the NUMA claim of a live migration (rules.md section 5, step 4). Second hops are compared with all that the first may give.</remarks>
internal sealed class PageSizes(ResolvedPlan plan)
{
    /// <summary>The code of the violation.</summary>
    public const string ChangeCode = "plan.page-size";

    private const string RefusalCode = "nova.page-size";

    private readonly Dictionary<int, Dictionary<GuestPages, IReadOnlyList<CellEvent>>> got = [];

    /// <summary>The pages that an arrival must get, where they are known before the plan begins; part of what tells arrivals apart.</summary>
    public GuestPages? NeededBy(int step) => plan.MoveOf(step) is { Previous: null, Kind: MoveKind.Live or MoveKind.BlockLive } move
        ? PagesOf(plan.Start.PlacementOf(move.Instance))
        : null;

    /// <summary>Notes what an arrival may get.</summary>
    /// <param name="step">The place of the move.</param>
    /// <param name="placement">What it gets.</param>
    /// <param name="path">What happened on the destination so far, the arrival last.</param>
    /// <returns>What is wrong with it, or <c>null</c> where it may go on.</returns>
    public string? Got(int step, GuestPlacement? placement, Func<IReadOnlyList<CellEvent>> path)
    {
        if (PagesOf(placement) is not { } pages)
        {
            return null;
        }

        if (NeededBy(step) is { } needed && needed != pages)
        {
            return $"it has {needed} and would get {pages}, which a live migration may not change.";
        }

        if (!got.TryGetValue(step, out Dictionary<GuestPages, IReadOnlyList<CellEvent>>? known))
        {
            got.Add(step, known = []);
        }

        if (!known.ContainsKey(pages))
        {
            known.Add(pages, path());
        }

        return null;
    }

    /// <summary>Compares the pages of live migrations that go on from where the plan brought the guest; to be called once all hosts are explored.</summary>
    public void Check(ImmutableArray<PlanViolation>.Builder violations)
    {
        foreach (ResolvedMove move in plan.Moves)
        {
            if (move is { Kind: MoveKind.Live or MoveKind.BlockLive, Previous: { } previous } && got.ContainsKey(move.Step) && got.ContainsKey(previous.Step))
            {
                CheckHop(move, previous, violations);
            }
        }
    }

    private void CheckHop(ResolvedMove move, ResolvedMove previous, ImmutableArray<PlanViolation>.Builder violations)
    {
        (GuestPages Old, GuestPages New)? doubt = null;
        foreach ((GuestPages old, IReadOnlyList<CellEvent> there) in got[previous.Step])
        {
            foreach ((GuestPages other, IReadOnlyList<CellEvent> here) in got[move.Step].Where(after => after.Key != old))
            {
                doubt = (old, other);
                ImmutableArray<PlanEvent> events = LiftedPath.Of(plan, there, here);
                if (EventRun.IsRefusedWith(plan, events, RefusalCode))
                {
                    violations.Add(Violation(ChangeCode, move, old, other, EventRun.Shrink(plan, events, RefusalCode)));
                    return;
                }
            }
        }

        if (doubt is var (before, after) && violations.Count == 0)
        {
            violations.Add(Violation("plan.page-size-unproven", move, before, after, []));
        }
    }

    private PlanViolation Violation(string code, ResolvedMove move, GuestPages old, GuestPages other, ImmutableArray<PlanEvent> events) => new(
        code,
        $"{Wording.NameOf(plan.Cluster, move.Instance)} may have {old} and get {other} on host {plan.Cluster.Hosts[move.Destination].Name}, which a live migration may not change.",
        plan.Steps[move.Step].Id,
        events);

    private static GuestPages? PagesOf(GuestPlacement? placement) => placement is { Cells: [var first, ..] } ? new GuestPages(first.PageSizeKiB) : null;
}

/// <summary>The pages of a guest's first cell.</summary>
/// <param name="SizeKiB">Their size, or <c>null</c> where none was chosen.</param>
internal readonly record struct GuestPages(long? SizeKiB)
{
    /// <summary>Words for a sentence.</summary>
    public override string ToString() => SizeKiB is { } size ? $"pages of {size} KiB" : "pages of no chosen size";
}
