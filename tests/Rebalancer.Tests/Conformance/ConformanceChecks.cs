using System.Text.Json;

namespace Rebalancer.Tests.Conformance;

/// <summary>The check of every section that recorded cases come in.</summary>
internal static class ConformanceChecks
{
    private static readonly Dictionary<string, ConformanceCheck> Sections = new(NumaChecks.Sections.Concat(RuleChecks.Sections));

    /// <summary>Runs one case of a section.</summary>
    /// <returns><c>null</c> when we agree; a check that throws, or a section without a check, does not agree.</returns>
    public static ConformanceMismatch? Run(string section, JsonElement recorded)
    {
        string Expected() => recorded.TryGetProperty("expected", out JsonElement expected) ? expected.GetRawText() : "what its steps say";
        if (!Sections.TryGetValue(section, out ConformanceCheck? check))
        {
            return new ConformanceMismatch(Expected(), $"there is no check for section '{section}'");
        }

        try
        {
            return check(recorded);
        }
        catch (Exception fault)
        {
            return new ConformanceMismatch(Expected(), $"{fault.GetType().Name}: {fault.Message}");
        }
    }
}
