using System.Collections.Immutable;

namespace Rebalancer.Findings;

/// <summary>Collects findings up to a limit per severity, so that a hostile input cannot fill the memory with them.</summary>
internal sealed class FindingList
{
    /// <summary>How many findings of one severity are kept.</summary>
    public const int Limit = 1_000;

    private readonly ImmutableArray<Finding>.Builder kept = ImmutableArray.CreateBuilder<Finding>();
    private int errors;
    private int warnings;

    /// <summary>Whether there is an error, kept or not.</summary>
    public bool HasErrors => errors > 0;

    /// <summary>Whether a further finding of this severity would only be counted; callers then need not word it.</summary>
    public bool IsFull(Severity severity) => (severity == Severity.Error ? errors : warnings) >= Limit;

    /// <summary>Adds an error.</summary>
    public void Error(string code, string path, string message, string? file = null, int? line = null) =>
        Add(new Finding(Severity.Error, code, path, message, file, line));

    /// <summary>Adds a warning.</summary>
    public void Warn(string code, string path, string message, string? file = null, int? line = null) =>
        Add(new Finding(Severity.Warning, code, path, message, file, line));

    /// <summary>Adds a finding, or counts it where its severity is full.</summary>
    public void Add(Finding finding)
    {
        if (!IsFull(finding.Severity))
        {
            kept.Add(finding);
        }

        Count(finding.Severity);
    }

    /// <summary>Counts a finding that nobody words because its severity is full.</summary>
    public void Count(Severity severity)
    {
        if (severity == Severity.Error)
        {
            errors++;
        }
        else
        {
            warnings++;
        }
    }

    /// <summary>The findings in the order they were added, with one more per severity for those beyond the limit.</summary>
    public ImmutableArray<Finding> ToImmutable()
    {
        ImmutableArray<Finding> all = kept.ToImmutable();
        all = AddRest(all, Severity.Error, errors - Limit);
        return AddRest(all, Severity.Warning, warnings - Limit);
    }

    private static ImmutableArray<Finding> AddRest(ImmutableArray<Finding> all, Severity severity, int rest) => rest <= 0
        ? all
        : all.Add(new Finding(severity, "findings.more", "$", $"and {rest} more {(severity == Severity.Error ? "errors" : "warnings")}"));
}
