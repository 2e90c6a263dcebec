using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Snapshots;
using static Rebalancer.Cli.Tests.TinyCloud;

namespace Rebalancer.Cli.Tests;

/// <summary>The goal that each command hands to the planner.</summary>
public sealed class PlanGoalsTest : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rebalancer").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_drain_may_be_urgent_and_name_who_leaves_first()
    {
        var goal = Asked<DrainGoal>("drain", "compute1", "--urgent", "--first", "i-2", "--first", "web", "--reason", "smoke");
        Assert.True(goal.IsUrgent);
        Assert.Equal([new InstanceId("i-2"), new InstanceId("i-1")], goal.FirstToLeave);
        Assert.Equal("smoke", goal.DisabledReason);
        var plain = Asked<DrainGoal>("drain", "compute1");
        Assert.False(plain.IsUrgent);
        Assert.Equal(new DrainGoal([]).DisabledReason, plain.DisabledReason);
    }

    [Fact]
    public void An_evacuation_takes_the_operators_word()
    {
        var goal = Asked<EvacuateGoal>("evacuate", "compute1", "bbbb", "--fenced", "--no-disable", "--reason", "burnt");
        Assert.Equal([new HostName("compute1"), new HostName("compute2")], goal.Hosts);
        Assert.Equal((true, false, "burnt"), (goal.AreFenced, goal.DisablesFirst, goal.DisabledReason));
        Assert.Equivalent(new EvacuateGoal([new HostName("compute1")]), Asked<EvacuateGoal>("evacuate", "compute1"));
    }

    [Fact]
    public void A_consolidation_may_name_hosts_and_weights()
    {
        Assert.Equivalent(new ConsolidateGoal(), Asked<ConsolidateGoal>("consolidate"));
        var goal = Asked<ConsolidateGoal>("consolidate", "compute1", "compute3", "--weight", "compute1=350", "--weight", "cccc=0");
        Assert.Equal([new HostName("compute1"), new HostName("compute3")], goal.Hosts);
        Assert.Equal([new(new HostName("compute1"), 350), new(new HostName("compute3"), 0)], goal.Weights);
    }

    [Fact]
    public void A_spread_may_choose_measures_means_and_domains()
    {
        Assert.Equivalent(new SpreadGoal(), Asked<SpreadGoal>("spread"));
        var goal = Asked<SpreadGoal>(
            "spread", "compute1", "--measure", "vcpu", "--measure", "memory=0.5", "--measure", "cpu-load=3", "--measure", "DISK_GB", "--max", "--across", "rack");
        Assert.Equal([new HostName("compute1")], goal.Hosts);
        Assert.Equal([new(ResourceClass.Vcpu), new(ResourceClass.MemoryMb, 0.5), new(null, 3), new(ResourceClass.DiskGb)], goal.Measures.AsEnumerable());
        Assert.Equal((SpreadMeans.Maximum, FailureDomain.Rack), (goal.Means, goal.Across));
        Assert.Equal(FailureDomain.Zone, Asked<SpreadGoal>("spread", "--across", "zone").Across);
    }

    [Fact]
    public void A_wish_names_who_should_be_near_what()
    {
        NearWish wish = Assert.Single(Asked<LocalityGoal>(
            "locate", "--instance", "web", "i-2", "--near-host", "compute1", "compute2", "--near-rack", "r1", "--near-zone", "az-1", "--near-instance", "i-3", "--weight", "7").Wishes);
        Assert.Equal([new InstanceId("i-1"), new InstanceId("i-2")], wish.Instances);
        Assert.Equal([new HostName("compute1"), new HostName("compute2")], wish.Hosts);
        Assert.Equal(["r1"], wish.Racks);
        Assert.Equal(["az-1"], wish.Zones);
        Assert.Equal([new InstanceId("i-3")], wish.Others);
        Assert.Equal(7, wish.Weight);
        Assert.Equal(1, Assert.Single(Asked<LocalityGoal>("locate", "--instance", "web", "--near-instance", "i-3").Wishes).Weight);
    }

    [Fact]
    public void Waves_take_hosts_or_an_aggregate()
    {
        var named = Asked<WaveGoal>("waves", "compute1", "compute3", "--width", "2", "--reason", "firmware");
        Assert.Equal([new HostName("compute1"), new HostName("compute3")], named.Hosts);
        Assert.Equal((2, "firmware"), (named.Width, named.DisabledReason));
        foreach (string aggregate in new[] { "rack-1", "7" })
        {
            Assert.Equal([new HostName("compute1"), new HostName("compute2")], Asked<WaveGoal>("waves", "--aggregate", aggregate).Hosts);
        }

        Assert.Equal(1, Asked<WaveGoal>("waves", "--aggregate", "7").Width);
    }

    [Theory]
    [InlineData("45s", 45)]
    [InlineData("90m", 5400)]
    [InlineData("1h30m", 5400)]
    [InlineData("2d", 172800)]
    public void A_window_is_a_length_of_time(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Asked<SpreadGoal>("spread", "--window", text).Limits.Window);

    [Fact]
    public void Further_limits_arrive_at_the_planner()
    {
        PlanLimits limits = Asked<SpreadGoal>("spread", "--survive", "compute1", "--survive", "bbbb", "--survive-rack", "r1", "--max-detours", "0").Limits;
        Assert.Equal([new HostName("compute1"), new HostName("compute2")], limits.Survives);
        Assert.Equal(["r1"], limits.SurvivesRacks);
        Assert.Equal(0, limits.MaxDetours);
    }

    [Fact]
    public void A_goal_that_was_saved_is_planned_from_its_file_and_options_override_its_limits()
    {
        string file = Path.Combine(folder, "goal.json");
        var first = Asked<SpreadGoal>("spread", "compute1", "compute2", "--across", "zone", "--max-moves", "3", "--headroom", "0.25", "--save-goal", file);
        Assert.Equal(GoalJson.ToUtf8(first), File.ReadAllBytes(file));
        var again = Asked<SpreadGoal>("--goal", file);
        Assert.Equal(GoalJson.ToUtf8(first), GoalJson.ToUtf8(again));
        PlanLimits limits = Asked<SpreadGoal>("--goal", file, "--max-moves", "9").Limits;
        Assert.Equal((9, 0.25), (limits.MaxMoves, limits.Headroom));
    }

    [Fact]
    public void A_list_of_goals_comes_from_a_file()
    {
        string file = Write("""{"format":"rebalancer/goal","version":1,"kind":"list","goals":[{"kind":"drain","hosts":["compute1"]},{"kind":"spread"}]}""");
        var list = Asked<GoalList>("--goal", file);
        Assert.Equal([typeof(DrainGoal), typeof(SpreadGoal)], list.Goals.Select(goal => goal.GetType()));
    }

    [Fact]
    public void A_goal_file_with_a_mistake_gives_findings_and_exit_2()
    {
        Answer answer = Answer.Of(Planner(PlanOutcome.Optimal), "plan", "--goal", Write("""{"format":"rebalancer/goal","version":1,"kind":"list","goals":[]}"""), "--recorded", ".");
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Contains("the list has 0 elements", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_goal_file_for_another_cluster_is_bad_input_and_no_fault()
    {
        string file = Write("""{"format":"rebalancer/goal","version":1,"kind":"drain","hosts":["compute9"]}""");
        Answer answer = Answer.Of(Answer.With(Cloud), "plan", "--goal", file, "--recorded", ".");
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Contains("host 'compute9' is not in the cluster", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_mistake_of_this_program_is_no_bad_input()
    {
        CliEnvironment environment = Planner((_, _, _, _, _) => throw new ArgumentException("Wrong.", "index"));
        Assert.Equal(ExitCode.Fault, Answer.Of(environment, Drain()).Exit);
    }

    private static T Asked<T>(params string[] args)
        where T : Goal
    {
        Goal? asked = null;
        CliEnvironment environment = Planner((_, goal, options, _, _) =>
        {
            asked = goal;
            return new Plan { Goal = goal, Profile = options.Profile, Outcome = PlanOutcome.Optimal };
        });
        Answer answer = Answer.Of(environment, ["plan", .. args, "--recorded", "."]);
        Assert.True(asked is not null, answer.Error);
        return Assert.IsType<T>(asked);
    }

    private string Write(string text)
    {
        string file = Path.Combine(folder, "written.json");
        File.WriteAllText(file, text);
        return file;
    }
}
