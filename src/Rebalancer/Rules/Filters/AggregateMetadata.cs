using System.Collections.Immutable;

namespace Rebalancer.Rules.Filters;

/// <summary>What the aggregates of one host say together.</summary>
/// <remarks>
/// Source: <c>nova.scheduler.filters.utils</c>: <c>aggregate_metadata_get_by_host</c> splits values at commas,
/// <c>aggregate_values_from_key</c> does not.
/// </remarks>
internal sealed class AggregateMetadata
{
    /// <summary>A host whose aggregates say nothing.</summary>
    public static readonly AggregateMetadata None = Of([]);

    private readonly ImmutableSortedDictionary<string, ImmutableArray<string>> whole;

    /// <summary>Metadata looked up already.</summary>
    /// <param name="split">Single values by key.</param>
    /// <param name="whole">Values as written, by key.</param>
    public AggregateMetadata(
        ImmutableSortedDictionary<string, ImmutableArray<string>> split, ImmutableSortedDictionary<string, ImmutableArray<string>> whole)
    {
        Split = split;
        this.whole = whole;
    }

    /// <summary>Every key with its single values over all aggregates.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Split { get; }

    /// <summary>The metadata of several aggregates.</summary>
    public static AggregateMetadata Of(IEnumerable<ImmutableSortedDictionary<string, string>> aggregates)
    {
        ILookup<string, string> values = aggregates.SelectMany(metadata => metadata).ToLookup(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        return new AggregateMetadata(
            values.ToImmutableSortedDictionary(
                group => group.Key,
                group => group.SelectMany(value => value.Split(',').Select(part => part.Trim())).Distinct().Order(StringComparer.Ordinal).ToImmutableArray(),
                StringComparer.Ordinal),
            values.ToImmutableSortedDictionary(
                group => group.Key, group => group.Distinct().Order(StringComparer.Ordinal).ToImmutableArray(), StringComparer.Ordinal));
    }

    /// <summary>The values of a key as the aggregates give them.</summary>
    public ImmutableArray<string> Values(string key) => whole.TryGetValue(key, out ImmutableArray<string> values) ? values : [];

    /// <summary>The smallest of a key's values as numbers, or the fallback where there is none or one is no number.</summary>
    /// <remarks>Source: <c>validate_num_values</c> and how the filters meet its error.</remarks>
    public int SmallestOr(string key, int fallback)
    {
        int? smallest = null;
        foreach (string value in Values(key))
        {
            if (!int.TryParse(value, System.Globalization.NumberStyles.Integer, System.Globalization.CultureInfo.InvariantCulture, out int number))
            {
                return fallback;
            }

            smallest = Math.Min(smallest ?? number, number);
        }

        return smallest ?? fallback;
    }
}
