using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Tests;

/// <summary>The guide's table of how often each refusal occurs in small clouds at the default knobs is a true one.</summary>
public sealed partial class RefusalDistributionTests
{
    private const int Count = 1000;

    [Fact]
    public void The_guide_tells_how_often_each_refusal_occurs()
    {
        SortedDictionary<string, int> counts = new(CodesInSources().ToDictionary(code => code, _ => 0), StringComparer.Ordinal);
        for (int seed = 0; seed < Count; seed++)
        {
            foreach (string code in CodesIn(Clouds.Generate(CloudShape.Small, seed)))
            {
                counts[code] = counts.GetValueOrDefault(code) + 1;
            }
        }

        StringBuilder table = new("| refusal | clouds of a thousand |\n|---|---:|\n");
        foreach ((string code, int count) in counts.OrderByDescending(pair => pair.Value))
        {
            table.Append(CultureInfo.InvariantCulture, $"| `{code}` | {count} |\n");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());
        Assert.All(counts, pair => Assert.True(pair.Value >= Count / 200, $"{pair.Key} occurs in {pair.Value} clouds only"));
        Assert.Contains(table.ToString(), File.ReadAllText(Repository.PathOf("src", "Rebalancer.Testing", "README.md")), StringComparison.Ordinal);
    }

    private static HashSet<string> CodesIn(Cluster cluster)
    {
        HashSet<string> codes = new(StringComparer.Ordinal);
        PlanState state = PlanState.Of(cluster);
        for (int instance = 0; instance < cluster.Instances.Length; instance++)
        {
            for (int host = 0; host < cluster.Hosts.Length; host++)
            {
                foreach (MoveKind kind in Enum.GetValues<MoveKind>())
                {
                    codes.UnionWith(MigrationRules.Check(state, instance, host, kind, Profile.RedHat).Refusals.Select(refusal => refusal.Code));
                }
            }
        }

        return codes;
    }

    /// <summary>The codes that stand as literals where refusals are made.</summary>
    private static IEnumerable<string> CodesInSources() => Directory.GetFiles(Repository.PathOf("src", "Rebalancer", "Rules"), "*.cs", SearchOption.AllDirectories)
        .SelectMany(file => Code().Matches(File.ReadAllText(file))).Select(match => match.Groups["code"].Value).Distinct();

    [GeneratedRegex(@"""(?<code>(nova|placement|libvirt|policy)\.[a-z0-9.-]+)""")]
    private static partial Regex Code();
}
