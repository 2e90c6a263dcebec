using System.Collections.Immutable;

namespace Rebalancer.Cpu;

/// <summary>An immutable set of CPU features by libvirt's names.</summary>
public sealed class CpuFeatureSet : IEquatable<CpuFeatureSet>
{
    private readonly ImmutableSortedSet<string> names;

    private CpuFeatureSet(ImmutableSortedSet<string> names) => this.names = names;

    /// <summary>The set without members.</summary>
    public static CpuFeatureSet Empty { get; } = new(ImmutableSortedSet<string>.Empty.WithComparer(StringComparer.Ordinal));

    /// <summary>A set of these names; repeated ones count once.</summary>
    public static CpuFeatureSet Of(IEnumerable<string> features) => new(features.ToImmutableSortedSet(StringComparer.Ordinal));

    /// <summary>The names, sorted ordinally.</summary>
    public ImmutableSortedSet<string> Names => names;

    /// <summary>Whether every feature of <paramref name="other"/> is here too.</summary>
    public bool IsSupersetOf(CpuFeatureSet other) => names.IsSupersetOf(other.names);

    /// <summary>The features of <paramref name="other"/> that are not here, sorted.</summary>
    public ImmutableSortedSet<string> Missing(CpuFeatureSet other) => other.names.Except(names);

    /// <inheritdoc/>
    public bool Equals(CpuFeatureSet? other) => other is not null && names.SetEquals(other.names);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CpuFeatureSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (string name in names)
        {
            hash.Add(name, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <summary>The names, separated by commas.</summary>
    public override string ToString() => string.Join(',', names);
}
