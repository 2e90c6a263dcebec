using Rebalancer.Findings;

namespace Rebalancer.OpenStack;

/// <summary>Where something stands: a file or request, a JSON path in it and a line where known.</summary>
internal readonly record struct Place(string? File, string Path, int? Line = null)
{
    /// <summary>A member or element of what stands here; <paramref name="step"/> such as <c>.name</c> or <c>[3]</c>.</summary>
    public Place At(string step) => this with { Path = Path + step, Line = null };
}

/// <summary>Collects findings in the order they are met, up to a limit per severity: a hostile answer must not fill the memory with them.</summary>
internal sealed class FindingList
{
    /// <summary>How many findings of one severity are kept.</summary>
    public const int Limit = 1_000;

    private readonly List<Finding> kept = [];
    private readonly int[] counts = new int[2];

    /// <summary>All findings so far, with one more per severity for those beyond the limit.</summary>
    public IReadOnlyList<Finding> All => counts.Max() <= Limit
        ? kept
        : [.. kept, .. Enum.GetValues<Severity>().Where(severity => counts[(int)severity] > Limit).Select(Rest)];

    /// <summary>Adds something that stops the work.</summary>
    public void Error(string code, Place place, string message) => Add(Severity.Error, code, place, message);

    /// <summary>Adds something that travels with the result.</summary>
    public void Warning(string code, Place place, string message) => Add(Severity.Warning, code, place, message);

    /// <summary>Adds findings of another step.</summary>
    public void AddRange(IEnumerable<Finding> others)
    {
        foreach (Finding finding in others)
        {
            Add(finding);
        }
    }

    private void Add(Severity severity, string code, Place place, string message) =>
        Add(new Finding(severity, code, place.Path, message, place.File, place.Line));

    private void Add(Finding finding)
    {
        if (counts[(int)finding.Severity]++ < Limit)
        {
            kept.Add(finding);
        }
    }

    private Finding Rest(Severity severity) => new(
        severity, "findings.more", "$", $"and {counts[(int)severity] - Limit} more {(severity == Severity.Error ? "errors" : "warnings")}");
}
