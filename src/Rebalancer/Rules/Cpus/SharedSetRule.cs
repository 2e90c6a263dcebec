using Rebalancer.Model;
using Rebalancer.Numa;

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

        bool knowsSource = move.Source.CpuSharedSet.TryGet(out CpuSet? source);
        bool knowsDestination = move.Destination.CpuSharedSet.TryGet(out CpuSet? destination);
        if (!knowsSource || !knowsDestination)
        {
            AssumeEqual(move, isHard, knowsSource, knowsDestination, source, destination, ref verdict);
            return;
        }

        if (!Equals(source, destination))
        {
            Refuse(move, isHard, source, destination, ref verdict);
        }
    }

    private static void AssumeEqual(
        in LastingMove move, bool isHard, bool knowsSource, bool knowsDestination, CpuSet? source, CpuSet? destination, ref VerdictBuilder verdict)
    {
        if (isHard && knowsSource && source is null && !move.Profile.RequiresEqualSharedSet)
        {
            return;
        }

        if (move.HostsAreNeighbours || (!knowsSource && !knowsDestination))
        {
            verdict.Assume("assumed.cpu-shared-set", "cpu_shared_set is the same on both hosts.");
            return;
        }

        verdict.Assume("assumed.cpu-shared-set", "cpu_shared_set differs between hosts that share neither aggregate nor zone where only one was told.");
        Refuse(move, isHard, source, destination, ref verdict);
    }

    private static void Refuse(in LastingMove move, bool isHard, CpuSet? source, CpuSet? destination, ref VerdictBuilder verdict)
    {
        ComparedFact fact = new("cpu_shared_set", Text(source), Text(destination));
        if (isHard && source is not null)
        {
            verdict.Refuse(
                "nova.cpu-shared-set",
                $"cpu_shared_set differs between {move.Source.Name} and {move.Destination.Name}, and Nova before 2024.2 keeps the source's.",
                "Give both hosts the same cpu_shared_set, move the instance cold, or upgrade Nova to 2024.2.",
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
                $"cpu_shared_set differs between {move.Source.Name} and {move.Destination.Name}.",
                "Give both hosts the same cpu_shared_set, move the instance cold, or drop the policy where Nova is 2024.2 or later.",
                fact);
        }
    }

    private static NovaRelease Older(NovaRelease first, NovaRelease second) => first < second ? first : second;

    private static string Text(CpuSet? set) => set?.ToString() ?? "not set";
}
