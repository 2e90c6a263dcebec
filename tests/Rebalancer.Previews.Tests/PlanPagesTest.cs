using System.Text.RegularExpressions;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Graphs;
using Rebalancer.Previews.Html;
using Rebalancer.Previews.Markdown;
using static Rebalancer.Previews.Tests.SmallCloud;

namespace Rebalancer.Previews.Tests;

/// <summary>A plan as a page, as Markdown and as graphs.</summary>
public class PlanPagesTest
{
    private const string Hostile = "</script><img src=x onerror=alert(1)>&\"'`|*_#";

    private static readonly PlanProof Proven = new([], []);

    [Fact]
    public void The_page_names_every_host_and_every_instance_that_moves()
    {
        string page = Page(Cloud, Drain);
        Assert.All(Cloud.Hosts, host => Assert.Contains($">{host.Name}", page, StringComparison.Ordinal));
        Assert.All(Drain.Steps.OfType<MoveStep>(), move => Assert.Contains(Cloud.Instances[Cloud.IndexOf(move.Instance)].Name, page, StringComparison.Ordinal));
        Assert.Contains("verified: every reachable state is allowed", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_fetches_nothing()
    {
        string page = Page(Cloud, Drain);
        Assert.DoesNotMatch("(https?:|//[a-z]|src=|href=|@import|url\\((?!#))", page.Replace("// ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_plan_gives_the_same_page() => Assert.Equal(Page(Cloud, Drain), Page(Cloud, Drain));

    [Fact]
    public void Without_the_cluster_there_are_ids_and_no_times()
    {
        string page = Page(null, Drain);
        Assert.Contains(Drain.Steps.OfType<MoveStep>().First().Instance.ToString(), page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"data\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_from_outside_are_text_in_every_form()
    {
        Plan plan = Drain with { Steps = [new DisableStep(Cloud.Hosts[0].Name, Hostile) { Id = 1, Why = Hostile }, new EnableStep(Cloud.Hosts[0].Name) { Id = 2, After = [1] }] };
        string page = Page(Cloud, plan);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Equal(page.Split("<script").Length, page.Split("</script>").Length);
        Assert.DoesNotContain("<img", Written(PlanMarkdown.Write, plan).Replace("\\<", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<img", Written((writer, cluster, one, _) => PlanMermaid.Write(writer, cluster, one), plan), StringComparison.Ordinal);
        Assert.Contains("\\\"'", Written((writer, cluster, one, _) => PlanDot.Write(writer, cluster, one), plan), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_lists_fold_away_in_the_page_and_are_whole_in_Markdown()
    {
        LeftBehind left = Drain.LeftBehind[0];
        Plan plan = Drain with
        {
            Steps = [.. Enumerable.Range(1, 101).Select(id => new EnableStep(Compute1) { Id = id })],
            LeftBehind = [.. Enumerable.Range(1, 8).SelectMany(instance => Cloud.Hosts.Select(host => new LeftBehind(Id(instance), host.Name, left.Proof, [left.Reasons[0] with { Message = $"{instance}" }])))],
        };
        string page = Page(Cloud, plan);
        Assert.Contains("<details><summary>The list of 101 steps</summary>", page, StringComparison.Ordinal);
        Assert.Equal(32, Regex.Count(page, "<details><summary>[^<]* on compute[1-4]: no host"));
        Assert.Equal(Regex.Count(page, "<details>"), Regex.Count(page, "</details>"));
        Assert.Equal(32, Regex.Count(Written(PlanMarkdown.Write, plan), "on compute[1-4]: no host"));
        Assert.DoesNotContain("The list of", Page(Cloud, Drain), StringComparison.Ordinal);
    }

    [Fact]
    public void Graphs_have_a_box_for_each_step_and_an_arrow_for_each_wait()
    {
        int waits = Drain.Steps.Sum(step => step.After.Length);
        string dot = Written((writer, cluster, plan, _) => PlanDot.Write(writer, cluster, plan), Drain);
        string mermaid = Written((writer, cluster, plan, _) => PlanMermaid.Write(writer, cluster, plan), Drain);
        Assert.Equal((Drain.Steps.Length, waits), (Regex.Count(dot, @"s\d+ \[label"), Regex.Count(dot, @"s\d+ -> s\d+;")));
        Assert.Equal((Drain.Steps.Length, waits), (Regex.Count(mermaid, @"s\d+[\[(]"), Regex.Count(mermaid, @"s\d+ --> s\d+")));
    }

    [Fact]
    public void Markdown_tables_have_one_width()
    {
        string markdown = Written(PlanMarkdown.Write, Drain);
        Assert.StartsWith("# ", markdown, StringComparison.Ordinal);
        foreach (string table in Regex.Split(markdown, @"\n\n").Where(part => part.StartsWith('|')))
        {
            Assert.Single(table.TrimEnd('\n').Split('\n').Select(line => Regex.Count(line, @"(?<!\\)\|")).Distinct());
        }
    }

    private static string Page(Cluster? cluster, Plan plan)
    {
        using StringWriter writer = new();
        PlanHtml.Write(writer, cluster, plan, Proven);
        return writer.ToString();
    }

    private static string Written(Action<TextWriter, Cluster?, Plan, PlanProof?> write, Plan plan)
    {
        using StringWriter writer = new();
        write(writer, Cloud, plan, Proven);
        return writer.ToString();
    }
}
