using System.Text;
using System.Text.RegularExpressions;

namespace Rebalancer.Packages.Tests;

/// <summary>The C# in the guides beside the code, as one file that a compiler can judge.</summary>
internal static partial class Guides
{
    private static readonly string[] Read = ["Rebalancer", "Rebalancer.Planning", "Rebalancer.Previews", "Rebalancer.Execution", "Rebalancer.OpenStack"];

    // What a snippet may take for given, where it does not make it itself.
    private static readonly (string Type, string Name)[] Given =
    [
        ("Cluster", "cluster"), ("Plan", "plan"), ("PlanProof", "proof"), ("CloudConnection", "connection"), ("FactsFile", "facts"), ("IServiceCollection", "services"),
        ("Func<InstanceId, CancellationToken, Task<bool>>", "answersAsync"),
    ];

    /// <summary>Every snippet as a method of its own; how many there are.</summary>
    public static (string Code, int Count) AsCode()
    {
        StringBuilder code = new();
        foreach (string space in (string[])["Cpu", "Goals", "Model", "Plans", "Rules", "Snapshots", "Planning", "Previews", "Previews.Html", "Execution", "Execution.Journals", "Execution.Runs", "OpenStack", "OpenStack.Connections", "OpenStack.Facts", "OpenStack.SignIn"])
        {
            code.Append("using Rebalancer.").Append(space).AppendLine(";");
        }

        code.AppendLine("using Rebalancer.Findings;").AppendLine("using Microsoft.Extensions.DependencyInjection;").AppendLine("internal static class Snippets").AppendLine("{");
        int count = 0;
        foreach (string guide in Read)
        {
            string text = File.ReadAllText(Repository.PathOf("src", guide, "README.md"));
            foreach (string snippet in Snippet().Matches(text).Select(match => match.Groups["code"].Value))
            {
                string given = string.Join(", ", Given.Where(one => !snippet.Contains($"{one.Type} {one.Name} =", StringComparison.Ordinal)).Select(one => $"{one.Type} {one.Name}"));
                code.AppendLine($"// {guide}").AppendLine($"public static async Task Snippet{++count}({given})").AppendLine("{").Append(snippet).AppendLine("await Task.CompletedTask;").AppendLine("}");
            }
        }

        return (code.AppendLine("}").ToString(), count);
    }

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
