using System.Collections.Immutable;
using Rebalancer.Execution;
using Rebalancer.Execution.Cloud;
using Rebalancer.Model;
using Rebalancer.Testing.Generation;

namespace Rebalancer.Testing.Simulation;

/// <summary>A cloud in memory that moves instances as Nova does: states, allocations and releases, each at its time, with faults on demand.</summary>
/// <remarks>
/// Its scheduler checks room, services and strict groups; of the other rules it knows nothing. The same seed, clock and calls give the
/// same course of events.
/// </remarks>
public sealed partial class SimulatedCloud : IComputeCloud
{
    private readonly TimeProvider time;
    private readonly SeededRandom random;
    private readonly SimulatedFaults faults;
    private readonly CloudLedger ledger;
    private readonly Dictionary<InstanceId, SimulatedInstance> instances = [];
    private readonly Dictionary<HostName, ServiceReading> services = [];
    private readonly PriorityQueue<Action, (DateTimeOffset Due, int Number)> events = new();
    private readonly List<SimulatedCall> calls = [];

    // When an instance left a host live.
    private readonly Dictionary<(HostName Host, InstanceId Instance), DateTimeOffset> left = [];
    private int numbers;

    /// <summary>The cloud of a cluster, with nothing under way.</summary>
    /// <param name="cluster">Where everything is at first.</param>
    /// <param name="time">The clock.</param>
    /// <param name="seed">The seed of durations and faults.</param>
    /// <param name="faults">What goes wrong; nothing when <c>null</c>.</param>
    public SimulatedCloud(Cluster cluster, TimeProvider time, int seed, SimulatedFaults? faults = null)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(time);
        this.time = time;
        this.faults = faults ?? new SimulatedFaults();
        random = new SeededRandom(seed);
        ledger = new CloudLedger(cluster);
        foreach (Host host in cluster.Hosts)
        {
            services.Add(host.Name, new ServiceReading(host.Name, host.Service.IsUp && !host.Service.IsForcedDown, host.Service.IsEnabled, host.Service.DisabledReason));
        }

        for (int i = 0; i < cluster.Instances.Length; i++)
        {
            Instance read = cluster.Instances[i];
            instances.Add(read.Id, new SimulatedInstance(i, read.Id, read.Host, read.VmState));
        }

        for (int i = 0; i < this.faults.Interferences; i++)
        {
            At(this.faults.InterferenceTime * ((random.Below(1000) + 1) / 1000.0), Interfere);
        }
    }

    /// <summary>Every command that arrived, in order.</summary>
    public IReadOnlyList<SimulatedCall> Calls => calls;

    /// <summary>Moves that the scheduler refused because there was no room, a service was not there or a group forbade it.</summary>
    public int SchedulerRefusals { get; private set; }

    /// <summary>Whether others did anything that can stand in a plan's way.</summary>
    public int Interfered { get; private set; }

    /// <summary>The instances that are there, by where they are.</summary>
    public ImmutableSortedDictionary<InstanceId, HostName> Placement
    {
        get
        {
            Settle();
            return instances.Values.Where(instance => !instance.IsDeleted).ToImmutableSortedDictionary(instance => instance.Id, instance => instance.Host);
        }
    }

    /// <inheritdoc/>
    public Task<InstanceReading?> ReadInstanceAsync(InstanceId instance, CancellationToken cancellation) => ReadAsync(
        () => Find(instance) is { } found
            ? new InstanceReading(
                found.Id, found.Host, found.VmState, found.Task, found.VmState == VmState.Active ? PowerState.Running : PowerState.Shutdown,
                found.VmState == VmState.Error ? "simulated fault" : null)
            : null,
        cancellation);

    /// <inheritdoc/>
    public Task<ImmutableArray<MigrationReading>> ReadMigrationsAsync(InstanceId instance, CancellationToken cancellation) => ReadAsync(
        () => Find(instance) is { } found ? [.. found.Migrations.Select(migration => migration.ToReading())] : ImmutableArray<MigrationReading>.Empty,
        cancellation);

    /// <inheritdoc/>
    public Task<ImmutableArray<ActionReading>> ReadActionsAsync(InstanceId instance, CancellationToken cancellation) => ReadAsync(
        () => Find(instance) is { } found
            ? [.. found.Actions.Select(action => new ActionReading(action.RequestId, action.Name, action.Failure is not null))]
            : ImmutableArray<ActionReading>.Empty,
        cancellation);

    /// <inheritdoc/>
    public Task<string?> ReadFailureAsync(InstanceId instance, string requestId, CancellationToken cancellation) => ReadAsync(
        () => Find(instance)?.Actions.FirstOrDefault(action => action.RequestId == requestId)?.Failure, cancellation);

    /// <inheritdoc/>
    public Task<MigrationProgress?> ReadProgressAsync(InstanceId instance, MigrationReading migration, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(migration);
        return ReadAsync(
            () => Find(instance)?.Migrations.FirstOrDefault(found => found.Id == migration.Id) is { Status: "running" } found ? ProgressOf(found) : null, cancellation);
    }

    /// <inheritdoc/>
    public Task<bool> HoldsAllocationsAsync(string migrationId, CancellationToken cancellation) =>
        ReadAsync(() => ledger.Holds(migrationId), cancellation);

    /// <inheritdoc/>
    public Task<ServiceReading?> ReadServiceAsync(HostName host, CancellationToken cancellation) =>
        ReadAsync(() => services.GetValueOrDefault(host), cancellation);

    /// <inheritdoc/>
    public Task<ImmutableArray<InstanceId>> ReadInstancesOnAsync(HostName host, CancellationToken cancellation) => ReadAsync(
        () => instances.Values.Where(instance => !instance.IsDeleted && instance.Host == host).Select(instance => instance.Id).ToImmutableArray(), cancellation);

    /// <inheritdoc/>
    public Task<bool> HasRoomAsync(InstanceId instance, HostName destination, CancellationToken cancellation) => ReadAsync(
        () => Find(instance) is not { } found || ledger.HasRoom(found, destination), cancellation);

    /// <inheritdoc/>
    public async Task<CallAnswer> SendAsync(CloudCommand command, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(command);
        await PauseAsync(cancellation);
        if (random.Chance(faults.LostCommand))
        {
            await PauseAsync(cancellation);
            return new CallAnswer(CallFate.Unknown, Message: "no answer");
        }

        if (random.Chance(faults.LateCommand))
        {
            // What it took to get here counts as under way.
            TimeSpan late = (faults.LatestArrival - TimeSpan.FromSeconds(2)) * (random.Below(1000) / 1000.0);
            At(late, () => Receive(command));
            return new CallAnswer(CallFate.Unknown, Message: "no answer");
        }

        Settle();
        CallAnswer answer = Receive(command);
        bool isLost = random.Chance(faults.LostAnswer);
        await PauseAsync(cancellation);
        return isLost ? new CallAnswer(CallFate.Unknown, Message: "no answer") : answer;
    }

    /// <summary>What is wrong with the cloud once nothing is under way: an instance in two places, allocations that are not the instances'.</summary>
    public IEnumerable<string> Audit()
    {
        Settle();
        foreach (SimulatedInstance instance in instances.Values)
        {
            foreach (string fault in ledger.Audit(instance))
            {
                yield return fault;
            }

            foreach (SimulatedMigration migration in instance.Migrations)
            {
                bool mayHold = migration.Kind == InFlightKind.Evacuation || instance.VmState == VmState.Resized;
                if (ledger.Holds(migration.Id) && !mayHold)
                {
                    yield return $"migration {migration.Id} ({migration.Status}) holds an allocation";
                }
            }
        }
    }

    /// <summary>Whether anything is still to happen that the simulation has begun.</summary>
    public bool IsAtRest
    {
        get
        {
            Settle();
            return events.Count == 0;
        }
    }

    private async Task<T> ReadAsync<T>(Func<T> read, CancellationToken cancellation)
    {
        bool isEarly = random.Chance(0.5);
        Settle();
        T early = isEarly ? read() : default!;
        await PauseAsync(cancellation);
        if (random.Chance(faults.ReadFailure))
        {
            throw new ComputeCloudException("simulated failure", ReadingHope.AskAgain);
        }

        Settle();
        return isEarly ? early : read();
    }

    private SimulatedInstance? Find(InstanceId id) => instances.TryGetValue(id, out SimulatedInstance? found) && !found.IsDeleted ? found : null;

    private Task PauseAsync(CancellationToken cancellation) => Task.Delay(TimeSpan.FromMilliseconds(random.Between(1, 400)), time, cancellation);

    private MigrationProgress ProgressOf(SimulatedMigration migration)
    {
        const long Total = 1L << 32;
        double share = Math.Min(1, (time.GetUtcNow() - migration.Began) / migration.Takes);
        long done = (long)(Total * share);
        return new MigrationProgress(Total, done, Total - done);
    }

    /// <summary>Something is to happen after a while.</summary>
    private void At(TimeSpan wait, Action happening) => events.Enqueue(happening, (time.GetUtcNow() + wait, numbers++));

    /// <summary>Lets happen what was due by now.</summary>
    private void Settle()
    {
        while (events.TryPeek(out _, out (DateTimeOffset Due, int Number) next) && next.Due <= time.GetUtcNow())
        {
            events.Dequeue()();
        }
    }
}

/// <summary>A command that arrived.</summary>
/// <param name="At">When.</param>
/// <param name="Command">The command.</param>
/// <param name="Answer">What was answered.</param>
public sealed record SimulatedCall(DateTimeOffset At, CloudCommand Command, CallAnswer Answer);
