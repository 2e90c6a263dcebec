using System.Globalization;
using System.Net;

namespace Rebalancer.Rules.Filters;

/// <summary>The hints <c>build_near_host_ip</c> and <c>cidr</c>: only hosts whose address is in that network.</summary>
internal sealed class SimpleCIDRAffinityFilter : HostFilter
{
    /// <summary>The hint that names an address.</summary>
    public const string NearHint = "build_near_host_ip";

    private const string DefaultLength = "/24";

    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec)
    {
        if (spec.Hint(NearHint) is not [{ Length: > 0 } near, ..])
        {
            return true;
        }

        string length = spec.Hint("cidr") is [var told, ..] ? told : DefaultLength;
        byte[] asked = BytesOf(near);
        byte[] found = BytesOf(host.Address ?? "");
        int bits = LengthOf(length, asked.Length * 8);
        return asked.Length == found.Length && Enumerable.Range(0, bits).All(bit => ((asked[bit / 8] ^ found[bit / 8]) >> (7 - (bit % 8)) & 1) == 0);
    }

    private static byte[] BytesOf(string address) =>
        IPAddress.TryParse(address, out IPAddress? parsed) ? parsed.GetAddressBytes() : throw new FilterFailedException($"'{address}' is no IP address.");

    /// <summary>The length of a prefix from <c>/24</c> or, as netaddr also reads it, <c>/255.255.255.0</c>.</summary>
    private static int LengthOf(string text, int most)
    {
        string mask = text.StartsWith('/') ? text[1..] : throw new FilterFailedException($"'{text}' is no length of a prefix.");
        if (mask.Contains('.', StringComparison.Ordinal))
        {
            return BytesOf(mask).Sum(part => byte.PopCount(part));
        }

        return int.TryParse(mask, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && bits <= most
            ? bits
            : throw new FilterFailedException($"'{text}' is no length of a prefix.");
    }
}
