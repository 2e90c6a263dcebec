using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rebalancer.Execution.Cloud;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Compute;

/// <summary>How each command is said to Nova.</summary>
/// <remarks>
/// Versions: live migration 2.68 (the scheduler always checks the host), cold to a host 2.56, evacuation 2.95 where spoken (ends stopped)
/// else 2.68 or later, abort 2.65 (also while queued), services 2.53 (by UUID).
/// </remarks>
internal static class NovaCommands
{
    public static Task<CallAnswer> SendAsync(NovaRequests nova, CloudCommand command, CancellationToken cancellation) => command switch
    {
        LiveMigrateCommand live => ActAsync(nova, 68, live, "os-migrateLive", new JsonObject { ["host"] = live.Destination.Value, ["block_migration"] = "auto" }, cancellation),
        ColdMigrateCommand cold => ActAsync(nova, 56, cold, "migrate", new JsonObject { ["host"] = cold.Destination.Value }, cancellation),
        EvacuateCommand evacuate => ActAsync(nova, 95, evacuate, "evacuate", new JsonObject { ["host"] = evacuate.Destination.Value }, cancellation),
        ConfirmCommand confirm => ActAsync(nova, 56, confirm, "confirmResize", null, cancellation),
        RevertCommand revert => ActAsync(nova, 56, revert, "revertResize", null, cancellation),
        StartCommand start => ActAsync(nova, 56, start, "os-start", null, cancellation),
        AbortCommand abort => nova.SendAsync(HttpMethod.Delete, $"/servers/{abort.Instance}/migrations/{abort.Migration.Number}", 65, [], cancellation),
        ForceCompleteCommand force => nova.SendAsync(
            HttpMethod.Post, $"/servers/{force.Instance}/migrations/{force.Migration.Number}/action", 65, Body("force_complete", null), cancellation),
        DisableCommand disable => SwitchAsync(
            nova, disable.Host, new JsonObject { ["status"] = "disabled", ["disabled_reason"] = disable.Reason }, cancellation),
        EnableCommand enable => SwitchAsync(nova, enable.Host, new JsonObject { ["status"] = "enabled" }, cancellation),
        _ => throw new UnreachableException(),
    };

    private static Task<CallAnswer> ActAsync(
        NovaRequests nova, int minor, InstanceCommand command, string action, JsonNode? arguments, CancellationToken cancellation) =>
        nova.SendAsync(HttpMethod.Post, $"/servers/{command.Instance}/action", minor, Body(action, arguments), cancellation);

    private static async Task<CallAnswer> SwitchAsync(NovaRequests nova, HostName host, JsonObject wish, CancellationToken cancellation)
    {
        ServiceAnswer? service;
        try
        {
            service = await nova.ServiceAsync(host, cancellation);
        }
        catch (ComputeCloudException exception)
        {
            return new CallAnswer(CallFate.Refused, Message: exception.Message);
        }

        return service is null
            ? new CallAnswer(CallFate.Refused, Message: $"{host} has no compute service")
            : await nova.SendAsync(HttpMethod.Put, $"/os-services/{service.Id}", 53, JsonSerializer.SerializeToUtf8Bytes(wish), cancellation);
    }

    private static byte[] Body(string action, JsonNode? arguments) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject { [action] = arguments });
}
