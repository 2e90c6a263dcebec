using System.Collections.Immutable;
using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.Testing.Simulation;

namespace Rebalancer.Execution.Tests;

/// <summary>Instances that somebody deletes while they migrate: Nova takes their own allocation away, but not always that of the migration.</summary>
public sealed class GoneTests
{
    [Fact]
    public void An_instance_that_is_deleted_while_it_migrates_is_dropped_once_the_migration_lets_go()
    {
        StepEnd end = Run(TimeSpan.FromMinutes(1));
        Assert.Equal(StepOutcome.Dropped, end.Outcome);
    }

    [Fact]
    public void A_migration_that_keeps_its_source_when_its_instance_is_gone_is_told_to_the_operator()
    {
        StepEnd end = Run(TimeSpan.MaxValue);
        Assert.Equal((StepOutcome.Failed, FailureCause.NeedsOperator), (end.Outcome, end.Cause!.Value));
        Assert.Contains("'nova-manage placement audit'", end.Message, StringComparison.Ordinal);
    }

    private static StepEnd Run(TimeSpan held)
    {
        ExecutionCase tried = ExecutionCase.Drain(1);
        VirtualTime time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        DeletingCloud cloud = new(new SimulatedCloud(tried.Cluster, time, 1), time, held);
        using MemoryStream disk = new();
        using Journal journal = new(disk, "journal");
        ExecutionReport report = time.Run(() => new PlanExecutor(cloud, null, time).RunAsync(tried.Cluster, tried.Plan, journal));
        return report.Steps[1].End!;
    }

    /// <summary>Loses every instance as soon as it migrates; the migration holds its source for so long after.</summary>
    private sealed class DeletingCloud(SimulatedCloud inner, TimeProvider time, TimeSpan held) : IComputeCloud
    {
        private DateTimeOffset? deleted;

        public async Task<InstanceReading?> ReadInstanceAsync(InstanceId instance, CancellationToken cancellation)
        {
            if (deleted is null && (await inner.ReadMigrationsAsync(instance, cancellation)).Any(migration => migration.Status == "running"))
            {
                deleted = time.GetUtcNow();
            }

            return deleted is null ? await inner.ReadInstanceAsync(instance, cancellation) : null;
        }

        public Task<bool> HoldsAllocationsAsync(string migrationId, CancellationToken cancellation) =>
            deleted is { } moment ? Task.FromResult(time.GetUtcNow() - moment < held) : inner.HoldsAllocationsAsync(migrationId, cancellation);

        public Task<ImmutableArray<MigrationReading>> ReadMigrationsAsync(InstanceId instance, CancellationToken cancellation) =>
            deleted is null ? inner.ReadMigrationsAsync(instance, cancellation) : Task.FromResult(ImmutableArray<MigrationReading>.Empty);

        public Task<ImmutableArray<ActionReading>> ReadActionsAsync(InstanceId instance, CancellationToken cancellation) => inner.ReadActionsAsync(instance, cancellation);

        public Task<string?> ReadFailureAsync(InstanceId instance, string requestId, CancellationToken cancellation) => inner.ReadFailureAsync(instance, requestId, cancellation);

        public Task<MigrationProgress?> ReadProgressAsync(InstanceId instance, MigrationReading migration, CancellationToken cancellation) =>
            inner.ReadProgressAsync(instance, migration, cancellation);

        public Task<ServiceReading?> ReadServiceAsync(HostName host, CancellationToken cancellation) => inner.ReadServiceAsync(host, cancellation);

        public Task<ImmutableArray<InstanceId>> ReadInstancesOnAsync(HostName host, CancellationToken cancellation) => inner.ReadInstancesOnAsync(host, cancellation);

        public Task<bool> HasRoomAsync(InstanceId instance, HostName destination, CancellationToken cancellation) => inner.HasRoomAsync(instance, destination, cancellation);

        public Task<CallAnswer> SendAsync(CloudCommand command, CancellationToken cancellation) => inner.SendAsync(command, cancellation);
    }
}
