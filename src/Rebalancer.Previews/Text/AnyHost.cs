using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Rebalancer.Model;

namespace Rebalancer.Previews.Text;

/// <summary>Sentences that say the same of several destinations, told once.</summary>
internal static class AnyHost
{
    private const string Mark = "\0";

    /// <summary>The sentence with the destination's name taken out, equal for destinations of which it says the same.</summary>
    public static string In(string text, HostName destination)
    {
        // A name inside a longer one, such as compute1 in compute10, is another host.
        string name = $@"(?<![\w.-]){Regex.Escape(destination.ToString())}(?![\w-])(?!\.\w)";
        return Regex.Replace(text, name, Mark, RegexOptions.CultureInvariant);
    }

    /// <summary>The sentence again: with the name of the one destination, or with words for any of several.</summary>
    public static string Of(string marked, ImmutableArray<HostName> destinations)
    {
        if (destinations.Distinct().Count() == 1)
        {
            return marked.Replace(Mark, destinations[0].ToString(), StringComparison.Ordinal);
        }

        string start = marked.StartsWith(Mark, StringComparison.Ordinal) ? "The destination" + marked[Mark.Length..] : marked;
        return start.Replace(Mark, "the destination", StringComparison.Ordinal);
    }
}
