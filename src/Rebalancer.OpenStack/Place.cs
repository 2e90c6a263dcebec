using Rebalancer.Findings;

namespace Rebalancer.OpenStack;

/// <summary>Where something stands: a file or request, a JSON path in it and a line where known.</summary>
internal readonly record struct Place(string? File, string Path, int? Line = null)
{
    /// <summary>A member or element of what stands here; <paramref name="step"/> such as <c>.name</c> or <c>[3]</c>.</summary>
    public Place At(string step) => this with { Path = Path + step, Line = null };
}

/// <summary>Collects findings in the order they are met.</summary>
internal sealed class FindingList
{
    private readonly List<Finding> findings = [];

    /// <summary>All findings so far.</summary>
    public IReadOnlyList<Finding> All => findings;

    /// <summary>Adds something that stops the work.</summary>
    public void Error(string code, Place place, string message) => Add(Severity.Error, code, place, message);

    /// <summary>Adds something that travels with the result.</summary>
    public void Warning(string code, Place place, string message) => Add(Severity.Warning, code, place, message);

    /// <summary>Adds findings of another step.</summary>
    public void AddRange(IEnumerable<Finding> others) => findings.AddRange(others);

    private void Add(Severity severity, string code, Place place, string message) =>
        findings.Add(new Finding(severity, code, place.Path, message, place.File, place.Line));
}
