using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FsCheck.Xunit;

namespace Rebalancer.Shared;

/// <summary>A property tried on a number of random cases, the same ones on every run.</summary>
/// <remarks>
/// REBALANCER_CASES=50 tries fifty times as many, new ones each time; a case that fails prints the seed to give to
/// <see cref="PropertyAttribute.Replay"/>. REBALANCER_REPLAY=(seed,gamma) starts every property from that seed.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
[SuppressMessage("Extensibility", "xUnit3003", Justification = "FsCheck's attribute takes no source location to pass on.")]
internal sealed class CasesAttribute : PropertyAttribute
{
    private const string OneSeed = "(20260115,2026011501)";

    public CasesAttribute(int cases)
    {
        int? factor = int.TryParse(Environment.GetEnvironmentVariable("REBALANCER_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : null;
        MaxTest = cases * Math.Max(1, factor ?? 1);
        MaxRejected = MaxTest * 100;
        string? seed = Environment.GetEnvironmentVariable("REBALANCER_REPLAY") ?? (factor is null ? OneSeed : null);
        if (seed is not null)
        {
            Replay = seed;
        }
    }
}
