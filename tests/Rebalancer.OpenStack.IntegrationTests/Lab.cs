using System.Diagnostics;
using System.Text.Json;
using Rebalancer.OpenStack.Connections;
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
        Scripts = FindScripts();
    }

    public string Password { get; }

    public CloudSettings Settings { get; }

    public CloudConnection Connection { get; }

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

    /// <summary>Asks Nova to do something to a server.</summary>
    public Task ActAsync(string server, string action) => SendAsync(HttpMethod.Post, $"/servers/{server}/action", action);

    /// <summary>Sends a request to Nova, which must succeed.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, string body = "")
    {
        CloudAnswer answer = await Connection.SendAsync(
            new CloudRequest(method, "compute", path, Latest) { Body = System.Text.Encoding.UTF8.GetBytes(body) }, Stop);
        Assert.True(answer.IsSuccess, answer.IsSuccess ? "" : answer.Refusal().Message);
        return answer.Body.IsEmpty ? default : answer.Json().RootElement;
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

    /// <summary>Waits until something holds, for a minute at most.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"not within a minute: {what}");
            await Task.Delay(200, Stop);
        }
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
