using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Testing.Laws;

namespace Rebalancer.Testing.Tests.Examples;

/// <summary>The example of the guide: a planner with a bug, which the law finds, and the same planner mended.</summary>
public sealed class FirstFitTests
{
    [Fact]
    public void The_law_finds_the_bug_and_reports_it_as_the_guide_shows()
    {
        LawViolationException found = Assert.Throws<LawViolationException>(() => EveryPlanIsSafe(FirstFit.Plan));
        TestContext.Current.TestOutputHelper?.WriteLine(found.Message);
        string guide = File.ReadAllText(Repository.PathOf("src", "Rebalancer.Testing", "README.md"));
        Assert.Contains(found.Message.TrimEnd(), guide, StringComparison.Ordinal);
        Assert.Contains(Quoted("FirstFit.cs"), guide, StringComparison.Ordinal);
        Assert.Contains(Quoted("FirstFitTests.cs"), guide, StringComparison.Ordinal);
    }

    [Fact]
    public void The_mended_planner_keeps_the_law() => EveryPlanIsSafe(MendedFirstFit.Plan);

    // README begins
    private static readonly CloudShape Tight = CloudShape.Tiny with
    {
        Fullness = 0.6,
        TightShare = 1,
        PinnedShare = 0,
        NumaShare = 0,
        PagesShare = 0,
        HintShare = 0,
    };

    private static void EveryPlanIsSafe(Func<Cluster, Goal, Plan> planner)
    {
        PlannerTrial trial = new(planner) { Shape = Tight, Cases = 1000, Goals = (cluster, seed) => new DrainGoal([cluster.Hosts[0].Name]) };
        trial.MustKeep(PlanLaws.EveryReachableStateIsFeasible);
    }
    // README ends

    /// <summary>What a file of this folder shows in the guide, without its indent.</summary>
    private static string Quoted(string file)
    {
        IEnumerable<string> lines = File.ReadLines(Repository.PathOf("tests", "Rebalancer.Testing.Tests", "Examples", file))
            .SkipWhile(line => line.Trim() != "// README begins").Skip(1).TakeWhile(line => line.Trim() != "// README ends");
        string indent = file == "FirstFitTests.cs" ? "    " : "";
        return string.Join('\n', lines.Select(line => line.StartsWith(indent, StringComparison.Ordinal) ? line[indent.Length..] : line));
    }
}
