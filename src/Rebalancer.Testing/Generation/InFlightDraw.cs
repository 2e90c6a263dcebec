using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Generation;

/// <summary>Lets some instances be on their way when the snapshot is taken.</summary>
internal static class InFlightDraw
{
    /// <summary>Adds the moves of the shape, as far as they find room.</summary>
    public static void AddTo(CloudDraft draft, PlacingDraw placing)
    {
        SeededRandom random = draft.Random;
        int wanted = random.In(draft.Shape.MovesInFlight);
        foreach (int index in random.Permutation(draft.Instances.Count))
        {
            if (draft.MovesInFlight.Count >= wanted)
            {
                return;
            }

            Instance instance = draft.Instances[index];
            if (instance.VmState == VmState.Active && instance.TaskState is null && instance.PowerState == PowerState.Running)
            {
                TryMove(draft, placing, index);
            }
        }
    }

    private static void TryMove(CloudDraft draft, PlacingDraw placing, int index)
    {
        SeededRandom random = draft.Random;
        Instance instance = draft.Instances[index];
        InstanceDemand demand = draft.DemandOf(instance);
        int start = random.Below(draft.Hosts.Count);
        for (int i = 0; i < Math.Min(draft.Hosts.Count, 50); i++)
        {
            int host = (start + i) % draft.Hosts.Count;
            if (draft.Hosts[host].Name != instance.Host
                && placing.GroupsAllow(instance.Id, host)
                && draft.Rooms[host].Fit(demand) is { } holding)
            {
                draft.Rooms[host].Hold(holding);
                placing.Arrive(instance.Id, host);
                Begin(draft, index, draft.Hosts[host], holding);
                return;
            }
        }
    }

    private static void Begin(CloudDraft draft, int index, Host destination, Holding holding)
    {
        Instance instance = draft.Instances[index];
        SeededRandom random = draft.Random;
        MoveInFlight move = new()
        {
            MigrationId = string.Create(CultureInfo.InvariantCulture, $"{draft.MovesInFlight.Count:x8}-0000-4000-c000-000000000000"),
            Instance = instance.Id,
            Kind = InFlightKind.Live,
            Status = "running",
            Source = instance.Host,
            Destination = destination.Name,
            OtherAllocations = holding.Amounts,
            OtherPlacement = holding.Placement,
        };
        Instance arrived = instance with
        {
            Host = destination.Name, Allocations = holding.Amounts, Placement = move.OtherPlacement,
        };
        MoveInFlight behind = move with { OtherAllocations = instance.Allocations, OtherPlacement = instance.Placement };
        switch (random.Below(8))
        {
            case < 3:
                draft.MovesInFlight.Add(move with { Status = random.Pick("running", "running", "preparing", "queued") });
                draft.Instances[index] = instance with { TaskState = "migrating" };
                break;
            case 3:
                draft.MovesInFlight.Add(move with { Kind = random.Pick(InFlightKind.Cold, InFlightKind.Resize), Status = "migrating" });
                draft.Instances[index] = instance with { TaskState = "resize_migrating", PowerState = PowerState.Shutdown };
                break;
            case 4:
                draft.MovesInFlight.Add(behind with { Kind = InFlightKind.Evacuation, Status = "done" });
                draft.Instances[index] = arrived;
                int source = draft.IndexOf(instance.Host);
                draft.Hosts[source] = draft.Hosts[source] with { Service = draft.Hosts[source].Service with { IsUp = false } };
                break;
            default:
                InFlightKind kind = random.Pick(InFlightKind.Cold, InFlightKind.Cold, InFlightKind.Resize);
                draft.MovesInFlight.Add(behind with { Kind = kind, Status = "finished" });
                draft.Instances[index] = arrived with { VmState = VmState.Resized };
                break;
        }
    }
}
