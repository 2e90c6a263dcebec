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

    private readonly Dictionary<int, HashSet<GuestPages>> got = [];

    /// <summary>The pages that an arrival must get, where they are known before the plan begins; part of what tells arrivals apart.</summary>
    public GuestPages? NeededBy(int step) => plan.MoveOf(step) is { Previous: null, Kind: MoveKind.Live or MoveKind.BlockLive } move
        ? PagesOf(plan.Start.PlacementOf(move.Instance))
        : null;

    /// <summary>Notes what an arrival may get.</summary>
    /// <returns>What is wrong with it, or <c>null</c> where it may go on.</returns>
    public string? Got(int step, GuestPlacement? placement)
    {
        if (PagesOf(placement) is not { } pages)
        {
            return null;
        }

        if (!got.TryGetValue(step, out HashSet<GuestPages>? known))
        {
            got.Add(step, known = []);
        }

        known.Add(pages);
        return NeededBy(step) is { } needed && needed != pages ? $"it has {needed} and would get {pages}, which a live migration may not change." : null;
    }

    /// <summary>Compares the pages of live migrations that go on from where the plan brought the guest; to be called once all hosts are explored.</summary>
    public void Check(ImmutableArray<PlanViolation>.Builder violations)
    {
        foreach (ResolvedMove move in plan.Moves)
        {
            if (move is not { Kind: MoveKind.Live or MoveKind.BlockLive, Previous: { } previous } || !got.TryGetValue(move.Step, out HashSet<GuestPages>? after))
            {
                continue;
            }

            HashSet<GuestPages> before = got.GetValueOrDefault(previous.Step) ?? [];
            foreach ((GuestPages old, GuestPages other) in before.SelectMany(old => after.Select(other => (old, other))).Where(pair => pair.old != pair.other).Take(1))
            {
                violations.Add(new PlanViolation(
                    ChangeCode,
                    $"{Wording.NameOf(plan.Cluster, move.Instance)} has {old} and may get {other} on host {plan.Cluster.Hosts[move.Destination].Name}, which a live migration may not change.",
                    plan.Steps[move.Step].Id,
                    new Prefix(plan, [], move.Step).ToEvents()));
            }
        }
    }

    private static GuestPages? PagesOf(GuestPlacement? placement) => placement is { Cells: [var first, ..] } ? new GuestPages(first.PageSizeKiB) : null;
}

/// <summary>The pages of a guest's first cell.</summary>
/// <param name="SizeKiB">Their size, or <c>null</c> where none was chosen.</param>
internal readonly record struct GuestPages(long? SizeKiB)
{
    /// <summary>Words for a sentence.</summary>
    public override string ToString() => SizeKiB is { } size ? $"pages of {size} KiB" : "pages of no chosen size";
}
