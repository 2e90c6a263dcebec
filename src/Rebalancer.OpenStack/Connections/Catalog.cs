using System.Text.Json;
using Rebalancer.OpenStack.Answers;
using Rebalancer.OpenStack.SignIn;

namespace Rebalancer.OpenStack.Connections;

/// <summary>Where the services of a cloud are, for the region and the interfaces that the settings ask for.</summary>
internal sealed class Catalog
{
    private readonly List<(string Service, string Interface, string Region, Uri Address)> endpoints = [];
    private readonly CloudSettings settings;
    private readonly string? project;

    private Catalog(CloudSettings settings, string? project)
    {
        this.settings = settings;
        this.project = project;
    }

    /// <summary>Reads the catalog of a token; endpoints without a usable address are left out.</summary>
    public static Catalog Read(JsonElement token, CloudSettings settings)
    {
        Catalog catalog = new(settings, token.ObjectOf("project")?.TextOf("id"));
        if (!token.TryGetProperty("catalog", out JsonElement services) || services.ValueKind != JsonValueKind.Array)
        {
            return catalog;
        }

        foreach (JsonElement service in services.EnumerateArray())
        {
            if (service.TextOf("type") is not string type
                || !service.TryGetProperty("endpoints", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            foreach (JsonElement endpoint in list.EnumerateArray())
            {
                if (endpoint.TextOf("interface") is string face
                    && Uri.TryCreate(endpoint.TextOf("url"), UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
                {
                    catalog.endpoints.Add((type, face, endpoint.TextOf("region_id") ?? endpoint.TextOf("region") ?? "", address));
                }
            }
        }

        return catalog;
    }

    /// <summary>Whether the cloud has a service.</summary>
    public bool Has(string service) =>
        settings.EndpointOverrides.ContainsKey(service) || endpoints.Any(endpoint => endpoint.Service == service);

    /// <summary>The address of a service, without a slash, the project or the version at its end.</summary>
    /// <exception cref="CloudException">The catalog has none, or it is open which.</exception>
    public string RootOf(string service)
    {
        if (settings.EndpointOverrides.TryGetValue(service, out Uri? given))
        {
            return Root(given);
        }

        var all = endpoints.Where(endpoint => endpoint.Service == service).ToList();
        if (all.Count == 0)
        {
            throw Missing(service, $"the catalog of '{settings.Name}' has no service of the type '{service}'");
        }

        var regions = all.Select(endpoint => endpoint.Region).Distinct().Order(StringComparer.Ordinal).ToList();
        if (settings.Region is null && regions.Count > 1)
        {
            throw Missing(service, $"'{service}' is in several regions ({string.Join(", ", regions)}): say which (region_name, OS_REGION_NAME)");
        }

        var here = all.Where(endpoint => settings.Region is null || endpoint.Region == settings.Region).ToList();
        if (here.Count == 0)
        {
            throw Missing(service, $"'{service}' is not in the region '{settings.Region}', only in {string.Join(", ", regions)}");
        }

        foreach (string face in settings.Interfaces)
        {
            foreach (var endpoint in here.Where(endpoint => endpoint.Interface == face))
            {
                return Root(endpoint.Address);
            }
        }

        throw Missing(service, $"'{service}' has no {string.Join(" or ", settings.Interfaces)} interface in the catalog");
    }

    private static CloudException Missing(string service, string message) => new(CloudFault.NoService, service, message);

    private string Root(Uri address)
    {
        string root = address.GetLeftPart(UriPartial.Path).TrimEnd('/');
        if (project is not null && root.EndsWith("/" + project, StringComparison.Ordinal))
        {
            root = root[..^(project.Length + 1)];
        }

        int last = root.LastIndexOf('/');
        return IsVersion(root[(last + 1)..]) ? root[..last] : root;
    }

    private static bool IsVersion(string step) => step.Length is >= 2 and <= 6 && step[0] == 'v' && step.Skip(1).All(c => char.IsAsciiDigit(c) || c == '.');
}
