using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Numa;

/// <summary>A flavor's extra specs and an image's properties, which name the same things as <c>hw:x</c> and <c>hw_x</c>.</summary>
internal readonly record struct GuestSpecs(Flavor Flavor, ImmutableSortedDictionary<string, string> ImageProperties)
{
    /// <summary>The name of Nova's exception for text that is no CPU set.</summary>
    public const string BadCpuSet = "Invalid";

    /// <summary>The flavor's value, or <c>null</c>.</summary>
    public string? OfFlavor(string key) => Flavor.ExtraSpecs.GetValueOrDefault("hw:" + key);

    /// <summary>The image's value, or <c>null</c>.</summary>
    public string? OfImage(string key) => ImageProperties.GetValueOrDefault("hw_" + key);

    /// <summary>All vCPUs of the flavor.</summary>
    public CpuSet AllVcpus => CpuSet.Range(0, Flavor.Vcpus);

    /// <summary>Reads a mask of vCPUs; one that begins with an exclusion is taken from all vCPUs.</summary>
    /// <returns>The set, or <c>null</c> where the text is none.</returns>
    public CpuSet? MaskOf(string text)
    {
        bool excludes = text.AsSpan().Trim().StartsWith("^");
        return CpuSet.TryParse(text, out CpuSet? _, out _)
            && CpuSet.TryParse(excludes ? $"0-{Flavor.Vcpus - 1},{text}" : text, out CpuSet? set, out _)
            ? set
            : null;
    }

    /// <summary>What OpenStack takes for true.</summary>
    /// <remarks>Source: <c>oslo_utils.strutils.bool_from_string</c>.</remarks>
    public static bool IsTrue(string? text) => text?.Trim().ToUpperInvariant() is "1" or "T" or "TRUE" or "ON" or "Y" or "YES";
}
