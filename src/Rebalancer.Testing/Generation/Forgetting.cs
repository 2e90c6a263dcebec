using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Testing.Generation;

/// <summary>Takes away facts that an API does not tell, as if nobody had written them down.</summary>
internal static class Forgetting
{
    /// <summary>Forgets the share of the shape.</summary>
    public static void ApplyTo(CloudDraft draft)
    {
        if (draft.Shape.UnknownShare == 0)
        {
            return;
        }

        HashSet<HostName> withoutCells = [];
        for (int i = 0; i < draft.Hosts.Count; i++)
        {
            Host host = Forget(draft.Hosts[i], draft);
            draft.Hosts[i] = host;
            if (!host.Topology.IsKnown)
            {
                withoutCells.Add(host.Name);
            }
        }

        // Where a guest's cells are is told with the cells of its host or not at all.
        for (int i = 0; i < draft.Instances.Count; i++)
        {
            Instance instance = Forget(draft.Instances[i], draft);
            draft.Instances[i] = withoutCells.Contains(instance.Host) ? instance with { Placement = default } : instance;
        }

        for (int i = 0; i < draft.MovesInFlight.Count; i++)
        {
            MoveInFlight move = draft.MovesInFlight[i];
            HostName? other = draft.Instances.Find(instance => instance.Id == move.Instance)!.Host == move.Source ? move.Destination : move.Source;
            draft.MovesInFlight[i] = other is { } name && withoutCells.Contains(name) ? move with { OtherPlacement = default } : move;
        }
    }

    private static Host Forget(Host host, CloudDraft draft) => host with
    {
        HypervisorVersion = Kept(draft, host.HypervisorVersion),
        Cpu = Kept(draft, host.Cpu),
        CpuMode = Kept(draft, host.CpuMode),
        Cell = Kept(draft, host.Cell),
        Topology = Kept(draft, host.Topology),
        CpuSharedSet = host.CpuDedicatedSet.ValueOr(null) is null ? Kept(draft, host.CpuSharedSet) : host.CpuSharedSet,
        PciPools = host.PciPools.ValueOr([]).IsEmpty ? Kept(draft, host.PciPools) : host.PciPools,
        MdevTypes = Kept(draft, host.MdevTypes),
        Storage = new HostStorage
        {
            Backend = Kept(draft, host.Storage.Backend),
            SharedPathGroup = Kept(draft, host.Storage.SharedPathGroup),
        },
        SshKeyGroup = Kept(draft, host.SshKeyGroup),
    };

    private static Instance Forget(Instance instance, CloudDraft draft) => instance with
    {
        Image = draft.Random.Chance(draft.Shape.UnknownShare) && instance.Image.Properties.ValueOr(ImmutableSortedDictionary<string, string>.Empty).IsEmpty
            ? new Image()
            : instance.Image,
        ConfigDrive = Kept(draft, instance.ConfigDrive),
        Ports = instance.Ports.ValueOr([]).Length > 1 ? instance.Ports : Kept(draft, instance.Ports),
        PinnedZone = Kept(draft, instance.PinnedZone),
        SchedulerHints = Kept(draft, instance.SchedulerHints),
        GuestCpu = Kept(draft, instance.GuestCpu),
        HasShare = Kept(draft, instance.HasShare),
    };

    private static Fact<T> Kept<T>(CloudDraft draft, Fact<T> fact) => draft.Random.Chance(draft.Shape.UnknownShare) ? default : fact;
}
