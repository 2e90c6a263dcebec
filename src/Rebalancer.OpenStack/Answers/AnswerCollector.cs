using System.Collections.Immutable;
using System.Text.Json;

namespace Rebalancer.OpenStack.Answers;

/// <summary>Sorts answers by what was asked, whichever way they came: from a recording or over the network.</summary>
internal sealed class AnswerCollector(FindingList findings)
{
    private readonly ElementReader reader = new(findings);
    private readonly Lists lists = new();
    private readonly Maps maps = new();
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

        return new CloudAnswers
        {
            Hypervisors = Array(lists.Hypervisors),
            Services = Array(lists.Services),
            Servers = Array(lists.Servers),
            SingleServers = maps.Servers,
            Topologies = maps.Topologies,
            Flavors = Array(lists.Flavors),
            Aggregates = Array(lists.Aggregates),
            ServerGroups = Array(lists.ServerGroups),
            Migrations = Array(lists.Migrations),
            Providers = Array(lists.Providers),
            Inventories = maps.Inventories,
            Usages = maps.Usages,
            Traits = maps.Traits,
            ProviderAggregates = maps.ProviderAggregates,
            ProviderAllocations = maps.ProviderAllocations,
            ConsumerAllocations = maps.ConsumerAllocations,
            Images = maps.Images,
            Ports = Array(lists.Ports),
        };
    }

    private static ImmutableArray<Located<T>> Array<T>(List<Located<T>>? list) => list is null ? default : [.. list];

    private void AddFailure(AnswerRequest request, int status, JsonElement body, Place place)
    {
        string said = body.ValueKind == JsonValueKind.Object ? Short(body.GetRawText()) : "no body";
        string message = $"'{request}' was answered with status {status}: {said}";

        // One thing that is gone or hidden leaves something unknown; a list that was refused leaves the cluster unknown.
        bool single = request.Service == "image" || request.Steps is ["servers", not "detail", ..] or ["allocations", _] or ["resource_providers", _, "aggregates"];
        if (single)
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
                (lists.Hypervisors ??= []).AddRange(Page(request, body, "hypervisors", AnswerJson.Default.HypervisorAnswer, place));
                return true;
            case ["os-services"]:
                (lists.Services ??= []).AddRange(Page(request, body, "services", AnswerJson.Default.ServiceAnswer, place));
                return true;
            case ["servers", "detail"]:
                (lists.Servers ??= []).AddRange(Page(request, body, "servers", AnswerJson.Default.ServerAnswer, place));
                return true;
            case ["servers", string id]:
                if (reader.TryMember(body, "server", JsonValueKind.Object, place, out JsonElement server)
                    && reader.TryRead(server, AnswerJson.Default.ServerAnswer, place.At(".server"), out ServerAnswer? answer)
                    && Same(id, answer.Id, place.At(".server.id")))
                {
                    maps.Servers[id] = new Located<ServerAnswer>(answer, place.At(".server"));
                }

                return true;
            case ["servers", string id, "topology"]:
                if (reader.TryRead(body, AnswerJson.Default.TopologyAnswer, place, out TopologyAnswer? topology))
                {
                    maps.Topologies[id] = new Located<TopologyAnswer>(topology, place);
                }

                return true;
            case ["flavors", "detail"]:
                (lists.Flavors ??= []).AddRange(Page(request, body, "flavors", AnswerJson.Default.FlavorAnswer, place));
                return true;
            case ["os-aggregates"]:
                (lists.Aggregates ??= []).AddRange(Page(request, body, "aggregates", AnswerJson.Default.AggregateAnswer, place));
                return true;
            case ["os-server-groups"]:
                (lists.ServerGroups ??= []).AddRange(Page(request, body, "server_groups", AnswerJson.Default.ServerGroupAnswer, place));
                return true;
            case ["os-migrations"]:
                (lists.Migrations ??= []).AddRange(Page(request, body, "migrations", AnswerJson.Default.MigrationAnswer, place));
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
                (lists.Providers ??= []).AddRange(Page(request, body, "resource_providers", AnswerJson.Default.ProviderAnswer, place));
                return true;
            case ["resource_providers", string id, "inventories"]:
                Keep(maps.Inventories, id, reader.ReadMap(body, "inventories", AnswerJson.Default.InventoryAnswer, place));
                return true;
            case ["resource_providers", string id, "usages"]:
                Keep(maps.Usages, id, ReadUsages(body, place));
                return true;
            case ["resource_providers", string id, "traits"]:
                Keep(maps.Traits, id, reader.ReadTexts(body, "traits", place));
                return true;
            case ["resource_providers", string id, "aggregates"]:
                Keep(maps.ProviderAggregates, id, reader.ReadTexts(body, "aggregates", place));
                return true;
            case ["resource_providers", string id, "allocations"]:
                Keep(maps.ProviderAllocations, id, reader.ReadMap(body, "allocations", AnswerJson.Default.AllocationAnswer, place));
                return true;
            case ["allocations", string id]:
                Keep(maps.ConsumerAllocations, id, reader.ReadMap(body, "allocations", AnswerJson.Default.AllocationAnswer, place));
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
            maps.Images[id] = new Located<ImageAnswer>(image, place);
        }

        return true;
    }

    private bool AddNetwork(AnswerRequest request, JsonElement body, Place place)
    {
        if (request.Steps is not ["v2.0", "ports"])
        {
            return false;
        }

        (lists.Ports ??= []).AddRange(Page(request, body, "ports", AnswerJson.Default.PortAnswer, place));
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

    private sealed class Lists
    {
        public List<Located<HypervisorAnswer>>? Hypervisors { get; set; }

        public List<Located<ServiceAnswer>>? Services { get; set; }

        public List<Located<ServerAnswer>>? Servers { get; set; }

        public List<Located<FlavorAnswer>>? Flavors { get; set; }

        public List<Located<AggregateAnswer>>? Aggregates { get; set; }

        public List<Located<ServerGroupAnswer>>? ServerGroups { get; set; }

        public List<Located<MigrationAnswer>>? Migrations { get; set; }

        public List<Located<ProviderAnswer>>? Providers { get; set; }

        public List<Located<PortAnswer>>? Ports { get; set; }
    }

    private sealed class Maps
    {
        public Dictionary<string, Located<ServerAnswer>> Servers { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Located<TopologyAnswer>> Topologies { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Located<ImmutableSortedDictionary<string, InventoryAnswer>>> Inventories { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Located<ImmutableSortedDictionary<string, int>>> Usages { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Located<ImmutableArray<string>>> Traits { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Located<ImmutableArray<string>>> ProviderAggregates { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Located<ImmutableSortedDictionary<string, AllocationAnswer>>> ProviderAllocations { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Located<ImmutableSortedDictionary<string, AllocationAnswer>>> ConsumerAllocations { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Located<ImageAnswer>> Images { get; } = new(StringComparer.Ordinal);
    }
}
