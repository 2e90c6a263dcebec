using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rebalancer.OpenStack.Tests.Connections;

namespace Rebalancer.OpenStack.Tests.Live;

/// <summary>What a cloud's services hold, answered as they answer: in pages, by host, by id, since a moment.</summary>
internal sealed class CloudContent
{
    private readonly Lock gate = new();

    public List<JsonObject> Hypervisors { get; } = [];

    public List<JsonObject> Services { get; } = [];

    public List<JsonObject> Servers { get; } = [];

    public List<JsonObject> Groups { get; } = [];

    public List<JsonObject> Aggregates { get; } = [];

    public List<JsonObject> Migrations { get; } = [];

    public List<JsonObject> Providers { get; } = [];

    public List<JsonObject> Ports { get; } = [];

    /// <summary>Answers to single questions, by <c>service path</c>.</summary>
    public Dictionary<string, JsonObject> Singles { get; } = new(StringComparer.Ordinal);

    /// <summary>The most elements in a page, whatever the client asks for.</summary>
    public int PageLimit { get; set; } = 1000;

    /// <summary>Is told of each request before it is answered; may change what is held.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>A recorded cloud, answering live.</summary>
    public static CloudContent Of(string fixture)
    {
        CloudContent content = new();
        string folder = Fixture.Folder(fixture);
        using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        foreach (JsonElement entry in index.RootElement.EnumerateArray())
        {
            JsonObject body = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, entry.GetProperty("file").GetString()!)))!["body"]!.AsObject();
            string path = entry.GetProperty("path").GetString()!.Split('?')[0];
            if (content.ListOf(path) is (string name, List<JsonObject> list))
            {
                list.Clear();
                list.AddRange(body[name]!.AsArray().Select(element => element!.DeepClone().AsObject()));
            }
            else
            {
                content.Singles[$"{entry.GetProperty("service").GetString()} {path}"] = body;
            }
        }

        // The list with the CPUs comes first in the recording, the one without them last; live there is one, which has them.
        JsonObject cpus = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "compute-os-hypervisors-detail-2.87.json")))!["body"]!.AsObject();
        content.Hypervisors.Clear();
        content.Hypervisors.AddRange(cpus["hypervisors"]!.AsArray().Select(element => element!.DeepClone().AsObject()));

        // Servers that were asked for alone, later, tell the moment of the rest of the recording.
        for (int i = 0; i < content.Servers.Count; i++)
        {
            if (content.Singles.Remove($"compute /servers/{(string)content.Servers[i]["id"]!}", out JsonObject? single))
            {
                content.Servers[i] = single["server"]!.DeepClone().AsObject();
                content.Servers[i].Remove("server_groups");
            }
        }

        return content;
    }

    /// <summary>Puts a stub in front of the content.</summary>
    public StubCloud Serve()
    {
        StubCloud cloud = new();
        cloud.Otherwise = request => Answer(request) is { } body ? StubCloud.Json(body) : null;
        return cloud;
    }

    /// <summary>The body of an answer, or nothing for 404.</summary>
    public string? Answer(StubRequest request)
    {
        int slash = request.Place.IndexOf('/', StringComparison.Ordinal);
        string service = request.Place[..slash];
        string path = service == "compute" ? request.Place[(slash + "/v2.1".Length)..] : request.Place[slash..];
        Dictionary<string, string> query = request.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .GroupBy(part => part[0], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => WebUtility.UrlDecode(group.First()[1]), StringComparer.Ordinal);
        lock (gate)
        {
            Before($"{service} {path}");
            return ListOf(path) is (string name, List<JsonObject> list)
                ? Page(name, Filter(name, list, query), query)
                : Singles.GetValueOrDefault($"{service} {path}")?.ToJsonString();
        }
    }

    /// <summary>The server of that name.</summary>
    public JsonObject Server(string name) => Servers.Single(server => (string?)server["name"] == name);

    private (string Name, List<JsonObject> List)? ListOf(string path) => path switch
    {
        "/os-hypervisors/detail" => ("hypervisors", Hypervisors),
        "/os-services" => ("services", Services),
        "/servers/detail" => ("servers", Servers),
        "/os-server-groups" => ("server_groups", Groups),
        "/os-aggregates" => ("aggregates", Aggregates),
        "/os-migrations" => ("migrations", Migrations),
        "/resource_providers" => ("resource_providers", Providers),
        "/v2.0/ports" => ("ports", Ports),
        _ => null,
    };

    private static List<JsonObject> Filter(string name, List<JsonObject> list, Dictionary<string, string> query)
    {
        IEnumerable<JsonObject> found = list;
        if (name == "servers")
        {
            found = query.TryGetValue("changes-since", out string? since)
                ? found.Where(server => string.CompareOrdinal((string?)server["updated"], since) >= 0)
                : found.Where(server => (string?)server["status"] != "DELETED");
        }

        if (name == "migrations" && query.TryGetValue("status", out string? status))
        {
            found = found.Where(migration => (string?)migration["status"] == status);
        }

        if (name == "ports" && query.TryGetValue("device_id", out string? device))
        {
            found = found.Where(port => (string?)port["device_id"] == device);
        }

        return [.. found];
    }

    private string Page(string name, List<JsonObject> list, Dictionary<string, string> query)
    {
        bool hasPages = name is not ("services" or "aggregates" or "resource_providers");
        int limit = hasPages ? Math.Min(PageLimit, query.TryGetValue("limit", out string? asked) ? int.Parse(asked, CultureInfo.InvariantCulture) : PageLimit) : int.MaxValue;
        int start = query.TryGetValue("offset", out string? offset) ? int.Parse(offset, CultureInfo.InvariantCulture)
            : query.TryGetValue("marker", out string? marker) ? list.FindIndex(element => IdOf(element) == marker) + 1 : 0;
        List<JsonObject> page = [.. list.Skip(start).Take(limit)];
        JsonObject body = new() { [name] = new JsonArray([.. page.Select(element => element.DeepClone())]) };
        if (hasPages && name != "server_groups" && start + page.Count < list.Count)
        {
            // As seen by a server behind a proxy.
            body[name + "_links"] = new JsonArray(new JsonObject
            {
                ["rel"] = "next",
                ["href"] = $"http://internal:1/elsewhere?limit={limit}&marker={Uri.EscapeDataString(IdOf(page[^1]))}",
            });
        }

        return body.ToJsonString();
    }

    private static string IdOf(JsonObject element) => (string)(element["uuid"] ?? element["id"])!;
}
