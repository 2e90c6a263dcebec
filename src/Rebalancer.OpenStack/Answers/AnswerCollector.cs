using System.Collections.Immutable;
using System.Text.Json;

namespace Rebalancer.OpenStack.Answers;

/// <summary>Sorts answers by what was asked, whichever way they came: from a recording or over the network.</summary>
internal sealed class AnswerCollector(FindingList findings)
{
    private readonly ElementReader reader = new(findings);
    private readonly CollectedAnswers collected = new();
    private readonly SortedDictionary<string, (int Pages, int Continued)> pages = new(StringComparer.Ordinal);

    /// <summary>Takes one answer.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body; it is not referred to after the call.</param>
    /// <param name="place">Where the body stands.</param>
    public void Add(AnswerRequest request, int status, JsonElement body, Place place)
    {
        if (status != 200)
        {
            AddFailure(request, status, body, place);
            return;
        }

        bool known = request.Service switch
        {
            "compute" => AddCompute(request, body, place),
            "placement" => AddPlacement(request, body, place),
            "image" => AddImage(request, body, place),
            "network" => AddNetwork(request, body, place),
            _ => false,
        };
        if (!known)
        {
            findings.Warning("answers.unused", place, $"nothing is read from '{request}'");
        }
    }

    /// <summary>All that was taken.</summary>
    public CloudAnswers ToAnswers()
    {
        foreach ((string list, (int seen, int continued)) in pages)
        {
            if (continued >= seen)
            {
                findings.Error("answers.page-missing", new Place(null, "$"), $"'{list}' goes on after its last page here");
            }
        }

        return collected.ToAnswers();
    }

    private void AddFailure(AnswerRequest request, int status, JsonElement body, Place place)
    {
        string said = body.ValueKind == JsonValueKind.Object ? Short(body.GetRawText()) : "no body";
        string message = $"'{request}' was answered with status {status}: {said}";

        // One thing that is gone or hidden leaves something unknown; a list that was refused leaves the cluster unknown.
        bool isSingle = request.Service == "image"
            || request.Steps is ["servers", not "detail", ..] or ["allocations", _] or ["resource_providers", _, "aggregates"];
        if (isSingle)
        {
            findings.Warning("answers.failed", place, message);
        }
        else
        {
            findings.Error("answers.failed", place, message);
        }
    }

    private bool AddCompute(AnswerRequest request, JsonElement body, Place place)
    {
        switch (request.Steps)
        {
            case ["os-hypervisors", "detail"]:
                (collected.Hypervisors ??= []).AddRange(Page(request, body, "hypervisors", AnswerJson.Default.HypervisorAnswer, place));
                return true;
            case ["os-services"]:
                (collected.Services ??= []).AddRange(Page(request, body, "services", AnswerJson.Default.ServiceAnswer, place));
                return true;
            case ["servers", "detail"]:
                (collected.Servers ??= []).AddRange(Page(request, body, "servers", AnswerJson.Default.ServerAnswer, place));
                return true;
            case ["servers", string id]:
                if (reader.TryMember(body, "server", JsonValueKind.Object, place, out JsonElement server)
                    && reader.TryRead(server, AnswerJson.Default.ServerAnswer, place.At(".server"), out ServerAnswer? answer)
                    && Same(id, answer.Id, place.At(".server.id")))
                {
                    collected.SingleServers[id] = new Located<ServerAnswer>(answer, place.At(".server"));
                }

                return true;
            case ["servers", string id, "topology"]:
                if (reader.TryRead(body, AnswerJson.Default.TopologyAnswer, place, out TopologyAnswer? topology))
                {
                    collected.Topologies[id] = new Located<TopologyAnswer>(topology, place);
                }

                return true;
            case ["flavors", "detail"]:
                (collected.Flavors ??= []).AddRange(Page(request, body, "flavors", AnswerJson.Default.FlavorAnswer, place));
                return true;
            case ["os-aggregates"]:
                (collected.Aggregates ??= []).AddRange(Page(request, body, "aggregates", AnswerJson.Default.AggregateAnswer, place));
                return true;
            case ["os-server-groups"]:
                (collected.ServerGroups ??= []).AddRange(Page(request, body, "server_groups", AnswerJson.Default.ServerGroupAnswer, place));
                return true;
            case ["os-migrations"]:
                (collected.Migrations ??= []).AddRange(Page(request, body, "migrations", AnswerJson.Default.MigrationAnswer, place));
                return true;
            case ["os-availability-zone", ..] or ["servers", _, "os-instance-actions", ..]:
                // Services and aggregates tell the zones; what happened before tells nothing of what is.
                return true;
            default:
                return false;
        }
    }

    private bool AddPlacement(AnswerRequest request, JsonElement body, Place place)
    {
        switch (request.Steps)
        {
            case ["resource_providers"]:
                (collected.Providers ??= []).AddRange(Page(request, body, "resource_providers", AnswerJson.Default.ProviderAnswer, place));
                return true;
            case ["resource_providers", string id, "inventories"]:
                Keep(collected.Inventories, id, reader.ReadMap(body, "inventories", AnswerJson.Default.InventoryAnswer, place));
                return true;
            case ["resource_providers", string id, "usages"]:
                Keep(collected.Usages, id, ReadUsages(body, place));
                return true;
            case ["resource_providers", string id, "traits"]:
                Keep(collected.Traits, id, reader.ReadTexts(body, "traits", place));
                return true;
            case ["resource_providers", string id, "aggregates"]:
                Keep(collected.ProviderAggregates, id, reader.ReadTexts(body, "aggregates", place));
                return true;
            case ["resource_providers", string id, "allocations"]:
                Keep(collected.ProviderAllocations, id, reader.ReadMap(body, "allocations", AnswerJson.Default.AllocationAnswer, place));
                return true;
            case ["allocations", string id]:
                Keep(collected.ConsumerAllocations, id, reader.ReadMap(body, "allocations", AnswerJson.Default.AllocationAnswer, place));
                return true;
            default:
                return false;
        }
    }

    private bool AddImage(AnswerRequest request, JsonElement body, Place place)
    {
        if (request.Steps is not ["v2", "images", string id])
        {
            return false;
        }

        if (ImageReader.Read(body, place, findings) is ImageAnswer image && Same(id, image.Id, place.At(".id")))
        {
            collected.Images[id] = new Located<ImageAnswer>(image, place);
        }

        return true;
    }

    private bool AddNetwork(AnswerRequest request, JsonElement body, Place place)
    {
        if (request.Steps is not ["v2.0", "ports"])
        {
            return false;
        }

        (collected.Ports ??= []).AddRange(Page(request, body, "ports", AnswerJson.Default.PortAnswer, place));
        return true;
    }

    private List<Located<T>> Page<T>(
        AnswerRequest request, JsonElement body, string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Place place)
        where T : class
    {
        // A list asked for at two microversions is two lists, each with its pages: only the counts of pages matter.
        string list = $"{request.Service} {string.Join('/', request.Steps)}";
        bool continues = body.ValueKind == JsonValueKind.Object
            && body.TryGetProperty(name + "_links", out JsonElement links)
            && links.ValueKind == JsonValueKind.Array
            && links.EnumerateArray().Any(link => link.ValueKind == JsonValueKind.Object
                && link.TryGetProperty("rel", out JsonElement rel) && rel.ValueKind == JsonValueKind.String && rel.ValueEquals("next"));
        (int seen, int continued) = pages.GetValueOrDefault(list);
        pages[list] = (seen + 1, continued + (continues ? 1 : 0));
        return [.. reader.ReadList(body, name, type, place)];
    }

    private Located<ImmutableSortedDictionary<string, int>>? ReadUsages(JsonElement body, Place place)
    {
        if (!reader.TryMember(body, "usages", JsonValueKind.Object, place, out JsonElement usages))
        {
            return null;
        }

        var amounts = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        foreach (JsonProperty usage in usages.EnumerateObject())
        {
            if (usage.Value.ValueKind == JsonValueKind.Number && usage.Value.TryGetInt32(out int amount) && amount >= 0)
            {
                amounts[usage.Name] = amount;
            }
            else
            {
                findings.Error("answers.malformed", place.At($".usages['{usage.Name}']"), "a whole number of at least 0 should stand here");
            }
        }

        return new Located<ImmutableSortedDictionary<string, int>>(amounts.ToImmutable(), place.At(".usages"));
    }

    private bool Same(string asked, string answered, Place place)
    {
        if (asked != answered)
        {
            findings.Error("answers.contradiction", place, $"'{asked}' was asked for and '{Short(answered)}' answered");
        }

        return asked == answered;
    }

    private static void Keep<T>(Dictionary<string, Located<T>> map, string id, Located<T>? value)
    {
        if (value is not null)
        {
            map[id] = value;
        }
    }

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + "...";
}
