using Rebalancer.Execution.Cloud;
using Rebalancer.Model;

namespace Rebalancer.Testing.Simulation;

/// <content>What becomes of commands.</content>
public sealed partial class SimulatedCloud
{
    private CallAnswer Receive(CloudCommand command)
    {
        string request = $"req-{++numbers}";
        CallAnswer answer = command switch
        {
            DisableCommand disable => Switch(services[disable.Host] with { IsEnabled = false, DisabledReason = disable.Reason }, request),
            EnableCommand enable => Switch(services[enable.Host] with { IsEnabled = true, DisabledReason = null }, request),
            InstanceCommand asked when Find(asked.Instance) is not { } => Refuse(404, request, "instance not found"),
            InstanceCommand asked => Ask(Find(asked.Instance)!, asked, request),
            _ => Refuse(400, request, "unknown command"),
        };
        calls.Add(new SimulatedCall(time.GetUtcNow(), command, answer));
        return answer;
    }

    private CallAnswer Switch(ServiceReading service, string request)
    {
        services[service.Host] = service;
        return new CallAnswer(CallFate.Accepted, request, 200);
    }

    private CallAnswer Ask(SimulatedInstance instance, InstanceCommand command, string request)
    {
        SimulatedMigration? running = instance.Migrations.FirstOrDefault(migration => migration.Status is "queued" or "preparing" or "running");
        (bool mayBegin, string? task) = command switch
        {
            LiveMigrateCommand => (instance.VmState is VmState.Active or VmState.Paused && IsUp(instance.Host), "migrating"),
            ColdMigrateCommand => (instance.VmState is VmState.Active or VmState.Stopped && IsUp(instance.Host), "resize_prep"),
            EvacuateCommand => (instance.VmState is VmState.Active or VmState.Stopped or VmState.Error && !IsUp(instance.Host), "rebuilding"),
            ConfirmCommand or RevertCommand => (instance.VmState == VmState.Resized && instance.Migrations[0].Status == "finished", instance.Task),
            StartCommand => (instance.VmState == VmState.Stopped, "powering-on"),
            AbortCommand or ForceCompleteCommand => (running is not null, instance.Task),
            _ => (false, null),
        };
        bool isAside = command is AbortCommand or ForceCompleteCommand;
        if (!mayBegin || (!isAside && instance.Task is not null))
        {
            return Refuse(409, request, $"instance is {instance.VmState} with task {instance.Task ?? "none"} on {instance.Host}");
        }

        SimulatedAction action = new(request, command.Name);
        instance.Actions.Insert(0, action);
        instance.Task = task;
        switch (command)
        {
            case LiveMigrateCommand live:
                Soon(() => Schedule(instance, InFlightKind.Live, live.Destination, action));
                break;
            case ColdMigrateCommand cold:
                Soon(() => Schedule(instance, InFlightKind.Cold, cold.Destination, action));
                break;
            case EvacuateCommand evacuate:
                Soon(() => Schedule(instance, InFlightKind.Evacuation, evacuate.Destination, action));
                break;
            case ConfirmCommand:
                instance.Migrations[0].Status = "confirming";
                Soon(() => Confirm(instance, instance.Migrations[0]));
                break;
            case RevertCommand:
                instance.Migrations[0].Status = "reverting";
                instance.Task = "resize_reverting";
                Soon(() => Revert(instance, instance.Migrations[0]));
                break;
            case StartCommand:
                Soon(() => (instance.VmState, instance.Task) = (VmState.Active, null));
                break;
            case AbortCommand:
                Soon(() => Abort(instance, running!));
                break;
            case ForceCompleteCommand when running!.Status == "running":
                running.Version++;
                Then(running, TimeSpan.FromSeconds(2), () => Arrive(instance, running));
                break;
        }

        return new CallAnswer(CallFate.Accepted, request, 202);
    }

    /// <summary>The conductor asks the scheduler whether the destination will do.</summary>
    private void Schedule(SimulatedInstance instance, InFlightKind kind, HostName destination, SimulatedAction action)
    {
        if (instance.IsDeleted)
        {
            return;
        }

        SimulatedMigration migration = new($"migration-{++numbers}", numbers, kind, instance.Host, destination, action);
        instance.Migrations.Insert(0, migration);
        if (Obstacle(instance, destination) is { } obstacle)
        {
            SchedulerRefusals++;
            Fail(instance, migration, "error", $"No valid host was found. {obstacle}");
            return;
        }

        ledger.Claim(instance, migration);
        instance.FormerState = instance.VmState;
        bool fails = random.Chance(faults.MigrationFailure);
        (string first, string second) = kind switch
        {
            InFlightKind.Live => ("queued", "preparing"),
            InFlightKind.Cold => ("pre-migrating", "migrating"),
            _ => ("accepted", "pre-migrating"),
        };
        migration.Status = first;
        Then(migration, Seconds(0, 5), () => migration.Status = second);
        Then(migration, Seconds(5, 8), () => Copy(instance, migration, fails));
    }

    private void Copy(SimulatedInstance instance, SimulatedMigration migration, bool fails)
    {
        migration.Status = migration.Kind switch { InFlightKind.Live => "running", InFlightKind.Cold => "post-migrating", _ => "pre-migrating" };
        migration.Began = time.GetUtcNow();
        migration.Takes = Seconds(1, 60);
        if (fails)
        {
            Then(migration, migration.Takes / 2, () => Fail(instance, migration, migration.Kind == InFlightKind.Live ? "failed" : "error", "simulated failure of the hypervisor"));
        }
        else if (migration.Kind == InFlightKind.Live && random.Chance(faults.Stall))
        {
            migration.Takes = TimeSpan.MaxValue;
        }
        else
        {
            Then(migration, migration.Takes, () => Arrive(instance, migration));
        }
    }

    private void Arrive(SimulatedInstance instance, SimulatedMigration migration)
    {
        instance.Host = migration.Destination;
        instance.Task = null;
        switch (migration.Kind)
        {
            case InFlightKind.Live:
                left[(migration.Source, instance.Id)] = time.GetUtcNow();
                // Nova saves the host, then the status, then frees the source.
                Then(migration, Seconds(0, 4), () => migration.Status = "completed");
                Then(migration, Seconds(4, 10), () => ledger.Free(migration.Id));
                break;
            case InFlightKind.Cold:
                migration.Status = "finished";
                instance.VmState = VmState.Resized;
                break;
            default:
                migration.Status = "done";
                instance.VmState = VmState.Stopped;
                break;
        }
    }

    private void Confirm(SimulatedInstance instance, SimulatedMigration migration)
    {
        migration.Status = "confirmed";
        Then(migration, Seconds(0, 5), () => instance.VmState = instance.FormerState);
        Then(migration, Seconds(0, 9), () => ledger.Free(migration.Id));
    }

    private void Revert(SimulatedInstance instance, SimulatedMigration migration)
    {
        if (!instance.IsDeleted)
        {
            ledger.Return(instance, migration);
            migration.Status = "reverted";
            instance.Host = migration.Source;
            instance.VmState = instance.FormerState;
            instance.Task = null;
        }
    }

    private void Abort(SimulatedInstance instance, SimulatedMigration migration)
    {
        if (!instance.IsDeleted && instance.Host == migration.Source && migration.Status is "queued" or "preparing" or "running")
        {
            Fail(instance, migration, "cancelled", "aborted");
        }
    }

    private void Fail(SimulatedInstance instance, SimulatedMigration migration, string status, string message)
    {
        migration.Version++;
        migration.Status = status;
        migration.Action.Failure = message;
        ledger.Return(instance, migration);
        Soon(() =>
        {
            instance.Task = null;
            if (migration.Kind == InFlightKind.Cold && random.Chance(faults.ErrorState))
            {
                instance.VmState = VmState.Error;
            }
        });
    }

    private string? Obstacle(SimulatedInstance instance, HostName destination)
    {
        ServiceReading service = services[destination];
        return !service.IsUp ? "service down"
            : !service.IsEnabled ? "service disabled"
            : !ledger.HasRoom(instance, destination) ? "no room"
            : ledger.IsForbiddenByGroup(instance, destination, member => left.TryGetValue((destination, member), out DateTimeOffset moment) && time.GetUtcNow() - moment < faults.SchedulerSync) ? "group"
            : null;
    }

    private bool IsUp(HostName host) => services[host].IsUp;

    private static CallAnswer Refuse(int status, string request, string message) => new(CallFate.Refused, request, status, message);

    private TimeSpan Seconds(int least, int most) => TimeSpan.FromMilliseconds(random.Between(least * 1000, most * 1000));

    private void Soon(Action happening) => At(Seconds(0, 3), happening);

    /// <summary>What happens next to a migration, unless something else happens to it before.</summary>
    private void Then(SimulatedMigration migration, TimeSpan wait, Action happening)
    {
        int version = migration.Version;
        At(wait, () =>
        {
            if (migration.Version == version)
            {
                happening();
            }
        });
    }
}
