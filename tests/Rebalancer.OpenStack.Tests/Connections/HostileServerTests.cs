using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.OpenStack.Connections;
using Rebalancer.OpenStack.SignIn;

namespace Rebalancer.OpenStack.Tests.Connections;

/// <summary>Servers that answer nonsense, slowly, endlessly, or are not who they should be.</summary>
public sealed class HostileServerTests
{
    private static readonly ConnectionOptions Impatient = new()
    {
        TryTimeout = TimeSpan.FromMilliseconds(400), RequestTimeout = TimeSpan.FromSeconds(2), MaxRepetitions = 1, FirstDelay = TimeSpan.FromMilliseconds(1), MaxAnswerBytes = 1_000_000,
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, "<html><body>Welcome to the hotel's network</body></html>", "cloud.malformed", "HTML or XML stands here, not JSON")]
    [InlineData(200, "", "cloud.malformed", "nothing stands here")]
    [InlineData(200, "{\"version\": {", "cloud.malformed", "Expected")]
    [InlineData(200, "{\"version\": {\"min_version\": \"2.1\", \"min_version\": \"2.1\"}}", "cloud.malformed", "uplicate")]
    [InlineData(200, "[1, 2]", "cloud.no-service", "does not tell which versions it speaks")]
    [InlineData(200, "{\"version\": {\"min_version\": \"two\", \"version\": \"2.93\"}}", "cloud.no-service", "does not tell which versions it speaks")]
    [InlineData(500, "<html>oops</html>", "cloud.refused", "was answered with status 500: HTML or XML stands here")]
    [InlineData(503, "{}", "cloud.refused", "was answered with status 503")]
    [InlineData(302, "", "cloud.refused", "was answered with status 302")]
    [InlineData(401, "{\"error\": {\"message\": \"who are you?\"}}", "cloud.refused", "was answered with status 401: who are you?")]
    public async Task Nonsense_is_one_clear_error(int status, string body, string code, string message)
    {
        await using LocalServer server = Serving((stream, stop) => LocalServer.WriteAsync(stream, status, body, cancellation: stop));

        Finding finding = Assert.Single((await ReadAsync(server)).Findings);

        Assert.Equal(code, finding.Code);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
        Assert.Contains("compute", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_come_one_by_one_do_not_hold_the_reader_for_ever()
    {
        await using LocalServer server = Serving(async (stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"u8.ToArray(), stop);
            while (true)
            {
                await stream.WriteAsync("{"u8.ToArray(), stop);
                await Task.Delay(20, stop);
            }
        });
        Stopwatch watch = Stopwatch.StartNew();

        Finding finding = Assert.Single((await ReadAsync(server)).Findings);

        Assert.Equal("cloud.timed-out", finding.Code);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("Content-Length: 9999999999\r\n")]
    [InlineData("")]
    public async Task A_body_without_end_is_not_read_into_memory(string length)
    {
        long sent = 0;
        await using LocalServer server = Serving(async (stream, stop) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{length}\r\n"), stop);
            byte[] block = Encoding.ASCII.GetBytes(new string(' ', 65_536));
            while (sent < 200_000_000)
            {
                await stream.WriteAsync(block, stop);
                sent += block.Length;
            }
        });

        Finding finding = Assert.Single((await ReadAsync(server)).Findings);

        Assert.Equal("cloud.too-large", finding.Code);
        Assert.InRange(sent, 0, 50_000_000);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"version\"")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFF\r\n{")]
    [InlineData("I am no web server\r\n")]
    [InlineData("")]
    public async Task A_connection_that_breaks_is_tried_again_and_then_an_error(string bytes)
    {
        int asked = 0;
        await using LocalServer server = Serving(async (stream, stop) =>
        {
            Interlocked.Increment(ref asked);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(bytes), stop);
        });

        Finding finding = Assert.Single((await ReadAsync(server)).Findings);

        Assert.Equal("cloud.unreachable", finding.Code);

        // Where nothing at all came back, the sockets' handler tries again by itself, too.
        Assert.InRange(asked, 2, bytes.Length == 0 ? 20 : 2);
    }

    [Theory]
    [InlineData("POST", "{}")]
    [InlineData("DELETE", "")]
    public async Task A_change_is_sent_once_over_a_connection_that_breaks(string method, string body)
    {
        int asked = 0;
        await using LocalServer server = Serving((_, _) =>
        {
            Interlocked.Increment(ref asked);
            return Task.CompletedTask;
        });
        using CloudConnection connection = new(Settings(server.Address), Impatient);
        CloudRequest change = new(new HttpMethod(method), "compute", "/servers/1/action") { Body = Encoding.UTF8.GetBytes(body) };

        CloudException error = await Assert.ThrowsAsync<CloudException>(() => connection.SendAsync(change, Stop));

        Assert.Equal((CloudFault.Unreachable, 1), (error.Fault, asked));
    }

    [Fact]
    public async Task A_cloud_that_is_not_there_is_unreachable()
    {
        Uri gone;
        await using (LocalServer server = Serving((_, _) => Task.CompletedTask))
        {
            gone = server.Address;
        }

        using CloudConnection connection = new(Settings(gone), Impatient);
        Finding finding = Assert.Single((await LiveCloud.ReadAsync(connection, cancellation: Stop)).Findings);

        Assert.Equal("cloud.unreachable", finding.Code);
        Assert.Contains(gone.Authority, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_a_certificate_of_nobody_is_refused_and_gets_no_password()
    {
        int asked = 0;
        using X509Certificate2 certificate = SelfSigned("localhost");
        await using LocalServer server = new(
            (_, stream, stop) =>
            {
                Interlocked.Increment(ref asked);
                return LocalServer.WriteAsync(stream, 200, "{}", cancellation: stop);
            },
            certificate);

        Finding finding = Assert.Single((await ReadAsync(server)).Findings);

        Assert.Equal("cloud.untrusted", finding.Code);
        Assert.Equal(0, asked);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("elsewhere.example", false)]
    public async Task A_certificate_authority_of_ones_own_vouches_for_the_host_in_the_certificate_only(string host, bool isTrusted)
    {
        using X509Certificate2 certificate = SelfSigned(host);
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem(), Stop);
        LocalServer? self = null;
        await using LocalServer server = self = new((_, stream, _) => LocalServer.WriteTokenAsync(stream, self!.Address), certificate);
        using CloudConnection connection = new(Settings(server.Address) with { CaFile = file }, Impatient);

        try
        {
            if (isTrusted)
            {
                await connection.SignInAsync(Stop);
            }
            else
            {
                CloudException error = await Assert.ThrowsAsync<CloudException>(() => connection.SignInAsync(Stop));
                Assert.Equal(CloudFault.Untrusted, error.Fault);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Verification_can_be_turned_off()
    {
        using X509Certificate2 certificate = SelfSigned("elsewhere.example");
        LocalServer? self = null;
        await using LocalServer server = self = new((_, stream, _) => LocalServer.WriteTokenAsync(stream, self!.Address), certificate);
        using CloudConnection connection = new(Settings(server.Address) with { VerifiesServers = false });

        await connection.SignInAsync(Stop);
    }

    [Fact]
    public void A_file_that_holds_no_certificate_is_an_error()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");

        CloudException error = Assert.Throws<CloudException>(() => new CloudConnection(Settings(new Uri("https://k")) with { CaFile = file }));

        File.Delete(file);
        Assert.Equal(CloudFault.Untrusted, error.Fault);
    }

    private static CloudSettings Settings(Uri server) => StubCloud.Settings with { AuthUrl = new Uri(server, "identity/v3") };

    /// <summary>A server whose Keystone is well, and whose every other answer is the test's.</summary>
    private static LocalServer Serving(Func<Stream, CancellationToken, Task> answer)
    {
        LocalServer? server = null;
        return server = new LocalServer((request, stream, stop) =>
            request.Place.StartsWith("identity", StringComparison.Ordinal) ? LocalServer.WriteTokenAsync(stream, server!.Address) : answer(stream, stop));
    }

    private static async Task<Checked<Cluster>> ReadAsync(LocalServer server)
    {
        using CloudConnection connection = new(Settings(server.Address), Impatient);
        return await LiveCloud.ReadAsync(connection, cancellation: Stop);
    }

    private static X509Certificate2 SelfSigned(string host)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        DateTimeOffset year = DateTimeOffset.Parse("2000-01-01T00:00:00Z", CultureInfo.InvariantCulture);
        return request.CreateSelfSigned(year, year.AddYears(200));
    }
}
