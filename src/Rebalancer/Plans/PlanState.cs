using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Pci;
using Rebalancer.Rules;

namespace Rebalancer.Plans;

/// <summary>A cluster with moves in flight: who holds what where at one moment of a plan. Mutable; clone it to branch.</summary>
/// <remarks>Hosts, instances, groups and resource classes are given by their indexes in the cluster.</remarks>
public sealed class PlanState
{
    private readonly Frame frame;
    private readonly long[] used;
    private readonly int[] hosts;
    private readonly int[] arrivals;
    private readonly Holding?[] held;
    private readonly Holding?[] arriving;
    private readonly int[] members;
    private readonly int[] leaving;
    private readonly int[] instanceCounts;
    private readonly bool[] enabled;
    private readonly NumaUsage?[] numa;
    private readonly PciStock?[] pci;

    private PlanState(Frame frame)
    {
        Cluster cluster = frame.Cluster;
        int hostCount = cluster.Hosts.Length;
        this.frame = frame;
        used = new long[hostCount * cluster.ResourceClasses.Length];
        hosts = new int[cluster.Instances.Length];
        arrivals = new int[cluster.Instances.Length];
        held = new Holding?[cluster.Instances.Length];
        arriving = new Holding?[cluster.Instances.Length];
        members = new int[cluster.ServerGroups.Length * hostCount];
        leaving = new int[cluster.ServerGroups.Length * hostCount];
        instanceCounts = new int[hostCount];
        enabled = [.. cluster.Hosts.Select(host => host.Service.IsEnabled)];
        numa = [.. frame.NumaHosts.Select(host => host is null ? null : NumaUsage.None(host))];
        pci = [.. cluster.Hosts.Select(host => host.PciPools.TryGet(out ImmutableArray<PciPool> pools)
            ? new PciStock(pools, [.. pools.Select(_ => 0)])
            : null)];
        Array.Fill(arrivals, -1);
    }

    private PlanState(PlanState other)
    {
        frame = other.frame;
        used = [.. other.used];
        hosts = [.. other.hosts];
        arrivals = [.. other.arrivals];
        held = [.. other.held];
        arriving = [.. other.arriving];
        members = [.. other.members];
        leaving = [.. other.leaving];
        instanceCounts = [.. other.instanceCounts];
        enabled = [.. other.enabled];
        numa = [.. other.numa];
        pci = [.. other.pci];
    }

    /// <summary>The cluster the state began from.</summary>
    public Cluster Cluster => frame.Cluster;

    /// <summary>The state that a snapshot shows, moves in flight included.</summary>
    public static PlanState Of(Cluster cluster)
    {
        PlanState state = new(new Frame(cluster));
        state.HoldWhatTheSnapshotShows();
        return state;
    }

    /// <summary>An independent copy.</summary>
    public PlanState Clone() => new(this);

    /// <summary>The host an instance is settled on: its source while it moves.</summary>
    public int HostOf(int instance) => hosts[instance];

    /// <summary>The host an instance is moving to, or -1.</summary>
    public int ArrivalOf(int instance) => arrivals[instance];

    /// <summary>What an instance would ask of a new host.</summary>
    public InstanceDemand DemandOf(int instance) => frame.Demands[instance];

    /// <summary>What is held of a class on a host, by settled and arriving instances, moves in flight and other consumers.</summary>
    public long Used(int host, int resourceClass) => used[(host * Cluster.ResourceClasses.Length) + resourceClass];

    /// <summary>The capacity of a class on a host; 0 without an inventory.</summary>
    public long CapacityOf(int host, int resourceClass) => frame.Capacities[(host * Cluster.ResourceClasses.Length) + resourceClass];

    /// <summary>What a host may hold of a class once an instance with some of it arrives: its capacity, or less where a policy of the profile says so.</summary>
    public long ArrivalLimitOf(int host, int resourceClass, Profile profile) =>
        profile.MaxRamOvercommit is { } overcommit && Cluster.ResourceClasses[resourceClass] == ResourceClass.MemoryMb
            ? Math.Min(CapacityOf(host, resourceClass), frame.PhysicalMemoryShare(host, overcommit))
            : CapacityOf(host, resourceClass);

    /// <summary>The amounts that an instance holds on its settled host, by resource class index.</summary>
    public ReadOnlySpan<long> HeldBy(int instance) => held[instance]!.Amounts;

    /// <summary>Members of a group that a host holds, arriving ones included, leaving ones until their release.</summary>
    public int MembersOn(int group, int host) => members[(group * Cluster.Hosts.Length) + host];

    /// <summary>Members of a group that are on a host for certain: neither arriving nor leaving.</summary>
    public int SettledMembersOn(int group, int host) => MembersOn(group, host) - leaving[(group * Cluster.Hosts.Length) + host];

    /// <summary>Instances that a host holds, arriving and leaving ones included.</summary>
    public int InstancesOn(int host) => instanceCounts[host];

    /// <summary>Whether the compute service of a host is enabled by now.</summary>
    public bool IsEnabled(int host) => enabled[host];

    /// <summary>The host's cells, or <c>null</c> where nobody told.</summary>
    public NumaHost? CellsOf(int host) => frame.NumaHosts[host];

    /// <summary>What is used of a host's cells, or <c>null</c> where nobody told the cells.</summary>
    public NumaUsage? CellUsageOf(int host) => numa[host];

    /// <summary>The devices of a host, or <c>null</c> where nobody told.</summary>
    public PciStock? DevicesOf(int host) => pci[host];

    /// <summary>Where the guest cells of an instance are on its settled host, where known.</summary>
    public GuestPlacement? PlacementOf(int instance) => held[instance]?.Placement;

    /// <summary>The amounts that an instance would hold on a host it moves to, by resource class index.</summary>
    public ReadOnlySpan<long> AmountsOn(int instance, int host) => frame.AmountsOn(instance, host);

    /// <summary>Whether the guest cells and devices of an instance fit on a host now, and where Nova would put them.</summary>
    public NumaFitResult Fit(int instance, int host) => frame.Fit(DemandOf(instance), host, numa[host], pci[host]);

    /// <summary>An instance begins to hold a destination; its source holds it until <see cref="Release"/>.</summary>
    /// <exception cref="InvalidOperationException">It is moving already, or its cells or devices do not fit.</exception>
    public void Claim(int instance, int destination)
    {
        if (arrivals[instance] >= 0)
        {
            throw new InvalidOperationException($"Instance {Cluster.Instances[instance].Id} is moving already.");
        }

        InstanceDemand demand = DemandOf(instance);
        NumaFitResult fit = Fit(instance, destination);
        if (!fit.Refusals.IsEmpty)
        {
            throw new InvalidOperationException(fit.Refusals[0].Message);
        }

        Holding holding = new(AmountsOn(instance, destination).ToArray(), fit.Placement, frame.TakeDevices(demand, destination, fit.Placement, pci[destination]));
        arrivals[instance] = destination;
        arriving[instance] = holding;
        Hold(instance, destination, holding, 1);
        CountLeaving(instance, hosts[instance], 1);
    }

    /// <summary>The source of a moving instance ceases to hold it; the instance is settled on its destination.</summary>
    /// <exception cref="InvalidOperationException">It is not moving.</exception>
    public void Release(int instance)
    {
        int destination = arrivals[instance];
        if (destination < 0)
        {
            throw new InvalidOperationException($"Instance {Cluster.Instances[instance].Id} is not moving.");
        }

        CountLeaving(instance, hosts[instance], -1);
        if (held[instance] is { } old)
        {
            Hold(instance, hosts[instance], old, -1);
        }

        hosts[instance] = destination;
        held[instance] = arriving[instance];
        arrivals[instance] = -1;
        arriving[instance] = null;
    }

    /// <summary>A service step: the scheduler may or may not choose the host from now on.</summary>
    public void SetEnabled(int host, bool isEnabled) => enabled[host] = isEnabled;

    private void HoldWhatTheSnapshotShows()
    {
        for (int host = 0; host < Cluster.Hosts.Length; host++)
        {
            foreach ((ResourceClass resourceClass, long amount) in Cluster.Hosts[host].OtherUsage)
            {
                int index = Cluster.IndexOf(resourceClass);
                if (index >= 0)
                {
                    used[(host * Cluster.ResourceClasses.Length) + index] += amount;
                }
            }
        }

        for (int instance = 0; instance < Cluster.Instances.Length; instance++)
        {
            Instance read = Cluster.Instances[instance];
            hosts[instance] = Cluster.IndexOf(read.Host);
            held[instance] = frame.Found(instance, hosts[instance], read.Allocations, read.Placement, pci[hosts[instance]]);
            Hold(instance, hosts[instance], held[instance]!, 1);
        }

        foreach (MoveInFlight move in Cluster.MovesInFlight)
        {
            int instance = Cluster.IndexOf(move.Instance);
            HostName? other = Cluster.Instances[instance].Host == move.Source ? move.Destination : move.Source;
            if (other is { } name && Cluster.IndexOf(name) is >= 0 and var host && host != hosts[instance])
            {
                Hold(instance, host, frame.Found(instance, host, move.OtherAllocations, move.OtherPlacement, pci[host]), 1);
            }
        }
    }

    private void Hold(int instance, int host, Holding holding, int sign)
    {
        int classes = Cluster.ResourceClasses.Length;
        for (int i = 0; i < classes; i++)
        {
            used[(host * classes) + i] += sign * holding.Amounts[i];
        }

        foreach (int group in Cluster.GroupsOf(instance))
        {
            members[(group * Cluster.Hosts.Length) + host] += sign;
        }

        instanceCounts[host] += sign;
        if (holding.Placement is { } placement && numa[host] is { } usage && DemandOf(instance).Topology is { } guest)
        {
            numa[host] = sign > 0
                ? usage.Place(frame.NumaHosts[host]!, guest, placement)
                : usage.Free(frame.NumaHosts[host]!, guest, placement);
        }

        if (!holding.Devices.IsEmpty)
        {
            pci[host] = pci[host]!.With(sign > 0 ? holding.Devices : [.. holding.Devices.Select(count => -count)]);
        }
    }

    private void CountLeaving(int instance, int host, int sign)
    {
        foreach (int group in Cluster.GroupsOf(instance))
        {
            leaving[(group * Cluster.Hosts.Length) + host] += sign;
            leaving[(group * Cluster.Hosts.Length) + arrivals[instance]] += sign;
        }
    }

    /// <summary>What one instance holds on one host.</summary>
    private sealed record Holding(long[] Amounts, GuestPlacement? Placement, ImmutableArray<int> Devices);

    /// <summary>What never changes while a plan runs; shared by all clones.</summary>
    private sealed class Frame
    {
        private readonly long[]?[] amounts;
        private readonly int[] demandClasses;
        private readonly int[] hostFallbacks;

        public Frame(Cluster cluster)
        {
            Cluster = cluster;
            int classes = cluster.ResourceClasses.Length;
            Demands = [.. cluster.Instances.Select(instance => InstanceDemand.Of(instance, cluster.Options))];
            NumaHosts = [.. cluster.Hosts.Select(host => host.Topology.TryGet(out HostTopology? topology)
                ? NumaHost.Of(topology, host.CpuSharedSet.ValueOr(null), host.CpuDedicatedSet.ValueOr(null))
                : null)];
            Capacities = new long[cluster.Hosts.Length * classes];
            for (int host = 0; host < cluster.Hosts.Length; host++)
            {
                foreach (Inventory inventory in cluster.Hosts[host].Inventories)
                {
                    Capacities[(host * classes) + cluster.IndexOf(inventory.ResourceClass)] = Capacity.Of(inventory);
                }
            }

            hostFallbacks = [.. cluster.Hosts.Select(host => host.Inventories.Any(inventory => inventory.ResourceClass == ResourceClass.Pcpu) ? 1 : 0)];
            Dictionary<PlacementRequest, int> requests = [];
            demandClasses = new int[Demands.Length];
            for (int i = 0; i < Demands.Length; i++)
            {
                if (!requests.TryGetValue(Demands[i].Request, out int index))
                {
                    index = requests.Count;
                    requests.Add(Demands[i].Request, index);
                }

                demandClasses[i] = index;
            }

            amounts = new long[]?[requests.Count * 2];
        }

        public Cluster Cluster { get; }

        public ImmutableArray<InstanceDemand> Demands { get; }

        public ImmutableArray<NumaHost?> NumaHosts { get; }

        public long[] Capacities { get; }

        public long[] AmountsOn(int instance, int host)
        {
            ref long[]? row = ref amounts[(demandClasses[instance] * 2) + hostFallbacks[host]];
            return row ??= ToRow(Demands[instance].Request.AmountsOn(Cluster.Hosts[host], Cluster.Options));
        }

        public NumaFitResult Fit(InstanceDemand demand, int host, NumaUsage? usage, PciStock? devices)
        {
            if (demand.Topology is { } guest && NumaHosts[host] is { } cells)
            {
                return NumaFit.Fit(cells, usage!, guest, LimitsOf(host), Cluster.Options.PacksNumaCells.ValueOr(false), demand.Pci, devices);
            }

            return demand.Pci.IsEmpty || devices?.Take(demand.Pci, [], NumaHosts[host]) is not null
                ? new NumaFitResult(null, [])
                : new NumaFitResult(null, [new NumaRefusal("pci.devices", $"{Cluster.Hosts[host].Name} has not enough free PCI devices of the kind asked for.", null)]);
        }

        public ImmutableArray<int> TakeDevices(InstanceDemand demand, int host, GuestPlacement? placement, PciStock? devices) =>
            demand.Pci.IsEmpty || devices is null
                ? []
                : devices.Take(demand.Pci, placement is null ? [] : [.. placement.Cells.Select(cell => cell.HostCell)], NumaHosts[host]) ?? [];

        /// <summary>What the snapshot says an instance holds; its request where Placement was not read.</summary>
        public Holding Found(
            int instance, int host, ImmutableSortedDictionary<ResourceClass, long> allocations, Fact<GuestPlacement> placement, PciStock? devices)
        {
            long[] row = allocations.IsEmpty ? AmountsOn(instance, host) : ToRow(allocations);
            GuestPlacement? cells = placement.TryGet(out GuestPlacement? known) ? known : null;
            return new Holding(row, cells, TakeDevices(Demands[instance], host, cells, devices));
        }

        public long PhysicalMemoryShare(int host, double overcommit)
        {
            foreach (Inventory inventory in Cluster.Hosts[host].Inventories)
            {
                if (inventory.ResourceClass == ResourceClass.MemoryMb)
                {
                    return (long)Math.Floor((inventory.Total - inventory.Reserved) * overcommit);
                }
            }

            return 0;
        }

        private NumaLimits LimitsOf(int host)
        {
            double Ratio(ResourceClass resourceClass) => Cluster.Hosts[host].Inventories
                .Where(inventory => inventory.ResourceClass == resourceClass)
                .Select(inventory => inventory.AllocationRatio).DefaultIfEmpty(1.0).First();
            return new NumaLimits(Ratio(ResourceClass.Vcpu), Ratio(ResourceClass.MemoryMb));
        }

        private long[] ToRow(ImmutableSortedDictionary<ResourceClass, long> found)
        {
            var row = new long[Cluster.ResourceClasses.Length];
            foreach ((ResourceClass resourceClass, long amount) in found)
            {
                int index = Cluster.IndexOf(resourceClass);
                if (index >= 0)
                {
                    row[index] += amount;
                }
            }

            return row;
        }
    }
}
