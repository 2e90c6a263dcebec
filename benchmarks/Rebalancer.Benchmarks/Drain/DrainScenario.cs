using System.Globalization;

namespace Rebalancer.Benchmarks.Drain;

/// <summary>What is asked of an instance of the drain family.</summary>
internal abstract record DrainScenario
{
    /// <summary>Nobody remains on the hosts to be drained.</summary>
    internal sealed record Drain : DrainScenario;

    /// <summary>Every host ends with at most a share of its virtual CPUs and of its memory.</summary>
    /// <param name="Percent">The share, from 1 to 100.</param>
    internal sealed record Cap(int Percent) : DrainScenario;

    /// <summary>At most so many hosts are in use in the end.</summary>
    /// <param name="MostHosts">How many; <c>null</c> for as few as can be found.</param>
    internal sealed record Consolidate(int? MostHosts) : DrainScenario;

    /// <summary>Reads a scenario; <c>null</c> if it is none.</summary>
    public static DrainScenario? Parse(string text) => text.Split(':') switch
    {
        ["drain"] => new Drain(),
        ["consolidate"] => new Consolidate(null),
        ["cap", var share] when Whole(share) is >= 1 and <= 100 and var percent => new Cap(percent),
        ["consolidate", var count] when Whole(count) is >= 0 and var most => new Consolidate(most),
        _ => null,
    };

    private static int Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
}
