using System.Globalization;
using Rebalancer.Model;

namespace Rebalancer.Previews.Text;

/// <summary>Amounts as people say them.</summary>
internal static class Units
{
    private static readonly string[] Binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Bytes in the largest binary unit that keeps the number at 1 or above, such as <c>4.0 GiB</c>.</summary>
    public static string Bytes(double bytes)
    {
        int unit = 0;
        while (Math.Abs(bytes) >= 1024 && unit < Binary.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return unit == 0 || Math.Abs(bytes) >= 100 ? Invariant($"{bytes:0} {Binary[unit]}") : Invariant($"{bytes:0.0} {Binary[unit]}");
    }

    /// <summary>A length of time, such as <c>4 min 10 s</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.Zero)
        {
            return "-" + Duration(time.Negate());
        }

        double seconds = time.TotalSeconds;
        if (seconds < 9.95)
        {
            return seconds == 0 ? "0 s" : seconds < 0.05 ? "< 0.1 s" : Invariant($"{seconds:0.0} s");
        }

        long whole = (long)Math.Round(seconds);
        return whole switch
        {
            < 60 => $"{whole} s",
            < 3600 => whole % 60 == 0 ? $"{whole / 60} min" : $"{whole / 60} min {whole % 60} s",
            < 86400 => $"{whole / 3600} h {whole / 60 % 60} min",
            _ => $"{whole / 86400} d {whole / 3600 % 24} h",
        };
    }

    /// <summary>A moment of a plan, from its start, as hours, minutes and seconds.</summary>
    public static string Moment(TimeSpan time)
    {
        long whole = (long)Math.Round(time.TotalSeconds);
        return Invariant($"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}");
    }

    /// <summary>A share, such as <c>12.5 %</c>; a share above 0 never shows as 0.</summary>
    public static string Percent(double share)
    {
        double percent = share * 100;
        return percent switch
        {
            0 => "0 %",
            > 0 and < 0.1 => "< 0.1 %",
            _ when Math.Abs(percent) < 99.95 && Math.Abs(percent - Math.Round(percent)) >= 0.05 => Invariant($"{percent:0.0} %"),
            _ => Invariant($"{percent:0} %"),
        };
    }

    /// <summary>A value of an objective level with its unit.</summary>
    public static string Value(double value, string unit) => unit switch
    {
        "MiB" => Bytes(value * 1024 * 1024),
        "GiB" => Bytes(value * 1024 * 1024 * 1024),
        "B" or "bytes" => Bytes(value),
        "s" or "seconds" when double.IsFinite(value) && Math.Abs(value) < 1e9 => Duration(TimeSpan.FromSeconds(value)),
        "" => Invariant($"{value:0.###}"),
        _ => Invariant($"{value:0.###} {(value == 1 && unit.EndsWith('s') ? unit[..^1] : unit)}"),
    };

    /// <summary>The number of one resource class, in the unit of <see cref="UnitOf"/>.</summary>
    public static string Amount(ResourceClass resourceClass, long amount)
    {
        if (resourceClass != ResourceClass.MemoryMb)
        {
            return Invariant($"{amount}");
        }

        double gib = amount / 1024.0;
        return gib == Math.Round(gib) || gib >= 100 ? Invariant($"{gib:0}") : Invariant($"{gib:0.0}");
    }

    /// <summary>The unit that <see cref="Amount"/> counts in, or nothing for a plain number.</summary>
    public static string UnitOf(ResourceClass resourceClass) =>
        resourceClass == ResourceClass.MemoryMb || resourceClass == ResourceClass.DiskGb ? "GiB" : "";

    /// <summary>A count with its noun, such as <c>1 move</c> or <c>7 moves</c>.</summary>
    public static string Count(long count, string noun) => count == 1 ? $"1 {noun}" : Invariant($"{count} {noun}s");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
