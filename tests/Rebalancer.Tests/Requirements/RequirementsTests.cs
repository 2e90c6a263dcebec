using System.Text.RegularExpressions;

namespace Rebalancer.Tests.Requirements;

/// <summary>The table of the operators' 81 requirements names tests that exist.</summary>
public sealed partial class RequirementsTests
{

    private static readonly Row[] Rows =
    [
        .. File.ReadAllLines(Repository.PathOf("tests", "Rebalancer.Tests", "Requirements", "requirements.tsv"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t'))
            .Select(cells => new Row(int.Parse(cells[0], System.Globalization.CultureInfo.InvariantCulture), cells[1], cells[2], cells[3])),
    ];

    [Fact]
    public void Every_row_is_there_once() => Assert.Equal(Enumerable.Range(1, 81), Rows.Select(row => row.Number));

    [Fact]
    public void Every_row_has_a_duty_and_a_subject() => Assert.All(Rows, row =>
    {
        Assert.Matches("^[PXC]+$", row.Duty);
        Assert.NotEmpty(row.Subject);
    });

    [Fact]
    public void What_planner_and_reports_owe_is_shown_by_tests() =>
        Assert.Empty(Rows.Where(row => row.Duty.AsSpan().ContainsAny('P', 'C') && !row.NamesTests).Select(row => row.Number));

    [Fact]
    public void What_is_out_of_scope_says_why() =>
        Assert.All(Rows.Where(row => !row.NamesTests), row => Assert.Matches("^out of scope: .+", row.Shown));

    [Fact]
    public void Every_named_test_exists()
    {
        string[] missing = [.. Rows.Where(row => row.NamesTests).SelectMany(row => row.Shown.Split(' ').Where(test => !Exists(test)).Select(test => $"{row.Number}: {test}"))];
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("Rebalancer.Tests/RequirementsTests.No_such_method")]
    [InlineData("Rebalancer.Tests/NoSuchClass.Every_row_is_there_once")]
    [InlineData("No.Such.Tests/RequirementsTests.Every_row_is_there_once")]
    [InlineData("Rebalancer.Tests/RequirementsTests.Exists")]
    public void A_test_that_does_not_exist_is_found_out(string test) => Assert.False(Exists(test));

    private static bool Exists(string test)
    {
        Match parts = Named().Match(test);
        string folder = Repository.PathOf("tests", parts.Groups["project"].Value);
        return parts.Success && Directory.Exists(folder) && Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .Any(text => Regex.IsMatch(text, $@"\bclass {parts.Groups["class"].Value}\b")
                && Regex.IsMatch(text, $@"\[(Fact|Theory|Property|Cases)\b[^;{{]*?public (async )?(void|Task) {parts.Groups["method"].Value}\("));
    }

    [GeneratedRegex(@"^(?<project>[\w.]+)/(?<class>\w+)\.(?<method>\w+)$")]
    private static partial Regex Named();

    /// <summary>A row of the table.</summary>
    private sealed record Row(int Number, string Duty, string Subject, string Shown)
    {
        public bool NamesTests => Shown.Contains('/', StringComparison.Ordinal);
    }
}
