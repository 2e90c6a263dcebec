using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.Rules;

/// <summary>What a flavor's extra specs and an image's properties say together about a guest.</summary>
/// <param name="Flavor">The flavor.</param>
/// <param name="Image">The image's properties.</param>
/// <remarks>Source: the <c>get_*_constraint</c> functions of <c>nova.virt.hardware</c>. Contradictions are named by Nova's exception.</remarks>
internal readonly record struct GuestSpecs(Flavor Flavor, ImmutableSortedDictionary<string, string> Image)
{
    private static readonly string[] Truths = ["1", "t", "true", "on", "y", "yes"];

    /// <summary>A flavor's extra spec, or <c>null</c>.</summary>
    public string? FlavorSpec(string key) => Flavor.ExtraSpecs.GetValueOrDefault(key);

    /// <summary>An image property, or <c>null</c>.</summary>
    public string? ImageProperty(string key) => Image.GetValueOrDefault(key);

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

    /// <summary><c>hw:cpu_policy</c>: shared, dedicated, mixed, or <c>null</c>.</summary>
    public string? CpuPolicy(ref string? error)
    {
        string? flavor = FlavorSpec("hw:cpu_policy");
        string? image = ImageProperty("hw_cpu_policy");
        if (!IsOneOf(flavor, "shared", "dedicated", "mixed") || !IsOneOf(image, "shared", "dedicated", "mixed"))
        {
            error ??= "InvalidCPUAllocationPolicy";
            return null;
        }

        if ((flavor == "mixed" && image == "dedicated") || (flavor == "shared" && image is ("mixed" or "dedicated")))
        {
            error ??= "ImageCPUPinningForbidden";
        }

        return string.IsNullOrEmpty(flavor) ? image : flavor;
    }

    /// <summary><c>hw:cpu_thread_policy</c>: prefer, isolate, require, or <c>null</c>.</summary>
    public string? ThreadPolicy(ref string? error)
    {
        string? flavor = FlavorSpec("hw:cpu_thread_policy");
        string? image = ImageProperty("hw_cpu_thread_policy");
        if (!IsOneOf(flavor, "prefer", "isolate", "require") || !IsOneOf(image, "prefer", "isolate", "require"))
        {
            error ??= "InvalidCPUThreadAllocationPolicy";
            return null;
        }

        if (flavor is ("isolate" or "require") && !string.IsNullOrEmpty(image) && image != flavor)
        {
            error ??= "ImageCPUThreadPolicyForbidden";
        }

        return string.IsNullOrEmpty(flavor) ? image : flavor;
    }

    /// <summary>The guest CPUs of a mixed guest that are pinned: by its dedicated mask, else its realtime mask.</summary>
    public CpuSet? DedicatedCpus(ref string? error)
    {
        string? mask = FlavorSpec("hw:cpu_dedicated_mask");
        if (!string.IsNullOrEmpty(mask))
        {
            return Mask(mask, "InvalidMixedInstanceDedicatedMask", ref error);
        }

        if (!IsTrue(FlavorSpec("hw:cpu_realtime")))
        {
            return null;
        }

        string? realtime = ImageProperty("hw_cpu_realtime_mask") is { Length: > 0 } image ? image : FlavorSpec("hw:cpu_realtime_mask");
        return string.IsNullOrEmpty(realtime)
            ? CpuSet.Range(0, Flavor.Vcpus)
            : Mask(realtime, "RealtimeMaskNotFoundOrInvalid", ref error);
    }

    /// <summary>Whether a text means yes, as oslo's <c>bool_from_string</c> reads it.</summary>
    public static bool IsTrue(string? text) =>
        text is not null && Truths.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase);

    private CpuSet? Mask(string mask, string fault, ref string? error)
    {
        string text = mask.Trim().StartsWith('^') ? $"0-{Flavor.Vcpus - 1},{mask}" : mask;
        if (CpuSet.TryParse(text, out CpuSet? set, out _) && !set.IsEmpty && set.IsSubsetOf(CpuSet.Range(0, Flavor.Vcpus)))
        {
            return set;
        }

        error ??= fault;
        return null;
    }

    private static bool IsOneOf(string? value, params ReadOnlySpan<string> allowed)
    {
        if (string.IsNullOrEmpty(value))
        {
            return true;
        }

        foreach (string one in allowed)
        {
            if (one == value)
            {
                return true;
            }
        }

        return false;
    }
}
