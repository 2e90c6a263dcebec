using System.Text;
using System.Text.Json;
using Rebalancer.Model;

namespace Rebalancer.OpenStack.Facts;

/// <summary>Writes a facts file to fill in: what is missing of a cluster, why it matters, and a line for each.</summary>
public static class FactsTemplate
{
    private const int Width = 110;
    private const int MostNames = 12;

    /// <summary>The file as YAML: a facts file that can be read as it is, and gives nothing until its comments are filled in.</summary>
    public static string Of(Cluster cluster)
    {
        ILookup<string, MissingFact> missing = MissingFacts.Of(cluster).ToLookup(fact => fact.Section);
        StringBuilder text = new();
        text.Append(
            """
            # What the APIs of this cloud did not tell. Take the "#" from a line, put the right value into it, and give
            # the file with --facts. What stays out is assumed, and every verdict that rests on it says so.
            format: rebalancer/facts
            version: 1

            """.ReplaceLineEndings("\n"));
        if (missing["cloud"].Any())
        {
            text.Append("\n# cloud:\n");
            foreach (IGrouping<string, MissingFact> facts in missing["cloud"].GroupBy(TopOf))
            {
                foreach (MissingFact fact in facts)
                {
                    Comment(text, fact.Why);
                }

                text.Append($"#   {LineOf(facts)}\n");
            }
        }

        WriteHosts(text, cluster, [.. missing["hosts"]]);
        WriteExamples(text, "instances", "name", missing["instances"], cluster.Instances.Length);
        WriteExamples(text, "images", "id", missing["images"], all: -1);
        return text.ToString();
    }

    /// <summary>One entry for all hosts of which the same is missing.</summary>
    private static void WriteHosts(StringBuilder text, Cluster cluster, List<MissingFact> facts)
    {
        if (facts.Count == 0)
        {
            return;
        }

        text.Append("\n# What the keys of hosts are for:\n");
        foreach (MissingFact fact in facts)
        {
            Comment(text, $"{fact.Key}: {fact.Why}");
        }

        text.Append("hosts:\n");
        Dictionary<string, HashSet<string>> hostsOf = facts.ToDictionary(fact => fact.Key, fact => fact.About.ToHashSet(StringComparer.Ordinal));
        var groups = cluster.Hosts
            .GroupBy(host => string.Join('\n', facts.Where(fact => hostsOf[fact.Key].Contains(host.Name.Value)).GroupBy(TopOf).Select(LineOf)))
            .Where(group => group.Key.Length > 0);
        foreach (IGrouping<string, Host> group in groups)
        {
            text.Append("  - name: [");
            Wrap(text, "      ", group.Select(host => Quoted(host.Name.Value)), firstColumn: 11);
            text.Append("]\n");
            foreach (string example in group.Key.Split('\n'))
            {
                text.Append($"    # {example}\n");
            }
        }
    }

    private static void WriteExamples(StringBuilder text, string section, string selector, IEnumerable<MissingFact> facts, int all)
    {
        bool isFirst = true;
        foreach (MissingFact fact in facts)
        {
            text.Append(isFirst ? $"\n# {section}:\n" : "");
            isFirst = false;
            string names = string.Join(", ", fact.About.Distinct().Take(MostNames).Select(Quoted));
            string about = fact.About.Length == all ? $"all {all}." : $"{fact.About.Length}: {names}{(fact.About.Length > MostNames ? ", ..." : "")}";
            Comment(text, $"{fact.Why} Unknown of {about}");
            text.Append($"#   - {selector}: {Quoted(fact.About[0])}\n#     {fact.Key}: {fact.Example}\n");
        }
    }

    private static string TopOf(MissingFact fact) => fact.Key.Split('.')[0];

    /// <summary>The line of one key, with all that is missing below it.</summary>
    private static string LineOf(IGrouping<string, MissingFact> facts) => facts.First().Key == facts.Key
        ? $"{facts.Key}: {facts.First().Example}"
        : $"{facts.Key}: {{{string.Join(", ", facts.Select(fact => $"{fact.Key.Split('.')[1]}: {fact.Example}"))}}}";

    // Names are what their owners made them, line breaks and quotes among it; JSON's form of a text is YAML's, too.
    private static string Quoted(string name) => JsonSerializer.Serialize(name);

    private static void Comment(StringBuilder text, string words)
    {
        const string Start = "#   #";
        StringBuilder line = new(Start);
        foreach (string word in words.Split(' '))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                text.Append(line).Append('\n');
                line.Clear().Append(Start);
            }

            line.Append(' ').Append(word);
        }

        text.Append(line).Append('\n');
    }

    private static void Wrap(StringBuilder text, string indent, IEnumerable<string> items, int firstColumn)
    {
        int column = firstColumn;
        bool isFirst = true;
        foreach (string item in items)
        {
            if (!isFirst)
            {
                text.Append(',');
                bool breaks = column + item.Length + 2 > Width;
                text.Append(breaks ? "\n" + indent : " ");
                column = breaks ? indent.Length : column + 2;
            }

            text.Append(item);
            column += item.Length;
            isFirst = false;
        }
    }
}
