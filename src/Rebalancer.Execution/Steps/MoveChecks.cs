using System.Collections.Immutable;
using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Execution.Steps;

/// <summary>What a move relies on, read again right before it starts.</summary>
internal sealed class MoveChecks(StepContext context, MoveStep move)
{
    /// <summary>Whether the instance is in a group that the scheduler enforces.</summary>
    public bool HasStrictGroup => StrictGroups().Length > 0;

    /// <summary>Waits while something of it may still come right.</summary>
    /// <returns><c>null</c> when the move may start, else how the try ends.</returns>
    public async Task<Attempt?> RunAsync(CancellationToken cancellation)
    {
        await SchedulerAsync(cancellation);
        DateTimeOffset end = context.Now + context.Options.Patience;
        while (true)
        {
            (Attempt? found, bool mayPass) = await LookAsync(cancellation);
            if (found is null || !mayPass || context.Now >= end)
            {
                return found;
            }

            context.Observe(found.Value.End.Message);
            await context.WaitAsync(cancellation);
        }
    }

    private async Task<(Attempt? Found, bool MayPass)> LookAsync(CancellationToken cancellation)
    {
        CloudDoor door = context.Door;
        InstanceReading? instance = await door.ReadAsync(cloud => cloud.ReadInstanceAsync(move.Instance, cancellation), cancellation);
        if (instance is null)
        {
            return (Attempt.Gone, false);
        }

        if (instance.TaskState is { } task)
        {
            return (Moved($"instance {move.Instance} is busy: its task is {task}"), true);
        }

        if (instance.Host == move.Destination && instance.VmState != VmState.Resized)
        {
            return (await ThereAsync(cancellation), false);
        }

        if (instance.Host != move.Source)
        {
            return (Moved($"instance {move.Instance} is on {instance.Host?.Value ?? "no host"}, not on {move.Source}"), false);
        }

        if (!IsMovable(instance))
        {
            return (Moved($"instance {move.Instance} is {instance.VmState}, which no {move.Kind} move may begin with"), false);
        }

        return await LookAtHostsAsync(cancellation);
    }

    private async Task<(Attempt? Found, bool MayPass)> LookAtHostsAsync(CancellationToken cancellation)
    {
        CloudDoor door = context.Door;
        ServiceReading? there = await door.ReadAsync(cloud => cloud.ReadServiceAsync(move.Destination, cancellation), cancellation);
        if (there is not { IsUp: true, IsEnabled: true })
        {
            return (Moved($"the compute service of {move.Destination} is {(there is null ? "gone" : there.IsUp ? "disabled" : "down")}"), false);
        }

        ServiceReading? here = await door.ReadAsync(cloud => cloud.ReadServiceAsync(move.Source, cancellation), cancellation);
        if (move.Kind == MoveKind.Evacuate)
        {
            if (here is { IsUp: true })
            {
                return (Moved($"the compute service of {move.Source} is up; only a host that is down may be evacuated"), false);
            }

            int source = context.Cluster.IndexOf(move.Source);
            if (source < 0 || !context.Cluster.Hosts[source].Service.IsFenced.ValueOr(false))
            {
                return (Attempt.Final(FailureCause.NeedsOperator, $"nobody has said that {move.Source} is fenced; were it alive, two guests would write to the same disks"), false);
            }
        }
        else if (here is not { IsUp: true })
        {
            return (Moved($"the compute service of {move.Source} is {(here is null ? "gone" : "down")}"), false);
        }

        if (await GroupObstacleAsync(cancellation) is { } group)
        {
            return (Moved(group), false);
        }

        return await door.ReadAsync(cloud => cloud.HasRoomAsync(move.Instance, move.Destination, cancellation), cancellation)
            ? (null, false)
            : (Moved($"{move.Destination} has no room for instance {move.Instance}"), true);
    }

    /// <summary>Waits until the scheduler has noticed that other members of the instance's groups have left the destination live.</summary>
    /// <remarks>After a live migration the source tells the scheduler which instances it has only at its next round (ComputeManager._sync_scheduler_instance_info); until then the filters refuse.</remarks>
    private async Task SchedulerAsync(CancellationToken cancellation)
    {
        DateTimeOffset? noticed = StrictGroups().Where(group => group.Policy == GroupPolicy.AntiAffinity).SelectMany(group => group.Members)
            .Where(member => member != move.Instance)
            .Max(member => context.Run.LeftLive(move.Destination, member) + context.Options.SchedulerSync);
        if (noticed > context.Now)
        {
            context.Observe($"waits until {noticed:T}, when Nova's scheduler has noticed that another member of its group has left {move.Destination}");
            await Task.Delay(noticed.Value - context.Now, context.Time, cancellation);
        }
    }

    private ServerGroup[] StrictGroups()
    {
        int index = context.Cluster.IndexOf(move.Instance);
        return index < 0 ? [] :
        [
            .. context.Cluster.GroupsOf(index).Select(group => context.Cluster.ServerGroups[group])
                .Where(group => group.Policy is GroupPolicy.Affinity or GroupPolicy.AntiAffinity),
        ];
    }

    /// <summary>Whether a strict group forbids the destination, as its members are placed now.</summary>
    private async Task<string?> GroupObstacleAsync(CancellationToken cancellation)
    {
        ServerGroup[] groups = StrictGroups();
        if (groups.Length == 0 || move.Kind == MoveKind.Evacuate)
        {
            return null;
        }

        ImmutableArray<InstanceId> there = await context.Door.ReadAsync(cloud => cloud.ReadInstancesOnAsync(move.Destination, cancellation), cancellation);
        foreach (ServerGroup group in groups)
        {
            int members = there.Count(id => id != move.Instance && group.Members.Contains(id));
            if (group.Policy == GroupPolicy.AntiAffinity && members >= Math.Max(1, group.MaxServerPerHost))
            {
                return $"{move.Destination} has {members} of server group {group.Id} already";
            }
        }

        return null;
    }

    /// <summary>An instance that is where it should be: done, once nothing of the way there is held any more.</summary>
    private async Task<Attempt> ThereAsync(CancellationToken cancellation)
    {
        ImmutableArray<MigrationReading> migrations = await context.Door.ReadAsync(cloud => cloud.ReadMigrationsAsync(move.Instance, cancellation), cancellation);
        return !migrations.IsEmpty && move.Kind != MoveKind.Evacuate && !await new Release(context).WaitAsync(migrations[0].Id, cancellation)
            ? Attempt.Final(FailureCause.NeedsOperator, Release.Leaked(migrations[0].Id, move.Source))
            : Attempt.Done("it was there already");
    }

    private bool IsMovable(InstanceReading instance) => move.Kind switch
    {
        MoveKind.Evacuate => instance.VmState is VmState.Active or VmState.Stopped or VmState.Error or VmState.Rescued,
        MoveKind.Cold => instance.VmState is VmState.Active or VmState.Stopped,
        _ => instance.VmState is VmState.Active or VmState.Paused,
    };

    private static Attempt Moved(string message) => Attempt.Final(FailureCause.WorldMoved, message);
}
