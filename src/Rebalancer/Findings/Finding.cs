namespace Rebalancer.Findings;

/// <summary>Something noticed in an input, with the place where it stands.</summary>
/// <param name="Severity">Whether it stops the work.</param>
/// <param name="Code">A stable code, such as <c>cluster.unknown-host</c>.</param>
/// <param name="Path">The JSON path of the value, such as <c>$.instances[3].host</c>.</param>
/// <param name="Message">What was found and what is allowed.</param>
/// <param name="File">The file, where there is one.</param>
/// <param name="Line">The line in it, from 1, where known.</param>
public sealed record Finding(Severity Severity, string Code, string Path, string Message, string? File = null, int? Line = null)
{
    /// <summary>One line: place, severity, code and message.</summary>
    public override string ToString()
    {
        string place = File is null ? Path : Line is null ? $"{File}: {Path}" : $"{File}:{Line}: {Path}";
        return $"{place}: {(Severity == Severity.Error ? "error" : "warning")} {Code}: {Message}";
    }
}

/// <summary>Whether a finding stops the work.</summary>
public enum Severity
{
    /// <summary>Travels with the plan; real clouds look like that.</summary>
    Warning,

    /// <summary>The input cannot be used.</summary>
    Error,
}
