using System.Collections.Immutable;
using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Runs;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Steps;

/// <summary>Waits for the end and the release of a migration that is not the run's.</summary>
internal sealed class WaitRun(StepContext context, WaitStep step) : IStepRun
{
    public async Task<StepEnd?> RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            ImmutableArray<MigrationReading> migrations = await context.Door.ReadAsync(cloud => cloud.ReadMigrationsAsync(step.Instance, cancellation), cancellation);
            MigrationReading? migration = migrations.FirstOrDefault(migration => migration.Id == step.MigrationId);
            if (migration is null)
            {
                InstanceReading? instance = await context.Door.ReadAsync(cloud => cloud.ReadInstanceAsync(step.Instance, cancellation), cancellation);
                return instance is null ? StepEnd.Dropped : StepEnd.Failed(FailureCause.WorldMoved, $"there is no migration {step.MigrationId}");
            }

            if (MigrationStatus.IsOver(migration.Status))
            {
                return !await new Release(context).WaitAsync(migration.Id, cancellation)
                    ? StepEnd.Failed(FailureCause.NeedsOperator, Release.Leaked(migration.Id, migration.Source))
                    : MigrationStatus.IsBadEnd(migration.Status)
                    ? StepEnd.Failed(FailureCause.WorldMoved, $"the migration that was waited for has ended as {migration.Status}")
                    : StepEnd.Done();
            }

            context.Observe(migration.Status);
            await context.WaitAsync(cancellation);
        }
    }
}
