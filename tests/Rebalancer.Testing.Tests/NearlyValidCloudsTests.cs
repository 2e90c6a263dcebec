using System.Text.RegularExpressions;
using Rebalancer.Findings;
using Rebalancer.Model;

namespace Rebalancer.Testing.Tests;

public sealed partial class NearlyValidCloudsTests
{
    [Cases(400, Arbitrary = [typeof(CloudArbitraries)])]
    public void The_mistake_is_reported_and_nothing_throws(NearlyValidCloud cloud)
    {
        Checked<Cluster> built = Cluster.Build(cloud.Parts);
        Assert.Null(built.OrNull);
        Assert.Contains(built.Findings, finding => finding.Code == cloud.Code && finding.Severity == Severity.Error);
    }

    [Fact]
    public void Every_error_of_the_checks_is_among_the_mistakes_and_is_drawn()
    {
        string checks = Repository.PathOf("src", "Rebalancer", "Model", "Checks");
        SortedSet<string> inSources = new(
            Directory.GetFiles(checks).SelectMany(file => ErrorCode().Matches(File.ReadAllText(file)).Select(match => match.Groups["code"].Value)).Where(code => !code.EndsWith('{')),
            StringComparer.Ordinal);
        inSources.UnionWith(DuplicateKind().Matches(File.ReadAllText(Path.Combine(checks, "DuplicateChecks.cs"))).Select(match => $"cluster.duplicate-{match.Groups["kind"].Value}"));
        Assert.Equal(inSources, NearlyValidClouds.Codes);
        Assert.Equal(inSources, new SortedSet<string>(Enumerable.Range(0, 1500).Select(seed => NearlyValidClouds.Generate(CloudShape.Small, seed).Code), StringComparer.Ordinal));
    }

    [Fact]
    public void A_nearly_valid_cloud_shrinks_with_its_mistake()
    {
        foreach (NearlyValidCloud cloud in Enumerable.Range(0, 40).Select(seed => NearlyValidClouds.Generate(CloudShape.Tiny, seed)))
        {
            Assert.All(NearlyValidClouds.Arbitrary(CloudShape.Tiny).Shrinker(cloud).Take(5), smaller =>
            {
                Assert.Equal(cloud.Code, smaller.Code);
                Assert.Contains(Cluster.Build(smaller.Parts).Findings, finding => finding.Code == cloud.Code);
            });
        }
    }

    [GeneratedRegex(@"\.Error\(\s*""(?<code>cluster\.[a-z-]+)""", RegexOptions.Singleline)]
    private static partial Regex ErrorCode();

    [GeneratedRegex(@",\s*""(?<kind>[a-z]+)"",\s*i => \$", RegexOptions.Singleline)]
    private static partial Regex DuplicateKind();
}
