using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Execution;
using Rebalancer.Execution.Cloud;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;
using Rebalancer.OpenStack.Compute;
using Rebalancer.OpenStack.Connections;
using Rebalancer.OpenStack.Mapping;

namespace Rebalancer.OpenStack;

/// <summary>Nova and Placement as an executor needs them.</summary>
/// <remarks>Decides nothing: it asks, and tells what was answered.</remarks>
public sealed class NovaCloud : IComputeCloud
{
    private readonly NovaRequests nova;
    private readonly PlacementRoom room;

    /// <summary>A cloud that is spoken to through a connection, which stays the caller's.</summary>
    /// <param name="connection">The connection; who signs in needs the administrator's rights in Nova.</param>
    public NovaCloud(CloudConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        nova = new NovaRequests(connection);
        room = new PlacementRoom(nova);
    }

    /// <inheritdoc/>
    public async Task<InstanceReading?> ReadInstanceAsync(InstanceId instance, CancellationToken cancellation)
    {
        using JsonDocument? document = await nova.FindAsync($"/servers/{instance}", 73, cancellation);
        if (document?.RootElement.ObjectOf("server") is not { } server)
        {
            return null;
        }

        string state = NovaRequests.Needed(server, "OS-EXT-STS:vm_state");
        return !ServerView.TryVmState(state, out VmState vmState)
            ? throw NovaRequests.Malformed($"server {instance} has the vm_state '{state}'")
            : vmState == VmState.Deleted ? null
            : new InstanceReading(
                instance,
                server.TextOf("OS-EXT-SRV-ATTR:host") is { Length: > 0 } host ? new HostName(host) : null,
                vmState,
                server.TextOf("OS-EXT-STS:task_state"),
                server.TryGetProperty("OS-EXT-STS:power_state", out JsonElement power) && power.TryGetInt32(out int number) ? (PowerState)number : PowerState.NoState,
                server.ObjectOf("fault")?.TextOf("message"));
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<MigrationReading>> ReadMigrationsAsync(InstanceId instance, CancellationToken cancellation)
    {
        using JsonDocument? document = await nova.FindAsync($"/os-migrations?instance_uuid={instance}", 59, cancellation);
        return [.. NovaRequests.ListOf(document, "migrations").Select(ToMigration).OrderByDescending(migration => migration.Number)];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<ActionReading>> ReadActionsAsync(InstanceId instance, CancellationToken cancellation)
    {
        using JsonDocument? document = await nova.FindAsync($"/servers/{instance}/os-instance-actions", 58, cancellation);
        return
        [
            .. NovaRequests.ListOf(document, "instanceActions").Select(action => new ActionReading(
                NovaRequests.Needed(action, "request_id"), NovaRequests.Needed(action, "action"), action.TextOf("message") == "Error")),
        ];
    }

    /// <inheritdoc/>
    public async Task<string?> ReadFailureAsync(InstanceId instance, string requestId, CancellationToken cancellation)
    {
        using JsonDocument? document = await nova.FindAsync($"/servers/{instance}/os-instance-actions/{Uri.EscapeDataString(requestId)}", 84, cancellation);
        if (document?.RootElement.ObjectOf("instanceAction") is not { } action || !action.TryGetProperty("events", out JsonElement events) || events.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        // The service that failed tells more than those that asked it and failed with it.
        string[] details = [.. events.EnumerateArray().Where(one => one.TextOf("result") == "Error").Select(one => one.TextOf("details")).OfType<string>().Distinct()];
        return details.Length == 0 ? null : ErrorText.OneLine(string.Join("; ", details));
    }

    /// <inheritdoc/>
    public async Task<MigrationProgress?> ReadProgressAsync(InstanceId instance, MigrationReading migration, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(migration);
        using JsonDocument? document = await nova.FindAsync($"/servers/{instance}/migrations/{migration.Number}", 59, cancellation);
        return document?.RootElement.ObjectOf("migration") is { } found
            ? new MigrationProgress(Bytes(found, "total"), Bytes(found, "processed"), Bytes(found, "remaining"))
            : null;
    }

    /// <inheritdoc/>
    public async Task<bool> HoldsAllocationsAsync(string migrationId, CancellationToken cancellation) =>
        (await room.AllocationsOfAsync(migrationId, cancellation)).Count > 0;

    /// <inheritdoc/>
    public async Task<ServiceReading?> ReadServiceAsync(HostName host, CancellationToken cancellation) =>
        await nova.ServiceAsync(host, cancellation) is { } service
            ? new ServiceReading(host, service.State == "up" && !service.ForcedDown, service.Status == "enabled", service.DisabledReason)
            : null;

    /// <inheritdoc/>
    public async Task<ImmutableArray<InstanceId>> ReadInstancesOnAsync(HostName host, CancellationToken cancellation)
    {
        ImmutableArray<InstanceId>.Builder found = ImmutableArray.CreateBuilder<InstanceId>();
        string marker = "";
        while (true)
        {
            using JsonDocument? document = await nova.FindAsync($"/servers?all_tenants=True&host={Uri.EscapeDataString(host.Value)}{marker}", 73, cancellation);
            InstanceId[] page = [.. NovaRequests.ListOf(document, "servers").Select(server => new InstanceId(NovaRequests.Needed(server, "id")))];
            found.AddRange(page);
            if (page.Length == 0 || !document!.RootElement.TryGetProperty("servers_links", out _))
            {
                return found.ToImmutable();
            }

            marker = $"&marker={page[^1]}";
        }
    }

    /// <inheritdoc/>
    public Task<bool> HasRoomAsync(InstanceId instance, HostName destination, CancellationToken cancellation) =>
        room.HasAsync(instance, destination, cancellation);

    /// <inheritdoc/>
    public Task<CallAnswer> SendAsync(CloudCommand command, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(command);
        return NovaCommands.SendAsync(nova, command, cancellation);
    }

    private static long Bytes(JsonElement migration, string what)
    {
        return One($"memory_{what}_bytes") + One($"disk_{what}_bytes");

        long One(string name) => migration.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long bytes) ? bytes : 0;
    }

    private static MigrationReading ToMigration(JsonElement migration) => new(
        NovaRequests.Needed(migration, "uuid"),
        migration.TryGetProperty("id", out JsonElement id) && id.TryGetInt64(out long number) ? number : throw NovaRequests.Malformed("a migration has no id"),
        migration.TextOf("migration_type") switch
        {
            "live-migration" => InFlightKind.Live,
            "migration" => InFlightKind.Cold,
            "resize" => InFlightKind.Resize,
            _ => InFlightKind.Evacuation,
        },
        NovaRequests.Needed(migration, "status"),
        new HostName(migration.TextOf("source_compute") ?? ""),
        migration.TextOf("dest_compute") is { Length: > 0 } destination ? new HostName(destination) : null);
}
