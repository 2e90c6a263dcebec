using System.Runtime.CompilerServices;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules;
using Rebalancer.Rules.Filters;

namespace Rebalancer.Plans;

/// <summary>A cluster with moves in flight: who holds what where at one moment of a plan. Mutable; clone it to branch.</summary>
/// <remarks>Hosts, instances, groups and resource classes are given by their indexes in the cluster.</remarks>
public sealed partial class PlanState
{
    private static readonly ConditionalWeakTable<Cluster, PlanState> Snapshots = [];

    private readonly Frame frame;
    private readonly long[] used;
    private readonly int[] hosts;
    private readonly int[] arrivals;
    private readonly Holding?[] held;
    private readonly Holding?[] arriving;
    private readonly Holding?[] inFlight;
    private readonly bool[] moving;
    private readonly MemberCounts members;
    private readonly HashSet<int> moved;
    private readonly int[] instanceCounts;
    private readonly bool[] enabled;
    private readonly HostCells[] cells;

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
        inFlight = new Holding?[cluster.MovesInFlight.Length];
        moving = new bool[cluster.Instances.Length];
        members = new MemberCounts(hostCount);
        moved = [];
        instanceCounts = new int[hostCount];
        enabled = [.. cluster.Hosts.Select(host => host.Service.IsEnabled)];
        cells = [.. cluster.Hosts.Select(host => HostCells.Empty(host, cluster.Options))];
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
        inFlight = [.. other.inFlight];
        moving = [.. other.moving];
        members = other.members.Clone();
        moved = [.. other.moved];
        instanceCounts = [.. other.instanceCounts];
        enabled = [.. other.enabled];
        cells = [.. other.cells];
    }

    /// <summary>The cluster the state began from.</summary>
    public Cluster Cluster => frame.Cluster;

    /// <summary>The state that a snapshot shows, moves in flight included.</summary>
    /// <remarks>Read once for a cluster: proofs and plans begin here again and again.</remarks>
    public static PlanState Of(Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return Snapshots.GetValue(cluster, static read =>
        {
            PlanState state = new(new Frame(read));
            state.HoldWhatTheSnapshotShows();
            return state;
        }).Clone();
    }

    /// <summary>An independent copy.</summary>
    public PlanState Clone() => new(this);

    /// <summary>The host an instance is settled on: its source while it moves.</summary>
    public int HostOf(int instance) => hosts[instance];

    /// <summary>The host an instance is moving to by a step of the plan, or -1.</summary>
    public int ArrivalOf(int instance) => arrivals[instance];

    /// <summary>Whether an instance is between two hosts: by a step of the plan, or by a migration that the snapshot saw in flight.</summary>
    public bool IsMoving(int instance) => moving[instance];

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

    /// <summary>Whether Placement lets an instance leave its host: before 2025.2 not while the host uses more of a class than it has and the instance holds some of it.</summary>
    public bool LetsGo(int instance)
    {
        if (CloudFacts.Of(Cluster).LetsOverfullLeave)
        {
            return true;
        }

        int host = hosts[instance];
        ReadOnlySpan<long> amounts = HeldBy(instance);
        for (int i = 0; i < amounts.Length; i++)
        {
            if (amounts[i] > 0 && Used(host, i) > CapacityOf(host, i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Members of a group that a host holds, arriving ones included, leaving ones until their release.</summary>
    public int MembersOn(int group, int host) => members.MembersOn(group, host);

    /// <summary>Members of a group that are on a host for certain: neither arriving nor leaving.</summary>
    public int SettledMembersOn(int group, int host) => members.SettledOn(group, host);

    /// <summary>Whether a member of a group may only go where another member is settled: strict affinity, unless only the destination asks and there is no other member.</summary>
    public bool RequiresCompany(int group) => Cluster.ServerGroups[group].Policy == GroupPolicy.Affinity
        && (CloudFacts.Of(Cluster).Has(nameof(ServerGroupAffinityFilter))
            || Cluster.ServerGroups[group].Members.Distinct().Count(member => Cluster.IndexOf(member) >= 0) > 1);

    /// <summary>Instances that a host holds, arriving and leaving ones included.</summary>
    public int InstancesOn(int host) => instanceCounts[host];

    /// <summary>How many instances the enabled filters let a host hold; <see cref="int.MaxValue"/> without such a filter.</summary>
    public int InstanceLimitOf(int host) => CloudFacts.Of(Cluster).Limits[host];

    /// <summary>Whether the compute service of a host is enabled by now.</summary>
    public bool IsEnabled(int host) => enabled[host];

    /// <summary>The cells and devices of a host with what is used of them now.</summary>
    public HostCells CellsOf(int host) => cells[host];

    /// <summary>Where the guest cells of an instance are on its settled host, where known.</summary>
    public GuestPlacement? PlacementOf(int instance) => held[instance]!.Structure.Placement;

    /// <summary>What an instance holds of the cells and devices of its settled host.</summary>
    public GuestHolding HoldingOf(int instance) => held[instance]!.Structure;

    /// <summary>The amounts that an instance would hold on a host it moves to, by resource class index.</summary>
    public ReadOnlySpan<long> AmountsOn(int instance, int host) => frame.AmountsOn(instance, host);

    /// <summary>Whether the guest cells and devices of an instance fit on a host now, and where Nova would put them.</summary>
    public NumaFitResult Fit(int instance, int host) => cells[host].Fit(DemandOf(instance));

    /// <summary>An instance begins to hold a destination; its source holds it until <see cref="Release"/>.</summary>
    /// <exception cref="InvalidOperationException">It is moving already, or its cells or devices do not fit.</exception>
    public void Claim(int instance, int destination)
    {
        if (moving[instance])
        {
            throw new InvalidOperationException($"Instance {Cluster.Instances[instance].Id} is moving already.");
        }

        InstanceDemand demand = DemandOf(instance);
        NumaFitResult fit = Fit(instance, destination);
        if (!fit.Refusals.IsEmpty)
        {
            throw new InvalidOperationException(fit.Refusals[0].Message);
        }

        Holding holding = new(AmountsOn(instance, destination).ToArray(), cells[destination].HoldingOf(demand, fit.Placement));
        moved.Add(instance);
        arrivals[instance] = destination;
        arriving[instance] = holding;
        moving[instance] = true;
        Hold(instance, destination, holding, 1);
        CountMoving(instance, hosts[instance], 1);
        CountMoving(instance, destination, 1);
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

        CountMoving(instance, hosts[instance], -1);
        CountMoving(instance, destination, -1);
        Hold(instance, hosts[instance], held[instance]!, -1);
        hosts[instance] = destination;
        held[instance] = arriving[instance];
        arrivals[instance] = -1;
        arriving[instance] = null;
        moving[instance] = false;
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
            held[instance] = frame.Found(instance, hosts[instance], read.Allocations, read.Placement, cells[hosts[instance]]);
            Hold(instance, hosts[instance], held[instance]!, 1);
        }

        HoldWhatIsInFlight();
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
            members.AddMembers(group, host, sign);
        }

        instanceCounts[host] += sign;
        cells[host] = sign > 0 ? cells[host].With(holding.Structure) : cells[host].Without(holding.Structure);
    }

    private void CountMoving(int instance, int host, int sign)
    {
        foreach (int group in Cluster.GroupsOf(instance))
        {
            members.AddMoving(group, host, sign);
        }
    }
}
