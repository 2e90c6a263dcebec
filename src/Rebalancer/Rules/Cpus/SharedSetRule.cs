using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules.Assumptions;

namespace Rebalancer.Rules.Cpus;

/// <summary>Floating guests that move live need the same <c>cpu_shared_set</c> on both ends.</summary>
/// <remarks>
/// Before 2024.2 the source's set stays in the guest's domain (bug 1869804), unless the source has none; from then on Nova writes
/// the destination's. Source: rules.md section 9.
/// </remarks>
internal sealed class SharedSetRule : ILastingRule
{
    private const int FirstThatRewrites = 30;

    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (!move.IsLive || move.Demand.Topology is not null)
        {
            return;
        }

        NovaRelease release = Older(move.Facts.HostReleases[move.SourceIndex], move.Facts.HostReleases[move.DestinationIndex]);
        bool isHard = release.Major < FirstThatRewrites;
        if (!isHard && !move.Profile.RequiresEqualSharedSet)
        {
            return;
        }

        HostPair<CpuSet?> sets = move.Both(move.Facts.Hosts.SharedSets);
        bool hasNoneToKeep = sets.Source is { HasValue: true, Value: null };
        if (hasNoneToKeep && !move.Profile.RequiresEqualSharedSet)
        {
            if (!sets.Source.IsKnown)
            {
                Assume(ref verdict);
            }

            return;
        }

        if (!sets.AreKnown)
        {
            Assume(ref verdict);
        }

        if (sets.MayDiffer)
        {
            Refuse(move, isHard && !hasNoneToKeep, sets, ref verdict);
        }
    }

    private static void Assume(ref VerdictBuilder verdict) =>
        verdict.Assume("assumed.cpu-shared-set", "A host of which nobody told cpu_shared_set has that of its aggregate or zone; hosts of zones and aggregates where nobody was told are alike.");

    private static void Refuse(in LastingMove move, bool isKept, HostPair<CpuSet?> sets, ref VerdictBuilder verdict)
    {
        ComparedFact fact = sets.Compared("cpu_shared_set", "not set");
        string difference = sets.HaveValues
            ? $"cpu_shared_set differs between {move.Source.Name} and {move.Destination.Name}"
            : $"cpu_shared_set of {move.Source.Name} and {move.Destination.Name} is not known of both, nor the same by what was told of their neighbours";
        string remedy = sets.HaveValues ? "Give both hosts the same cpu_shared_set" : "Give cpu_shared_set of both hosts in the facts file";
        if (isKept)
        {
            verdict.Refuse(
                "nova.cpu-shared-set",
                $"{difference}, and Nova before 2024.2 keeps the source's.",
                $"{remedy}, move the instance cold, or upgrade Nova to 2024.2.",
                fact);
            if (!move.Source.NovaRelease.IsKnown || !move.Destination.NovaRelease.IsKnown)
            {
                ReleaseAssumption.AddIfUnknown(move, ref verdict);
            }
        }
        else if (move.Profile.RequiresEqualSharedSet)
        {
            verdict.Refuse(
                "policy.cpu-shared-set",
                $"{difference}.",
                $"{remedy}, move the instance cold, or drop the policy where Nova is 2024.2 or later.",
                fact);
        }
    }

    private static NovaRelease Older(NovaRelease first, NovaRelease second) => first < second ? first : second;
}
