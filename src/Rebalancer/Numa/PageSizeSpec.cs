using System.Globalization;
using System.Text.RegularExpressions;

namespace Rebalancer.Numa;

/// <summary>The page size that a flavor, or an image within what the flavor allows, asks for.</summary>
/// <param name="IsAsked">Whether one is asked for, which gives a guest a topology.</param>
/// <param name="Size">A symbol of <see cref="PageSizes"/> or KiB; <c>null</c> for none.</param>
internal readonly partial record struct PageSizeSpec(bool IsAsked, long? Size)
{
    /// <summary>Reads it.</summary>
    /// <returns>The name of Nova's exception, or <c>null</c>.</returns>
    /// <remarks>Source: <c>nova.virt.hardware._get_numa_pagesize_constraint</c>.</remarks>
    public static string? Read(GuestSpecs specs, out PageSizeSpec size)
    {
        size = default;
        const string Forbidden = "MemoryPageSizeForbidden";
        string? flavor = specs.OfFlavor("mem_page_size");
        string? image = specs.OfImage("mem_page_size");
        if (string.IsNullOrEmpty(flavor))
        {
            return string.IsNullOrEmpty(image) ? null : Forbidden;
        }

        string? error = Parse(flavor, out size);
        if (error is not null || string.IsNullOrEmpty(image))
        {
            return error;
        }

        return size.Size is PageSizes.Any or PageSizes.Large ? Parse(image, out size) : Forbidden;
    }

    private static string? Parse(string text, out PageSizeSpec size)
    {
        long? symbol = text switch
        {
            "small" => PageSizes.Small,
            "large" => PageSizes.Large,
            "any" => PageSizes.Any,
            _ => null,
        };
        size = new PageSizeSpec(true, symbol);
        if (symbol is not null)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long plain))
        {
            size = new PageSizeSpec(plain != 0, plain == 0 ? null : plain);
            return null;
        }

        Match match = Quantity().Match(text);
        if (!match.Success)
        {
            return "MemoryPageSizeInvalid";
        }

        // oslo_utils.strutils.string_to_bytes: binary prefixes whether or not they are spelled with an i, rounded up to bytes.
        double magnitude = double.Parse(match.Groups[1].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
        int power = match.Groups[2].Length == 0 ? 0 : 1 + "KMGTPEZYRQ".IndexOf(match.Groups[2].ValueSpan[0], StringComparison.Ordinal);
        double bytes = Math.Ceiling(magnitude / (match.Groups[3].ValueSpan is "B" ? 1 : 8) * Math.Pow(1024, power));
        double wholeKiB = Math.Truncate(bytes / 1024);
        if (Math.Abs(wholeKiB) > long.MaxValue / 2)
        {
            return "MemoryPageSizeInvalid";
        }

        size = new PageSizeSpec(bytes != 0, wholeKiB == 0 ? null : (long)wholeKiB);
        return null;
    }

    [GeneratedRegex(@"^([-+]?[0-9]*\.?[0-9]+)([KMGTPEZYRQ]i?)?(b|bit|B)$", RegexOptions.CultureInvariant)]
    private static partial Regex Quantity();
}
