using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Rebalancer.Findings;

/// <summary>The outcome of reading or building something: a value, or the errors that prevent it; warnings in either case.</summary>
/// <typeparam name="T">What was read or built.</typeparam>
public sealed class Checked<T>
    where T : class
{
    /// <summary>Makes the outcome; an error among the findings withholds the value.</summary>
    /// <param name="value">What was read or built; <c>null</c> where that was not possible.</param>
    /// <param name="findings">All findings, errors and warnings.</param>
    public Checked(T? value, ImmutableArray<Finding> findings)
    {
        OrNull = findings.Any(finding => finding.Severity == Severity.Error) ? null : value;
        Findings = findings;
    }

    /// <summary>The value, or <c>null</c> where an error prevents it.</summary>
    public T? OrNull { get; }

    /// <summary>All findings, errors and warnings, in the order of the input.</summary>
    public ImmutableArray<Finding> Findings { get; }

    /// <summary>Gives the value where no error prevents it.</summary>
    /// <returns>Whether there is a value.</returns>
    public bool TryGet([NotNullWhen(true)] out T? value)
    {
        value = OrNull;
        return value is not null;
    }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidInputException">There are errors; the exception carries all findings.</exception>
    public T OrThrow() => OrNull ?? throw new InvalidInputException(Findings);
}

/// <summary>An input cannot be used; carries every finding.</summary>
public sealed class InvalidInputException : Exception
{
    /// <summary>Makes the exception from the findings of an input.</summary>
    public InvalidInputException(ImmutableArray<Finding> findings)
        : base(string.Join(Environment.NewLine, findings.Where(finding => finding.Severity == Severity.Error))) =>
        Findings = findings;

    /// <summary>All findings, errors and warnings.</summary>
    public ImmutableArray<Finding> Findings { get; }
}
