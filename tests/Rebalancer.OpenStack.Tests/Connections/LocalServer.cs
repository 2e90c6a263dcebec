using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Rebalancer.OpenStack.Tests.Connections;

/// <summary>A server on a socket of this machine that writes whatever bytes a test wants, well-behaved or not.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<StubRequest, Stream, CancellationToken, Task> answer;
    private readonly X509Certificate2? certificate;
    private readonly Task accepting;

    public LocalServer(Func<StubRequest, Stream, CancellationToken, Task> answer, X509Certificate2? certificate = null)
    {
        this.answer = answer;
        this.certificate = certificate;
        listener.Start(512);
        Address = new Uri($"{(certificate is null ? "http" : "https")}://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = Task.Run(AcceptAsync);
    }

    public Uri Address { get; }

    /// <summary>Writes a whole answer.</summary>
    public static async Task WriteAsync(Stream stream, int status, string body, string headers = "", CancellationToken cancellation = default)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        string head = $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n{headers}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellation);
        await stream.WriteAsync(bytes, cancellation);
    }

    /// <summary>Writes Keystone's answer, with a catalog in which every service is below this server.</summary>
    public static Task WriteTokenAsync(Stream stream, Uri server)
    {
        string catalog = string.Join(',', ((string[])["compute", "placement", "image", "network"]).Select(type =>
            $$"""{"type": "{{type}}", "endpoints": [{"interface": "public", "region_id": "r", "url": "{{server}}{{type}}"}]}"""));
        return WriteAsync(
            stream, 201, $$"""{"token": {"expires_at": "2100-01-01T00:00:00Z", "project": {"id": "p"}, "catalog": [{{catalog}}]} }""", "X-Subject-Token: local-token\r\n");
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
        certificate?.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(stop.Token);
                open.RemoveAll(task => task.IsCompleted);
                open.Add(Task.Run(() => ServeAsync(client)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (certificate is not null)
                {
                    SslStream tls = new(stream);
                    await tls.AuthenticateAsServerAsync(certificate);
                    stream = tls;
                }

                await answer(await ReadAsync(stream), stream, stop.Token);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, which some tests are about.
            }
        }
    }

    private static async Task<StubRequest> ReadAsync(Stream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (head.Length < 4 || head[^1] != '\n' || head[^3] != '\n')
        {
            await stream.ReadExactlyAsync(one);
            head.Append((char)one[0]);
        }

        string[] lines = head.ToString().Split("\r\n");
        string[] first = lines[0].Split(' ');
        byte[] body = new byte[int.Parse(Header(lines, "Content-Length") ?? "0", CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        string[] target = first[1].Split('?', 2);
        return new StubRequest(
            first[0], target[0].TrimStart('/'), target.Length == 2 ? "?" + target[1] : "", Header(lines, "X-Auth-Token"), Header(lines, "OpenStack-API-Version"),
            Encoding.UTF8.GetString(body));
    }

    private static string? Header(string[] lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
