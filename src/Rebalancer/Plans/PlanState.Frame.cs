using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules;

namespace Rebalancer.Plans;

/// <content>What the state stands on.</content>
public sealed partial class PlanState
{
    /// <summary>What one instance holds on one host.</summary>
    private sealed record Holding(long[] Amounts, GuestHolding Structure);

    /// <summary>What never changes while a plan runs; shared by all clones.</summary>
    private sealed class Frame
    {
        private readonly long[]?[] amounts;
        private readonly int[] demandClasses;
        private readonly int[] hostShapes;
        private readonly int shapeCount;
        private ILookup<int, int>? residents;
        private ILookup<int, int>? inFlight;

        public Frame(Cluster cluster)
        {
            Cluster = cluster;
            int classes = cluster.ResourceClasses.Length;
            Demands = CloudFacts.Of(cluster).Demands;
            Capacities = new long[cluster.Hosts.Length * classes];
            for (int host = 0; host < cluster.Hosts.Length; host++)
            {
                foreach (Inventory inventory in cluster.Hosts[host].Inventories)
                {
                    Capacities[(host * classes) + cluster.IndexOf(inventory.ResourceClass)] = Capacity.Of(inventory);
                }
            }

            // Hosts of one shape answer a request with the same amounts: with dedicated CPUs or without, or by the same providers.
            Dictionary<string, int> shapes = new(StringComparer.Ordinal);
            hostShapes = new int[cluster.Hosts.Length];
            for (int host = 0; host < hostShapes.Length; host++)
            {
                Host read = cluster.Hosts[host];
                string shape = !read.Providers.IsEmpty ? HostKeys.ShapeOf(read) : PlacementRequest.HasPcpu(read) ? "dedicated" : "shared";
                shapes.TryAdd(shape, shapes.Count);
                hostShapes[host] = shapes[shape];
            }

            shapeCount = shapes.Count;
            Dictionary<InstanceDemand, int> requests = new(ReferenceEqualityComparer.Instance);
            demandClasses = new int[Demands.Length];
            for (int i = 0; i < Demands.Length; i++)
            {
                if (!requests.TryGetValue(Demands[i], out int index))
                {
                    index = requests.Count;
                    requests.Add(Demands[i], index);
                }

                demandClasses[i] = index;
            }

            amounts = new long[]?[requests.Count * shapeCount];
        }

        public Cluster Cluster { get; }

        /// <summary>The instances that are on a host in the snapshot.</summary>
        public IEnumerable<int> ResidentsOf(int host) =>
            (residents ??= Enumerable.Range(0, Cluster.Instances.Length).ToLookup(instance => Cluster.IndexOf(Cluster.Instances[instance].Host)))[host];

        /// <summary>The migrations in flight that hold a host beside the one their instance is on.</summary>
        public IEnumerable<int> InFlightBeside(int host) => (inFlight ??= Enumerable.Range(0, Cluster.MovesInFlight.Length).ToLookup(OtherHostOf))[host];

        /// <summary>The host that a migration in flight holds beside the one its instance is on, or -1.</summary>
        public int OtherHostOf(int move)
        {
            MoveInFlight read = Cluster.MovesInFlight[move];
            HostName here = Cluster.Instances[Cluster.IndexOf(read.Instance)].Host;
            HostName? other = here == read.Source ? read.Destination : read.Source;
            return other is { } name && name != here ? Cluster.IndexOf(name) : -1;
        }

        public ImmutableArray<InstanceDemand> Demands { get; }

        public long[] Capacities { get; }

        public long[] AmountsOn(int instance, int host)
        {
            ref long[]? row = ref amounts[(demandClasses[instance] * shapeCount) + hostShapes[host]];
            return row ??= ToRow(Demands[instance].Request.AmountsOn(Cluster.Hosts[host], Cluster.Options));
        }

        /// <summary>What the snapshot says an instance holds; its request where Placement was not read.</summary>
        public Holding Found(
            int instance, int host, ImmutableSortedDictionary<ResourceClass, long> allocations, Fact<GuestPlacement> placement, HostCells on)
        {
            long[] row = allocations.IsEmpty ? AmountsOn(instance, host) : ToRow(allocations);
            return new Holding(row, on.HoldingOf(Demands[instance], placement.TryGet(out GuestPlacement? known) ? known : null));
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
