using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.OpenStack.Facts;

namespace Rebalancer.OpenStack.Tests;

public sealed partial class FactsTemplateTests
{
    [Theory]
    [InlineData("recorded")]
    [InlineData("recorded-numa")]
    public void A_template_is_a_facts_file_that_gives_nothing(string fixture)
    {
        Cluster bare = RecordedCloud.Read(Fixture.Folder(fixture)).OrThrow();
        FactsFile facts = Read(FactsTemplate.Of(bare));

        Cluster again = RecordedCloud.Read(Fixture.Folder(fixture), facts).OrThrow();

        Assert.Equal(Keys(bare), Keys(again));
        Assert.NotEmpty(Keys(bare));
    }

    [Theory]
    [InlineData("recorded")]
    [InlineData("recorded-numa")]
    public void A_template_whose_comments_are_all_taken_away_answers_every_question_of_the_cloud_and_its_hosts(string fixture)
    {
        Cluster bare = RecordedCloud.Read(Fixture.Folder(fixture)).OrThrow();
        string filled = Commented().Replace(FactsTemplate.Of(bare), "$1$2");

        MissingFact[] left = [.. MissingFacts.Of(RecordedCloud.Read(Fixture.Folder(fixture), Read(filled)).OrThrow())];

        // The example of a host's cells is no more than that: instances would not be where it has CPUs. Only one instance of each kind
        // is in the examples, and giving the cloud's release asks for those of hosts that differ.
        Assert.DoesNotContain(left, fact => fact.Section is "cloud" or "hosts" && fact.Key is not ("release" or "numa"));
        Assert.All(left.Where(fact => fact.Section == "instances"), fact => Assert.True(fact.About.Length < bare.Instances.Length));
    }

    [Fact]
    public void A_cloud_of_which_all_is_given_lacks_little()
    {
        Assert.DoesNotContain(MissingFacts.Of(Fixture.Numa), fact => fact.Section == "cloud" && fact.Key is "releases.nova" or "enabledFilters");
        Assert.DoesNotContain(MissingFacts.Of(Fixture.Numa), fact => fact.Section == "hosts" && fact.Key is "numa" or "cpuDedicatedSet" or "imagesBackend");
    }

    [Fact]
    public void Names_of_owners_cannot_break_out_of_their_place()
    {
        TinyCloud cloud = new();
        cloud.SetServer("a");
        Cluster cluster = cloud.Map().OrThrow();
        Instance hostile = cluster.Instances[0] with { Name = "x\"\n  - name: \"*\"\nhosts: [" };
        cluster = Cluster.Build(cluster.ToParts() with { Instances = [hostile] }).OrThrow();

        Assert.Empty(FactsFile.Read(Encoding.UTF8.GetBytes(FactsTemplate.Of(cluster))).Findings);
        Assert.Empty(FactsFile.Read(Encoding.UTF8.GetBytes(Commented().Replace(FactsTemplate.Of(cluster), "$1$2"))).Findings);
    }

    [GeneratedRegex("^(?:# (cloud:|instances:|images:|  .*)|(    )# (?!numa))", RegexOptions.Multiline)]
    private static partial Regex Commented();

    private static FactsFile Read(string text)
    {
        Checked<FactsFile> read = FactsFile.Read(Encoding.UTF8.GetBytes(text));
        Assert.Empty(read.Findings);
        return read.OrThrow();
    }

    private static ImmutableArray<string> Keys(Cluster cluster) => [.. MissingFacts.Of(cluster).Select(fact => $"{fact.Section}.{fact.Key} {fact.About.Length}")];
}
