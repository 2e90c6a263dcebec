using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules;
using Rebalancer.Testing.Generation;

namespace Rebalancer.Testing.Shrinking;

/// <summary>Puts a changed instance back where it was, holding what it asks for now.</summary>
internal static class Replacing
{
    /// <summary>The parts with the instance changed, or <c>null</c> where it no longer fits on its host or its specs contradict each other.</summary>
    public static ClusterParts? With(ClusterParts parts, int index, Instance changed)
    {
        if (changed.Flavor.Vcpus < 1
            || GuestConstraints.Of(changed.Flavor, changed.Image.Properties.ValueOr(parts.Instances[index].Flavor.ExtraSpecs.Clear())).Error is not null
            || HoldingOn(parts, changed.Host, changed) is not { } here)
        {
            return null;
        }

        int flight = Enumerable.Range(0, parts.MovesInFlight.Length).FirstOrDefault(i => parts.MovesInFlight[i].Instance == changed.Id, -1);
        ClusterParts result = parts with
        {
            Instances = parts.Instances.SetItem(index, changed with { Allocations = here.Amounts, Placement = here.Placement }),
        };
        if (flight < 0)
        {
            return result;
        }

        MoveInFlight move = parts.MovesInFlight[flight];
        HostName? other = move.Source == changed.Host ? move.Destination : move.Source;
        return other is { } name && HoldingOn(parts, name, changed) is { } there
            ? result with
            {
                MovesInFlight = parts.MovesInFlight.SetItem(flight, move with { OtherAllocations = there.Amounts, OtherPlacement = there.Placement }),
            }
            : null;
    }

    private static Holding? HoldingOn(ClusterParts parts, HostName host, Instance changed)
    {
        HostRoom room = new(parts.Hosts.Single(candidate => candidate.Name == host), parts.Options);
        foreach (Instance other in parts.Instances)
        {
            if (other.Host == host && other.Id != changed.Id)
            {
                room.Occupy(InstanceDemand.Of(other, parts.Options), other.Allocations, KnownOrNull(other.Placement));
            }
        }

        foreach (MoveInFlight move in parts.MovesInFlight)
        {
            Instance moving = parts.Instances.Single(instance => instance.Id == move.Instance);
            if (moving.Id != changed.Id && moving.Host != host && (move.Source == host || move.Destination == host))
            {
                room.Occupy(InstanceDemand.Of(moving, parts.Options), move.OtherAllocations, KnownOrNull(move.OtherPlacement));
            }
        }

        InstanceDemand demand = InstanceDemand.Of(changed, parts.Options);
        if (room.Fit(demand) is { } holding)
        {
            return holding;
        }

        // Where it did not fit before either, because the host is over-full, it may stay so.
        Instance before = parts.Instances.Single(instance => instance.Id == changed.Id);
        return room.Fit(InstanceDemand.Of(before, parts.Options)) is null ? room.FitBeyondCapacity(demand) : null;
    }

    private static GuestPlacement? KnownOrNull(Fact<GuestPlacement> placement) => placement.TryGet(out GuestPlacement? known) ? known : null;
}
