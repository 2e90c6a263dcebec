using Rebalancer.Model;

namespace Rebalancer.Rules.Requests;

/// <summary>An instance pinned to a zone stays in it.</summary>
/// <remarks>
/// Source: prefilter <c>map_az_to_placement_aggregate</c>: a zone that no aggregate names restricts nothing. The filter
/// AvailabilityZoneFilter, where it is enabled, went with 2023.2.
/// </remarks>
internal sealed class ZoneRule : ILastingRule
{
    private const int FirstWithoutFilter = 28;

    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (!move.Instance.PinnedZone.TryGet(out string? zone))
        {
            verdict.Assume("assumed.not-pinned", "The instance is pinned to no availability zone.");
            return;
        }

        if (zone is null)
        {
            return;
        }

        bool isZoneOfAggregates = false;
        bool isDestinationInIt = false;
        for (int i = 0; i < move.Cluster.Aggregates.Length; i++)
        {
            Aggregate aggregate = move.Cluster.Aggregates[i];
            if (aggregate.Metadata.GetValueOrDefault("availability_zone") == zone)
            {
                isZoneOfAggregates = true;
                isDestinationInIt |= move.Cluster.AggregatesOf(move.DestinationIndex).Contains(i);
            }
        }

        string found = move.Facts.ZoneOf(move.DestinationIndex) ?? move.Options.DefaultZone.ValueOr("nova");
        bool isFiltered = move.Facts.Release.Major < FirstWithoutFilter && move.Facts.Has("AvailabilityZoneFilter");
        if ((isZoneOfAggregates && !isDestinationInIt) || (isFiltered && found != zone))
        {
            verdict.Refuse(
                isZoneOfAggregates ? "placement.zone" : "nova.zone-filter",
                $"The instance is pinned to the zone {zone}, and {move.Destination.Name} is in {found}.",
                "Choose a host of that zone, or unpin the instance.",
                new ComparedFact($"zone of {move.Destination.Name}", zone, found));
        }
    }
}
