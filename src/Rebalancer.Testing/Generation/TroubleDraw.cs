using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Generation;

/// <summary>Makes the cloud look like a real one: leaked and stale records, hosts out of service, tight and over-full hosts.</summary>
internal static class TroubleDraw
{
    private static readonly ImmutableArray<ResourceClass> Tightened = [ResourceClass.Vcpu, ResourceClass.MemoryMb, ResourceClass.DiskGb];

    /// <summary>Applies the shares of the shape.</summary>
    public static void ApplyTo(CloudDraft draft)
    {
        SeededRandom random = draft.Random;
        CloudShape shape = draft.Shape;
        SpoilAllocations(draft);
        for (int i = 0; i < draft.Hosts.Count; i++)
        {
            Host host = draft.Hosts[i];
            host = random.Chance(shape.FaultShare) ? WithLeak(host, draft.Rooms[i]) : host;
            host = random.Chance(shape.TightShare) ? Tightly(draft, host, draft.Rooms[i]) : host;
            host = random.Chance(shape.OverFullShare) ? OverFull(random, host, draft.Rooms[i]) : host;
            draft.Hosts[i] = host with { Service = Served(shape, random, host.Service) };
            if (!draft.Hosts[i].Service.IsEnabled)
            {
                draft.Hosts[i] = draft.Hosts[i] with { Traits = [.. host.Traits.Append("COMPUTE_STATUS_DISABLED").Order(StringComparer.Ordinal)] };
            }
        }
    }

    private static void SpoilAllocations(CloudDraft draft)
    {
        for (int i = 0; i < draft.Instances.Count; i++)
        {
            Instance instance = draft.Instances[i];
            if (draft.Random.Chance(draft.Shape.FaultShare) && instance.Allocations.TryGetValue(ResourceClass.MemoryMb, out long memory) && memory > 1)
            {
                draft.Instances[i] = instance with
                {
                    Allocations = draft.Random.Chance(0.3)
                        ? instance.Allocations.Clear()
                        : instance.Allocations.SetItem(ResourceClass.MemoryMb, memory / 2),
                };
            }
        }
    }

    private static Host WithLeak(Host host, HostRoom room)
    {
        const long LeakMiB = 256;
        bool fits = host.Inventories.Any(inventory =>
            inventory.ResourceClass == ResourceClass.MemoryMb && room.Used(ResourceClass.MemoryMb) + LeakMiB <= Capacity.Of(inventory));
        return fits ? host with { OtherUsage = host.OtherUsage.Add(ResourceClass.MemoryMb, LeakMiB) } : host;
    }

    /// <summary>Keeps back what is free, but for the room of none, one, two or three instances of the cloud.</summary>
    private static Host Tightly(CloudDraft draft, Host host, HostRoom room)
    {
        if (draft.Instances.Count == 0)
        {
            return host;
        }

        int count = draft.Random.Pick(0, 1, 1, 2, 2, 3);
        Instance[] guests = [.. Enumerable.Range(0, count).Select(_ => draft.Instances[draft.Random.Below(draft.Instances.Count)])];
        return host with
        {
            Inventories =
            [
                .. host.Inventories.Select(inventory =>
                {
                    if (!Tightened.Contains(inventory.ResourceClass))
                    {
                        return inventory;
                    }

                    long wanted = room.Used(inventory.ResourceClass) + host.OtherUsage.GetValueOrDefault(inventory.ResourceClass)
                        + guests.Sum(guest => draft.DemandOf(guest).Request.Amounts.GetValueOrDefault(inventory.ResourceClass));
                    long reserved = inventory.Total - (long)Math.Ceiling(wanted / inventory.AllocationRatio);
                    return reserved > inventory.Reserved ? inventory with { Reserved = reserved } : inventory;
                }),
            ],
        };
    }

    private static Host OverFull(SeededRandom random, Host host, HostRoom room)
    {
        ImmutableArray<Inventory> held =
        [
            .. host.Inventories.Where(inventory => Tightened.Contains(inventory.ResourceClass) && room.Used(inventory.ResourceClass) > 0),
        ];
        if (held.IsEmpty)
        {
            return host;
        }

        Inventory chosen = held[random.Below(held.Length)];
        long capacity = Math.Max(0, room.Used(chosen.ResourceClass) - random.Pick(1, 1, 2));
        long reserved = Math.Clamp(chosen.Total - (long)Math.Floor(capacity / chosen.AllocationRatio), 0, chosen.Total);
        return host with { Inventories = host.Inventories.Replace(chosen, chosen with { Reserved = reserved }) };
    }

    private static ComputeService Served(CloudShape shape, SeededRandom random, ComputeService service)
    {
        ComputeService served = random.Chance(shape.DisabledShare)
            ? service with { IsEnabled = false, DisabledReason = random.Pick("maintenance", null) }
            : service;
        if (random.Chance(shape.DownShare))
        {
            served = served with { IsUp = false, IsForcedDown = random.Chance(0.5) };
        }

        return served.IsUp ? served : served with { IsFenced = random.Chance(0.7) ? Fact.Given(true) : random.Pick(Fact.Given(false), default) };
    }
}
