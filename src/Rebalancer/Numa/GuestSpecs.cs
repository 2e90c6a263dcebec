using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Numa;

/// <summary>A flavor's extra specs and an image's properties, which name the same things as <c>hw:x</c> and <c>hw_x</c>.</summary>
/// <param name="Flavor">The flavor.</param>
/// <param name="Image">The image's properties.</param>
/// <remarks>Source: <c>nova.virt.hardware._get_flavor_image_meta</c>. Contradictions are named by Nova's exception.</remarks>
internal readonly record struct GuestSpecs(Flavor Flavor, ImmutableSortedDictionary<string, string> Image)
{
    /// <summary>The name of Nova's exception for text that is no CPU set.</summary>
    public const string BadCpuSet = "Invalid";

    /// <summary>All vCPUs of the flavor.</summary>
    public CpuSet AllVcpus => CpuSet.Range(0, Flavor.Vcpus);

    /// <summary>A flavor's extra spec by its whole name, or <c>null</c>.</summary>
    public string? FlavorSpec(string key) => Flavor.ExtraSpecs.GetValueOrDefault(key);

    /// <summary>An image property by its whole name, or <c>null</c>.</summary>
    public string? ImageProperty(string key) => Image.GetValueOrDefault(key);

    /// <summary>The flavor's value of <c>hw:key</c>, or <c>null</c>.</summary>
    public string? OfFlavor(string key) => Flavor.ExtraSpecs.GetValueOrDefault("hw:" + key);

    /// <summary>The image's value of <c>hw_key</c>, or <c>null</c>.</summary>
    public string? OfImage(string key) => Image.GetValueOrDefault("hw_" + key);

    /// <summary>The value that flavor and image agree on.</summary>
    /// <param name="key">Such as <c>tpm_version</c>.</param>
    /// <param name="error"><c>FlavorImageConflict</c> where both say something different.</param>
    /// <param name="prefix">The namespace of the key.</param>
    public string? Agreed(string key, ref string? error, string prefix = "hw")
    {
        if (Flavor.ExtraSpecs.IsEmpty && Image.IsEmpty)
        {
            return null;
        }

        string? flavor = FlavorSpec($"{prefix}:{key}");
        string? image = ImageProperty($"{prefix}_{key}");
        if (!string.IsNullOrEmpty(flavor) && !string.IsNullOrEmpty(image) && flavor != image)
        {
            error ??= "FlavorImageConflict";
        }

        return string.IsNullOrEmpty(flavor) ? image : flavor;
    }

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
