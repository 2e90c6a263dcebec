using Rebalancer.Execution.Cloud;

namespace Rebalancer.Testing.Simulation;

/// <content>What others do meanwhile.</content>
public sealed partial class SimulatedCloud
{
    private void Interfere()
    {
        Interfered++;
        SimulatedInstance instance = random.Pick<SimulatedInstance>([.. instances.Values]);
        ServiceReading service = random.Pick<ServiceReading>([.. services.Values]);
        if (instance.IsDeleted)
        {
            return;
        }

        switch (random.Below(6))
        {
            case 0:
                Delete(instance);
                break;
            case 1:
                _ = Ask(instance, new LiveMigrateCommand(instance.Id, service.Host), $"req-{++numbers}");
                break;
            case 2 when instance.Migrations.Count > 0:
                _ = Ask(instance, new AbortCommand(instance.Id, instance.Migrations[0].ToReading()), $"req-{++numbers}");
                break;
            case 3:
                string consumer = $"stranger-{++numbers}";
                ledger.Fill(consumer, service.Host);
                At(Seconds(10, 600), () => ledger.Free(consumer));
                break;
            case 4:
                services[service.Host] = service with { IsUp = !service.IsUp };
                At(Seconds(10, 600), () => services[service.Host] = services[service.Host] with { IsUp = service.IsUp });
                break;
            default:
                services[service.Host] = service with { IsEnabled = false, DisabledReason = "somebody else" };
                break;
        }
    }

    private void Delete(SimulatedInstance instance)
    {
        instance.IsDeleted = true;
        ledger.Free(instance.Id.Value);
        foreach (SimulatedMigration migration in instance.Migrations)
        {
            migration.Version++;
            ledger.Free(migration.Id);
        }
    }
}
