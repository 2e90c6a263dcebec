using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Rebalancer.OpenStack.SignIn;

namespace Rebalancer.OpenStack.Connections;

/// <summary>Makes the handler of connections: which servers it trusts, and how it proves itself.</summary>
internal static class ServerTrust
{
    /// <summary>The handler.</summary>
    /// <exception cref="CloudException">A file of certificates cannot be used.</exception>
    public static SocketsHttpHandler Handler(CloudSettings settings, ConnectionOptions options, ILogger logger) => new()
    {
        // A redirect would carry the token to wherever it points.
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = options.TryTimeout < TimeSpan.FromSeconds(15) ? options.TryTimeout : TimeSpan.FromSeconds(15),
        MaxConnectionsPerServer = options.MaxConcurrentRequests,
        MaxResponseHeadersLength = 64,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        SslOptions = Tls(settings, logger),
    };

    private static SslClientAuthenticationOptions Tls(CloudSettings settings, ILogger logger)
    {
        SslClientAuthenticationOptions tls = new();
        try
        {
            if (settings.ClientCertificateFile is string certificate)
            {
                tls.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, settings.ClientKeyFile)];
            }

            if (settings.CaFile is string file)
            {
                tls.CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                };
                tls.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(file);
            }
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CloudException(CloudFault.Untrusted, "identity", $"the certificates of '{settings.Name}' cannot be used: {error.Message}");
        }

        if (!settings.VerifiesServers)
        {
            logger.LogUnverified(settings.Name);
            tls.RemoteCertificateValidationCallback = (_, _, _, _) => !settings.VerifiesServers;
        }

        return tls;
    }
}
