using System.Collections.Immutable;
using Rebalancer.Numa;
using Rebalancer.Rules;

namespace Rebalancer.Plans.Verification;

/// <summary>The page sizes that moved guests may get: on a live migration the size must stay what it was.</summary>
/// <remarks>Source: the NUMA claim of a live migration (rules.md section 5, step 4). Second hops are compared with all that the first may give.</remarks>
internal sealed class PageSizes(ResolvedPlan plan)
{
    private readonly Dictionary<int, HashSet<long>> got = [];

    /// <summary>The page size that an arrival must get, where it is known before the plan begins; part of what tells arrivals apart.</summary>
    public long? NeededBy(int step)
    {
        ResolvedMove? move = plan.MoveOf(step);
        return move is { Previous: null, Kind: MoveKind.Live or MoveKind.BlockLive } ? SizeOf(plan.Start.PlacementOf(move.Instance)) : null;
    }

    /// <summary>Notes what an arrival may get.</summary>
    public void Got(int step, GuestPlacement? placement)
    {
        if (SizeOf(placement) is { } size)
        {
            if (!got.TryGetValue(step, out HashSet<long>? sizes))
            {
                got.Add(step, sizes = []);
            }

            sizes.Add(size);
        }
    }

    /// <summary>Compares every live migration's page sizes; to be called once all hosts are explored.</summary>
    public void Check(ImmutableArray<PlanViolation>.Builder violations)
    {
        foreach (ResolvedMove move in plan.Moves)
        {
            if (move.Kind is not (MoveKind.Live or MoveKind.BlockLive) || !got.TryGetValue(move.Step, out HashSet<long>? after))
            {
                continue;
            }

            IEnumerable<long> before = move.Previous is { } previous
                ? got.GetValueOrDefault(previous.Step) ?? []
                : NeededBy(move.Step) is { } size ? [size] : [];
            foreach (long old in before)
            {
                if (after.FirstOrDefault(size => size != old) is > 0 and var other)
                {
                    violations.Add(new PlanViolation(
                        "plan.page-size",
                        $"{Wording.NameOf(plan.Cluster, move.Instance)} has pages of {old} KiB and may get pages of {other} KiB on host {plan.Cluster.Hosts[move.Destination].Name}, which a live migration may not change.",
                        plan.Steps[move.Step].Id,
                        new Prefix(plan, [], move.Step).ToEvents()));
                    break;
                }
            }
        }
    }

    private static long? SizeOf(GuestPlacement? placement) => placement is { Cells: [var first, ..] } ? first.PageSizeKiB : null;
}
