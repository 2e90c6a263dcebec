using System.Text.Json;
using Rebalancer.Execution.Cloud;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;
using Rebalancer.OpenStack.Connections;

namespace Rebalancer.OpenStack.Compute;

/// <summary>Asks Nova and Placement, and says of what is no answer whether asking again may help.</summary>
internal sealed class NovaRequests(CloudConnection connection)
{
    /// <summary>An exception for an answer that is not what the API says.</summary>
    public static ComputeCloudException Malformed(string message) => new(message, ReadingHope.AskAgain);

    /// <summary>A text that must be there.</summary>
    public static string Needed(JsonElement element, string name) => element.TextOf(name) ?? throw Malformed($"an answer has no '{name}'");

    /// <summary>The elements of a list; none where there is no document.</summary>
    public static IEnumerable<JsonElement> ListOf(JsonDocument? document, string name) =>
        document is null ? []
        : document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : throw Malformed($"an answer has no list '{name}'");

    /// <summary>What Nova answers to a question at the version 2.N, or the nearest it speaks; <c>null</c> for 404.</summary>
    /// <exception cref="ComputeCloudException">There is no answer.</exception>
    public Task<JsonDocument?> FindAsync(string path, int minor, CancellationToken cancellation) =>
        FindAsync("compute", path, new Microversion(2, minor), cancellation);

    /// <summary>What Placement answers to a question at the version 1.N, or the nearest it speaks; <c>null</c> for 404.</summary>
    /// <exception cref="ComputeCloudException">There is no answer.</exception>
    public Task<JsonDocument?> FindPlacementAsync(string path, int minor, CancellationToken cancellation) =>
        FindAsync("placement", path, new Microversion(1, minor), cancellation);

    /// <summary>The compute service of a host, or <c>null</c>.</summary>
    public async Task<ServiceAnswer?> ServiceAsync(HostName host, CancellationToken cancellation)
    {
        using JsonDocument? document = await FindAsync($"/os-services?binary=nova-compute&host={Uri.EscapeDataString(host.Value)}", 53, cancellation);
        foreach (JsonElement service in ListOf(document, "services"))
        {
            if (service.TextOf("host") == host.Value)
            {
                return new ServiceAnswer
                {
                    Id = Needed(service, "id"),
                    Host = host.Value,
                    Binary = "nova-compute",
                    Status = Needed(service, "status"),
                    State = Needed(service, "state"),
                    DisabledReason = service.TextOf("disabled_reason"),
                    ForcedDown = service.TryGetProperty("forced_down", out JsonElement forced) && forced.ValueKind == JsonValueKind.True,
                };
            }
        }

        return null;
    }

    /// <summary>Sends a request that changes something, once.</summary>
    public async Task<CallAnswer> SendAsync(HttpMethod method, string path, int minor, byte[] body, CancellationToken cancellation)
    {
        try
        {
            Microversion version = await NearestAsync("compute", new Microversion(2, minor), cancellation);
            CloudAnswer answer = await connection.SendAsync(new CloudRequest(method, "compute", path, version) { Body = body }, cancellation);

            // A proxy's 5xx says nothing of what is behind it, and a 500 of Nova may come after it has acted.
            CallFate fate = answer.IsSuccess ? CallFate.Accepted : answer.Status >= 500 ? CallFate.Unknown : CallFate.Refused;
            return new CallAnswer(fate, answer.RequestId, answer.Status, answer.IsSuccess ? "" : ErrorText.Of(answer.Body));
        }
        catch (CloudException exception)
        {
            bool mayHaveArrived = exception.Fault is CloudFault.Unreachable or CloudFault.TimedOut or CloudFault.Malformed or CloudFault.TooLarge;
            return new CallAnswer(mayHaveArrived ? CallFate.Unknown : CallFate.Refused, exception.RequestId, exception.Status, exception.Message);
        }
    }

    private async Task<JsonDocument?> FindAsync(string service, string path, Microversion wanted, CancellationToken cancellation)
    {
        try
        {
            CloudAnswer answer = await connection.SendAsync(
                CloudRequest.Get(service, path, await NearestAsync(service, wanted, cancellation)), cancellation);
            return answer.Status == 404 ? null : answer.Json();
        }
        catch (CloudException exception)
        {
            bool mayHelp = exception.Fault switch
            {
                CloudFault.Unreachable or CloudFault.TimedOut or CloudFault.Malformed => true,
                CloudFault.Refused => exception.Status is >= 500 or 409 or 429,
                _ => false,
            };
            throw new ComputeCloudException(exception.Message, mayHelp ? ReadingHope.AskAgain : ReadingHope.None, exception);
        }
    }

    private async Task<Microversion> NearestAsync(string service, Microversion wanted, CancellationToken cancellation)
    {
        VersionRange spoken = await connection.VersionsOfAsync(service, cancellation);
        return spoken.Has(wanted) ? wanted : wanted < spoken.Least ? spoken.Least : spoken.Most;
    }
}
