using System.Text.RegularExpressions;

namespace Rebalancer.Packages.Tests;

/// <summary>What is public is for somebody: each name occurs in another project, a test, or a document.</summary>
public sealed partial class PublicApiTests
{
    /// <summary>Made by the compiler, or called by it.</summary>
    private static readonly HashSet<string> NotNamed = ["EqualityContract", "PrintMembers", "Deconstruct", "Equals", "GetHashCode", "ToString", "GetEnumerator", "Enumerator", "MoveNext", "Reset", "Dispose"];

    [Theory]
    [InlineData("Rebalancer")]
    [InlineData("Rebalancer.Planning")]
    [InlineData("Rebalancer.Execution")]
    [InlineData("Rebalancer.OpenStack")]
    [InlineData("Rebalancer.Previews")]
    [InlineData("Rebalancer.Testing")]
    public void Every_public_name_is_used_outside_of_its_project(string project)
    {
        HashSet<string> used = [.. Directory.EnumerateFiles(Repository.Root, "*", SearchOption.AllDirectories).Where(file => IsUse(project, file)).SelectMany(WordsOf)];
        string[] lines = [.. Directory.EnumerateFiles(Repository.PathOf("src", project), "PublicAPI.*.txt").SelectMany(File.ReadLines)];
        string[] unused = [.. lines.Where(line => NameIn(line) is { } name && !NotNamed.Contains(name) && !used.Contains(name)).Distinct()];
        Assert.True(lines.Length > 20);
        Assert.Empty(unused);
    }

    private static bool IsUse(string project, string file)
    {
        string path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');
        return !Built().IsMatch(path) && (path.EndsWith(".md", StringComparison.Ordinal) || path.EndsWith(".ipynb", StringComparison.Ordinal)
            || (path.EndsWith(".cs", StringComparison.Ordinal) && !path.StartsWith($"src/{project}/", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> WordsOf(string file) => Word().Matches(File.ReadAllText(file)).Select(match => match.Value);

    /// <summary>The member that a line is about; <c>null</c> for types and constructors, and for values of enumerations, which are a list of what there is.</summary>
    private static string? NameIn(string line)
    {
        Match match = Member().Match(line);
        return match.Success && match.Groups["name"].Value != match.Groups["owner"].Value && !line.Contains(" = ", StringComparison.Ordinal) ? match.Groups["name"].Value : null;
    }

    [GeneratedRegex(@"(^|/)(bin|obj|\.git)/")]
    private static partial Regex Built();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    // Modifiers, the dotted name with type parameters, then the accessor, the parameters or the type.
    [GeneratedRegex(@"^(?:(?:static|override|abstract|virtual|const|readonly) )*~?(?:[\w<>,]+\.)*(?<owner>\w+)(?:<[\w, ]+>)?\.(?<name>\w+)(?:<[\w, ]+>)?(?:\.(?:get|set|init))?(?:\(.*)? -> ")]
    private static partial Regex Member();
}
