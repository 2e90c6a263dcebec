using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>Lays given facts beside read ones: what was read wins, and a difference is a warning.</summary>
internal sealed class Laying(FindingList findings)
{
    /// <summary>The read fact, else the given one.</summary>
    /// <param name="read">What an API told.</param>
    /// <param name="given">What the facts file says.</param>
    /// <param name="what">Of what, such as <c>the CPU of host a</c>.</param>
    /// <param name="place">Where the API told it.</param>
    /// <param name="equal">Whether two values are the same; by default by their own equality.</param>
    public Fact<T> Lay<T>(Fact<T> read, Fact<T> given, string what, Place place, Func<T, T, bool>? equal = null)
    {
        if (read.TryGet(out T? seen) && given.TryGet(out T? said) && !(equal ?? EqualityComparer<T>.Default.Equals)(seen, said))
        {
            findings.Warning("facts.contradiction", place, $"the API and the facts file differ about {what}; the API is believed");
        }

        return read.Or(given);
    }

    /// <summary>Whether two maps of texts hold the same.</summary>
    public static bool SameTexts(ImmutableSortedDictionary<string, string> left, ImmutableSortedDictionary<string, string> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out string? value) && value == pair.Value);
}

/// <summary>Collections of answers, in which JSON may hide a null, as collections of the model.</summary>
internal static class AnswerCollections
{
    /// <summary>The texts, none where there is no list.</summary>
    public static ImmutableArray<string> OrEmpty(this IEnumerable<string>? texts) =>
        texts is null ? [] : [.. texts.Where(text => text is not null)];

    /// <summary>The texts by key, sorted; none where there is no map.</summary>
    public static ImmutableSortedDictionary<string, string> Sorted(this IEnumerable<KeyValuePair<string, string>>? texts) =>
        (texts ?? []).Where(pair => pair.Value is not null).ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The list, empty where it was not read.</summary>
    public static ImmutableArray<T> OrNone<T>(this ImmutableArray<T> list) => list.IsDefault ? [] : list;
}
