using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Rebalancer.Model;
using Rebalancer.OpenStack.Connections;
using Rebalancer.OpenStack.Facts;
using Rebalancer.OpenStack.SignIn;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>The lab that <c>tests/openstack-lab/up</c> has brought up; without it every test fails.</summary>
public sealed class Lab : IDisposable
{
    private static readonly Microversion Latest = new(2, 93);

    public Lab()
    {
        string folder = Environment.GetEnvironmentVariable("LAB_DIR") is { Length: > 0 } set ? set : "/var/tmp/openstack-lab";
        string file = Path.Combine(folder, "settings");
        if (!File.Exists(file))
        {
            throw new InvalidOperationException($"There is no lab at {folder}: run tests/openstack-lab/test, which brings one up.");
        }

        Dictionary<string, string> settings = File.ReadLines(file).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        Password = settings["LAB_PASSWORD"];
        Settings = new CloudSettings
        {
            Name = "lab",
            AuthUrl = new Uri($"http://127.0.0.1:{settings["LAB_PORT_BASE"]}/v3"),
            Credential = Credential.Password(NameOrId.Named("admin"), Password),
            Scope = Scope.Project(NameOrId.Named("admin")),
        };
        Connection = new CloudConnection(Settings);
        SchedulerSync = TimeSpan.FromSeconds(int.Parse(settings["LAB_SCHEDULER_SYNC"], CultureInfo.InvariantCulture) + 10);
        Scripts = FindScripts();
    }

    public string Password { get; }

    public CloudSettings Settings { get; }

    public CloudConnection Connection { get; }

    /// <summary>After so long Nova's scheduler has noticed who has left a host live: a round of <c>scheduler_instance_sync_interval</c>, and what it takes to tell the scheduler.</summary>
    public TimeSpan SchedulerSync { get; }

    /// <summary>The folder of the lab's scripts.</summary>
    public string Scripts { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Connection.Dispose();

    /// <summary>Runs a script of the lab.</summary>
    public async Task RunAsync(string script, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Path.Combine(Scripts, script), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(Stop);
        string error = await process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.True(process.ExitCode == 0, $"{script}: {await output}{error}");
    }

    /// <summary>Reads from Nova.</summary>
    public Task<JsonElement> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>Reads from Placement.</summary>
    public Task<JsonElement> GetPlacementAsync(string path) => SendAsync(new CloudRequest(HttpMethod.Get, "placement", path, new Microversion(1, 28)));

    /// <summary>Asks Nova to do something to a server.</summary>
    public Task ActAsync(string server, string action) => SendAsync(HttpMethod.Post, $"/servers/{server}/action", action);

    /// <summary>Tells the lab's driver how migrations of a server go.</summary>
    public Task TellDriverAsync(string server, string key, string value) =>
        SendAsync(HttpMethod.Post, $"/servers/{server}/metadata", $$"""{"metadata": {"{{key}}": "{{value}}"} }""");

    /// <summary>Sends a request to Nova, which must succeed.</summary>
    public Task<JsonElement> SendAsync(HttpMethod method, string path, string body = "") =>
        SendAsync(new CloudRequest(method, "compute", path, Latest) { Body = Encoding.UTF8.GetBytes(body) });

    /// <summary>Reads the lab whose hosts have cells, pinned CPUs, huge pages and devices, with the facts that no API tells of it.</summary>
    public async Task<Cluster> ReadNumaAsync()
    {
        // The instances that the file tells of are those of the recording.
        string facts = (await File.ReadAllTextAsync(Path.Combine(Scripts, "..", "..", "fixtures", "recorded-numa", "facts.yaml"), Stop)).Split("\ninstances:")[0];
        return (await LiveCloud.ReadAsync(Connection, FactsFile.Read(Encoding.UTF8.GetBytes(facts), "facts.yaml").OrThrow(), cancellation: Stop)).OrThrow();
    }

    /// <summary>The id of the server of that name.</summary>
    public async Task<string> ServerAsync(string name) =>
        (await GetAsync($"/servers?all_tenants=True&name=^{name}$")).GetProperty("servers").EnumerateArray().Single().GetProperty("id").GetString()!;

    /// <summary>The host and the task of a server.</summary>
    public async Task<(string Host, string? Task, string Status)> StateAsync(string id)
    {
        JsonElement server = (await GetAsync($"/servers/{id}")).GetProperty("server");
        return (server.GetProperty("OS-EXT-SRV-ATTR:host").GetString()!, server.GetProperty("OS-EXT-STS:task_state").GetString(), server.GetProperty("status").GetString()!);
    }

    /// <summary>A server's migrations, the newest first.</summary>
    public async Task<(string Id, string Status)[]> MigrationsAsync(string server) =>
    [
        .. (await GetAsync($"/os-migrations?instance_uuid={server}")).GetProperty("migrations").EnumerateArray()
            .OrderByDescending(migration => migration.GetProperty("id").GetInt64())
            .Select(migration => (migration.GetProperty("uuid").GetString()!, migration.GetProperty("status").GetString()!)),
    ];

    /// <summary>Aborts the live migration of a server that is under way, as somebody would who knows nothing of the run.</summary>
    public async Task AbortAsync(string id) => await SendAsync(HttpMethod.Delete, await MigrationUnderWayAsync(id));

    /// <summary>Brings the live migration of a server that is under way to its end, however long it is to take.</summary>
    public async Task CompleteAsync(string id) => await SendAsync(HttpMethod.Post, $"{await MigrationUnderWayAsync(id)}/action", """{"force_complete": null}""");

    /// <summary>Makes a server on a host and waits until it is active.</summary>
    public async Task<string> CreateAsync(string name, string flavor, string host)
    {
        string Id(JsonElement list) => list.EnumerateArray().First(one => one.GetProperty("name").GetString() == flavor).GetProperty("id").GetString()!;
        string image = (await GetAsync($"/servers/{await ServerAsync("app-1")}")).GetProperty("server").GetProperty("image").GetProperty("id").GetString()!;
        string id = (await SendAsync(
            HttpMethod.Post, "/servers",
            $$"""
            {"server": {"name": "{{name}}", "host": "{{host}}", "networks": "none", "imageRef": "{{image}}",
              "flavorRef": "{{Id((await GetAsync("/flavors?is_public=None")).GetProperty("flavors"))}}"} }
            """)).GetProperty("server").GetProperty("id").GetString()!;
        await UntilAsync(async () => (await StateAsync(id)).Status == "ACTIVE", $"{name} is active");
        return id;
    }

    /// <summary>Deletes a server and waits until it is gone.</summary>
    public async Task DeleteAsync(string id)
    {
        await SendAsync(HttpMethod.Delete, $"/servers/{id}");
        await UntilAsync(
            async () => !(await GetAsync("/servers?all_tenants=True")).GetProperty("servers").EnumerateArray().Any(server => server.GetProperty("id").GetString() == id),
            $"{id} is gone");
    }

    /// <summary>The compute service of a host.</summary>
    public async Task<JsonElement> ServiceAsync(string host) =>
        (await GetAsync($"/os-services?binary=nova-compute&host={host}")).GetProperty("services")[0];

    /// <summary>Waits until the compute service of a host is <c>up</c> or <c>down</c>.</summary>
    public Task UntilServiceIsAsync(string state, string host) =>
        UntilAsync(async () => (await ServiceAsync(host)).GetProperty("state").GetString() == state, $"{host} is {state}");

    /// <summary>Waits until something holds, for two minutes at most.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(120), $"not within two minutes: {what}");
            await Task.Delay(200, Stop);
        }
    }

    private async Task<string> MigrationUnderWayAsync(string id)
    {
        JsonElement migration = Assert.Single((await GetAsync($"/servers/{id}/migrations")).GetProperty("migrations").EnumerateArray());
        return $"/servers/{id}/migrations/{migration.GetProperty("id").GetInt64()}";
    }

    private async Task<JsonElement> SendAsync(CloudRequest request)
    {
        CloudAnswer answer = await Connection.SendAsync(request, Stop);
        Assert.True(answer.IsSuccess, answer.IsSuccess ? "" : answer.Refusal().Message);
        return answer.Body.IsEmpty ? default : answer.Json().RootElement;
    }

    private static string FindScripts()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !Directory.Exists(Path.Combine(folder, "tests", "openstack-lab")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder ?? throw new DirectoryNotFoundException("tests/openstack-lab"), "tests", "openstack-lab");
    }
}
