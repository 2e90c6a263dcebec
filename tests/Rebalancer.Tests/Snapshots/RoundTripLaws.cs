using FsCheck.Xunit;
using Rebalancer.Findings;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Snapshots;
using Rebalancer.Testing;

namespace Rebalancer.Tests.Snapshots;

[Properties(Arbitrary = [typeof(CloudArbitraries)])]
public class RoundTripLaws
{
    [Cases(300)]
    public void Any_cloud_survives_writing_and_reading(SmallCloud cloud)
    {
        byte[] written = ClusterJson.ToUtf8(cloud.Cluster);
        Checked<Cluster> read = ClusterJson.Read(written);
        Assert.Equal(Structure.Describe(cloud.Cluster.ToParts()), Structure.Describe(read.OrThrow().ToParts()));
        Assert.Equal(written, ClusterJson.ToUtf8(read.OrThrow()));
        Assert.Equal(
            cloud.Cluster.Warnings.Select(warning => (warning.Code, warning.Path)).Order(),
            read.Findings.Select(warning => (warning.Code, warning.Path)).Order());
        Assert.All(read.Findings, finding => Assert.NotNull(finding.Line));
    }

    [Cases(300)]
    public void Any_goal_survives_writing_and_reading(TinyCloud cloud, int seed)
    {
        Goal goal = RandomGoals.Goals(cloud.Cluster, seed);
        byte[] written = GoalJson.ToUtf8(goal);
        Checked<Goal> read = GoalJson.Read(written);
        Assert.Empty(read.Findings);
        Assert.Equal(Structure.Describe(goal), Structure.Describe(read.OrThrow()));
        Assert.Equal(written, GoalJson.ToUtf8(read.OrThrow()));
    }

    [Cases(300)]
    public void Any_window_survives_writing_and_reading(uint seconds, uint ticks)
    {
        TimeSpan window = new((seconds % 315_360_000L * TimeSpan.TicksPerSecond) + (ticks % TimeSpan.TicksPerSecond) + 1);
        Goal goal = new SpreadGoal { Limits = new PlanLimits { Window = window } };
        Assert.Equal(window, GoalJson.Read(GoalJson.ToUtf8(goal)).OrThrow().Limits.Window);
    }

    [Cases(300)]
    public void Any_steps_survive_writing_and_reading(int seed)
    {
        Random random = new(seed);
        Plan whole = new()
        {
            Goal = new DrainGoal([new HostName("any")]),
            Profile = Profile.RedHat,
            Outcome = PlanOutcome.Feasible,
            Steps = [.. Enumerable.Range(1, random.Next(20)).Select(id => Step(id, random))],
        };
        byte[] written = PlanJson.ToUtf8(whole);
        Plan read = PlanJson.Read(written).OrThrow();
        Assert.Equal(Structure.Describe(whole), Structure.Describe(read));
        Assert.Equal(written, PlanJson.ToUtf8(read));
    }

    private static PlanStep Step(int id, Random random)
    {
        HostName host = new($"h-{random.Next(9)}");
        InstanceId instance = new($"i-{random.Next(9)}");
        PlanStep step = random.Next(6) switch
        {
            0 => new DisableStep(host, "so") { Id = id },
            1 => new EnableStep(host) { Id = id },
            2 => new ConfirmStep(instance, random.Next(1, 9)) { Id = id },
            3 => new WaitStep(instance, "m") { Id = id },
            4 => new MaintainStep([host, new HostName("to")]) { Id = id },
            _ => new MoveStep(instance, host, new HostName("to"), (MoveKind)random.Next(4)) { Id = id },
        };
        return step with { After = [.. Enumerable.Range(1, id - 1).Where(_ => random.Next(3) == 0)], Why = $"{random.NextDouble()}" };
    }
}
