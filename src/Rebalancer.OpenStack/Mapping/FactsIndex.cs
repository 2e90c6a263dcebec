using System.Collections.Immutable;
using Rebalancer.OpenStack.Facts;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>Finds the entries of a list that are about one thing, without trying all of them.</summary>
/// <remarks>Facts from telemetry come as one entry per instance, tens of thousands of them.</remarks>
internal sealed class FactsIndex<T>
{
    private readonly ImmutableArray<FactsEntry<T>> entries;
    private readonly Dictionary<string, List<int>> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> byName = new(StringComparer.Ordinal);
    private readonly List<int> byGlob = [];
    private readonly bool[] used;

    public FactsIndex(ImmutableArray<FactsEntry<T>> entries)
    {
        this.entries = entries;
        used = new bool[entries.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            Selector selector = entries[i].Selector;
            if (IsExact(selector.Ids))
            {
                Add(byId, selector.Ids, i);
            }
            else if (IsExact(selector.Names))
            {
                Add(byName, selector.Names, i);
            }
            else
            {
                byGlob.Add(i);
            }
        }
    }

    /// <summary>The places of the entries that were about nothing so far.</summary>
    public IEnumerable<Place> Unused => entries.Where((_, index) => !used[index]).Select(entry => entry.Place);

    /// <summary>The facts of the entries about something with these properties, in the order of the file.</summary>
    public List<T> Matching(string id, string name, string project, ImmutableArray<string> tags)
    {
        List<T> facts = [];
        foreach (int index in (byId.GetValueOrDefault(id) ?? []).Concat(byName.GetValueOrDefault(name) ?? []).Concat(byGlob).Order())
        {
            if (entries[index].Selector.Matches(id, name, project, tags))
            {
                used[index] = true;
                facts.Add(entries[index].Facts);
            }
        }

        return facts;
    }

    private static bool IsExact(ImmutableArray<string> globs) => !globs.IsEmpty && globs.All(glob => glob.AsSpan().IndexOfAny("*?\\") < 0);

    private static void Add(Dictionary<string, List<int>> index, ImmutableArray<string> texts, int entry)
    {
        foreach (string text in texts.Distinct(StringComparer.Ordinal))
        {
            if (!index.TryGetValue(text, out List<int>? places))
            {
                index[text] = places = [];
            }

            places.Add(entry);
        }
    }
}
