using System.Collections.Immutable;
using System.IO.Enumeration;

namespace Rebalancer.OpenStack.Facts;

/// <summary>Which hosts, instances or images an entry of a facts file is about: every list that is not empty must match.</summary>
internal sealed record Selector(
    ImmutableArray<string> Ids, ImmutableArray<string> Names, ImmutableArray<string> Projects, ImmutableArray<string> Tags)
{
    /// <summary>Whether the entry is about something with these properties.</summary>
    public bool Matches(string id, string name, string project, ImmutableArray<string> tags) =>
        Any(Ids, id) && Any(Names, name) && Any(Projects, project) && (Tags.IsEmpty || tags.Any(tag => Any(Tags, tag)));

    private static bool Any(ImmutableArray<string> globs, string text)
    {
        foreach (string glob in globs)
        {
            if (FileSystemName.MatchesSimpleExpression(glob, text, ignoreCase: false))
            {
                return true;
            }
        }

        return globs.IsEmpty;
    }
}

/// <summary>An entry of a list in a facts file.</summary>
internal sealed record FactsEntry<T>(Selector Selector, T Facts, Place Place);
