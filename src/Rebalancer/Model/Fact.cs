using System.Diagnostics.CodeAnalysis;

namespace Rebalancer.Model;

/// <summary>Where a fact comes from, from the least to the most trusted.</summary>
public enum FactSource
{
    /// <summary>Nobody said. A rule that needs it falls back to a stated default and says so.</summary>
    Unknown,

    /// <summary>Filled in by a stated default.</summary>
    Assumed,

    /// <summary>Given by the operator in a facts file.</summary>
    Given,

    /// <summary>Read from an API of the cloud.</summary>
    Read,
}

/// <summary>A value that may be unknown, with its source.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly record struct Fact<T>
{
    private readonly T? value;

    internal Fact(T value, FactSource source)
    {
        this.value = value;
        Source = source;
    }

    /// <summary>Where the value comes from; <see cref="FactSource.Unknown"/> for the default.</summary>
    public FactSource Source { get; }

    /// <summary>Whether there is a value, be it read, given or assumed.</summary>
    public bool IsKnown => Source != FactSource.Unknown;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The fact is unknown.</exception>
    public T Value => IsKnown ? value! : throw new InvalidOperationException("The fact is unknown.");

    /// <summary>The value, or <paramref name="fallback"/> where it is unknown.</summary>
    public T ValueOr(T fallback) => IsKnown ? value! : fallback;

    /// <summary>Gives the value where there is one.</summary>
    /// <returns>Whether the fact is known.</returns>
    public bool TryGet([MaybeNullWhen(false)] out T known)
    {
        known = value;
        return IsKnown;
    }

    /// <summary>This fact where it is known, else <paramref name="other"/>.</summary>
    public Fact<T> Or(Fact<T> other) => IsKnown ? this : other;

    /// <summary>The value, or <c>unknown</c>.</summary>
    public override string ToString() => IsKnown ? $"{value} ({Source})" : "unknown";
}

/// <summary>Makes facts.</summary>
public static class Fact
{
    /// <summary>A fact read from an API.</summary>
    public static Fact<T> Read<T>(T value) => new(value, FactSource.Read);

    /// <summary>A fact the operator gave.</summary>
    public static Fact<T> Given<T>(T value) => new(value, FactSource.Given);

    /// <summary>A fact filled in by a stated default.</summary>
    public static Fact<T> Assumed<T>(T value) => new(value, FactSource.Assumed);

    /// <summary>A fact with the source that another place recorded.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="source"/> is <see cref="FactSource.Unknown"/> or undefined.</exception>
    public static Fact<T> From<T>(T value, FactSource source) =>
        source is FactSource.Assumed or FactSource.Given or FactSource.Read
            ? new(value, source)
            : throw new ArgumentOutOfRangeException(nameof(source), source, "A known fact is read, given or assumed.");
}
