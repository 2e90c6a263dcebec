using System.Text.Json;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Live;

/// <summary>Reads everything that a cluster is made of, as many questions at a time as the connection allows.</summary>
internal sealed class CloudReader(AnswerSource source, LiveAnswers answers, SpokenVersions spoken, bool hasImages, bool hasNetwork)
{
    public const string ServersPath = "/servers/detail?all_tenants=True";
    public const string MigrationsPath = "/os-migrations";
    public const string ProvidersPath = "/resource_providers";
    public const string HypervisorsPath = "/os-hypervisors/detail?with_servers=false";

    private const string ServicesPath = "/os-services?binary=nova-compute";
    private const string GroupsPath = "/os-server-groups?all_projects=True";
    private const string PortFields = "fields=id&fields=device_id&fields=binding:vnic_type&fields=binding:profile&fields=resource_request";

    /// <summary>The statuses of open migrations in the order in which a migration goes through them.</summary>
    private static readonly string[] OpenStatuses =
    [
        "accepted", "queued", "preparing", "pre-migrating", "running", "running (post-copy)", "migrating", "post-migrating", "finished",
        "confirming", "reverting", "done",
    ];

    /// <summary>Reads it all once.</summary>
    public async Task ReadAllAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<LiveList?> hypervisors = source.ReadListAsync("compute", HypervisorsPath, "hypervisors", spoken.Hypervisors, stop.Token);
        Task providers = ReadProvidersAsync(hypervisors, stop.Token);
        await TogetherAsync(
            stop,
            [
                providers,
                ReadServersAsync(stop.Token),
                ReadMigrationsAsync(stop.Token),
                source.ReadAsync("compute", ServicesPath, spoken.Services, stop.Token),
                source.ReadAsync("compute", "/os-aggregates", spoken.Aggregates, stop.Token),
                ReadGroupsAsync(stop.Token),
                hasNetwork ? source.ReadListAsync("network", $"/v2.0/ports?{PortFields}", "ports", null, stop.Token) : Task.CompletedTask,
            ]);
    }

    /// <summary>Reads what belongs to servers beside their list: topologies, images, and ports where the server is new.</summary>
    public async Task ReadPartsOfServersAsync(IReadOnlyCollection<string> ids, bool areNew, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        LiveList servers = answers.List("compute", ServersPath, "servers");
        List<Task> tasks = [];
        HashSet<string> images = [];
        bool lacksSpecs = false;
        foreach (string id in ids)
        {
            JsonElement server = servers[id];
            if (string.IsNullOrEmpty(server.TextOf("OS-EXT-SRV-ATTR:host")))
            {
                continue;
            }

            if (spoken.Topologies is { } version)
            {
                tasks.Add(source.ReadAsync("compute", TopologyPath(id), version, stop.Token));
            }

            if (areNew && hasNetwork)
            {
                tasks.Add(ReadPortsAsync(id, stop.Token));
            }

            if (server.ObjectOf("image")?.TextOf("id") is string image && images.Add(image) && hasImages
                && answers.Body("image", ImagePath(image)).ValueKind == JsonValueKind.Undefined)
            {
                tasks.Add(source.ReadAsync("image", ImagePath(image), null, stop.Token));
            }

            lacksSpecs |= server.ObjectOf("flavor") is { } flavor && flavor.ObjectOf("extra_specs") is null;
        }

        if (lacksSpecs)
        {
            tasks.Add(source.ReadListAsync("compute", "/flavors/detail?is_public=None", "flavors", spoken.Flavors, stop.Token));
        }

        await TogetherAsync(stop, tasks);
    }

    /// <summary>Reads the servers that have changed since a moment of the cloud's own clock.</summary>
    public Task<LiveList?> ReadServersSinceAsync(string moment, CancellationToken cancellation) => source.ReadListAsync(
        "compute", $"{ServersPath}&changes-since={Uri.EscapeDataString(moment)}", "servers", spoken.Servers, cancellation, isKept: false);

    /// <summary>Reads the server groups.</summary>
    public Task ReadGroupsAsync(CancellationToken cancellation) =>
        source.ReadListByOffsetAsync("compute", GroupsPath, "server_groups", spoken.Groups, cancellation);

    /// <summary>Reads the open migrations, with the closed ones where they are few.</summary>
    /// <remarks>
    /// Nova keeps migrations for ever. Where they fill more than a page, only the open ones are asked for, status by status and one
    /// after the other: a migration that goes on meanwhile is met at a later status.
    /// </remarks>
    public async Task ReadMigrationsAsync(CancellationToken cancellation)
    {
        if (!await source.ReadIfOnePageAsync("compute", MigrationsPath, "migrations", spoken.Migrations, cancellation))
        {
            return;
        }

        LiveList open = new(new AnswerRequest("compute", MigrationsPath), "migrations");
        foreach (string status in OpenStatuses)
        {
            string path = $"{MigrationsPath}?status={Uri.EscapeDataString(status)}";
            if (await source.ReadListAsync("compute", path, "migrations", spoken.Migrations, cancellation, isKept: false) is not { } some)
            {
                return;
            }

            foreach ((_, JsonElement migration) in some.ById)
            {
                open.Put(migration);
            }
        }

        answers.Keep(open);
    }

    /// <summary>Reads what Placement says of a provider.</summary>
    public async Task ReadProviderAsync(string provider, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await TogetherAsync(stop, [ReadPartAsync("traits"), ReadPartAsync("aggregates"), ReadConsistentAsync()]);

        Task ReadPartAsync(string part) => source.ReadAsync("placement", PartPath(provider, part), spoken.Placement, stop.Token);

        // Each change of a provider raises its generation: equal ones belong to one moment.
        async Task ReadConsistentAsync()
        {
            const int MostTries = 3;
            string[] parts = ["inventories", "usages", "allocations"];
            for (int i = 0; i < MostTries; i++)
            {
                await Task.WhenAll(parts.Select(ReadPartAsync));
                if (parts.Select(part => Generation(answers.Body("placement", PartPath(provider, part)))).Distinct().Count() == 1)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Where a server's topology is. Ids are escaped here and below: they are the server's, and no steps of a path.</summary>
    public static string TopologyPath(string server) => $"/servers/{Uri.EscapeDataString(server)}/topology";

    /// <summary>Where a part of a provider is.</summary>
    public static string PartPath(string provider, string part) => $"{ProvidersPath}/{Uri.EscapeDataString(provider)}/{part}";

    private static string Generation(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("resource_provider_generation", out JsonElement generation) ? generation.GetRawText() : "";

    private static string ImagePath(string image) => $"/v2/images/{Uri.EscapeDataString(image)}";

    private async Task ReadServersAsync(CancellationToken cancellation)
    {
        if (await source.ReadListAsync("compute", ServersPath, "servers", spoken.Servers, cancellation) is { } servers)
        {
            await ReadPartsOfServersAsync([.. servers.ById.Select(server => server.Key)], areNew: false, cancellation);
        }
    }

    private async Task ReadPortsAsync(string server, CancellationToken cancellation)
    {
        string path = $"/v2.0/ports?{PortFields}";
        if (await source.ReadListAsync("network", $"{path}&device_id={Uri.EscapeDataString(server)}", "ports", null, cancellation, isKept: false) is { } ports)
        {
            LiveList known = answers.List("network", path, "ports");
            lock (known)
            {
                foreach ((_, JsonElement port) in ports.ById)
                {
                    known.Put(port);
                }
            }
        }
    }

    private async Task ReadProvidersAsync(Task<LiveList?> hypervisors, CancellationToken cancellation)
    {
        await source.ReadUnpagedListAsync("placement", ProvidersPath, "resource_providers", spoken.Placement, cancellation);
        if (await hypervisors is not { } known)
        {
            return;
        }

        // Bare metal, shared storage and bandwidth have providers of their own, which no hypervisor stands for.
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await TogetherAsync(stop, [.. answers.List("placement", ProvidersPath, "resource_providers").ById
            .Where(provider => provider.Value.TextOf("root_provider_uuid") is string root && known[root].ValueKind != JsonValueKind.Undefined)
            .Select(provider => ReadProviderAsync(provider.Key, stop.Token))]);
    }

    /// <summary>Waits for all; the first fault stops the others and is the one that is told.</summary>
    private static async Task TogetherAsync(CancellationTokenSource stop, IReadOnlyCollection<Task> tasks)
    {
        Exception? first = null;
        await foreach (Task task in Task.WhenEach(tasks))
        {
            if (first is null && task is { IsFaulted: true, Exception.InnerException: { } error })
            {
                first = error;
                await stop.CancelAsync();
            }
        }

        if (first is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }

        stop.Token.ThrowIfCancellationRequested();
    }
}
