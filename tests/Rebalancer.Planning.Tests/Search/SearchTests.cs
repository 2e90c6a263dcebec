using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Tests.Scenes;
using Rebalancer.Plans;
using Rebalancer.Snapshots;
using Rebalancer.Testing;

namespace Rebalancer.Planning.Tests.Search;

/// <summary>How a search ends, and what it says on the way.</summary>
public sealed class SearchTests
{
    private static readonly Cluster Cloud = Clouds.Generate(CloudShape.Large(20, 200), 3);
    private static readonly DrainGoal Goal = new([Cloud.Hosts.MaxBy(host => Cloud.InstancesOn(Cloud.IndexOf(host.Name)).Length)!.Name]);

    [Fact]
    public void A_cancelled_search_returns_a_proven_plan()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Plan plan = Planner.Plan(Cloud, Goal, cancellation: cancelled.Token);
        Assert.NotEmpty(plan.Steps);
        Assert.True(PlanVerifier.Verify(Cloud, plan).IsProven);
    }

    [Fact]
    public void A_search_cancelled_at_its_first_incumbent_returns_a_proven_plan()
    {
        using CancellationTokenSource source = new();
        Plan plan = Planner.Plan(Cloud, Goal, progress: new Listener(_ => source.Cancel()), cancellation: source.Token);
        Assert.True(PlanVerifier.Verify(Cloud, plan).IsProven);
    }

    [Fact]
    public void A_search_without_time_says_that_it_found_nothing_in_time_and_not_that_there_is_nothing()
    {
        // Only with "small" out of the way is there a plan, and the first look moves nobody else.
        Cluster cluster = new Scene().Host("a", 8).Host("b", 8).Host("c", 4).Instance("large", "a", 6).Instance("small", "b", 3).Build();
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Plan plan = Planner.Plan(cluster, new DrainGoal([new HostName("a")]), cancellation: cancelled.Token);
        Assert.Equal(PlanOutcome.NoPlanInTime, plan.Outcome);
        Assert.Equal(StayProof.NotProven, Assert.Single(plan.LeftBehind).Proof);
    }

    [Fact]
    public void Progress_tells_of_incumbents_and_bounds_that_never_pass_each_other()
    {
        List<PlanningProgress> heard = [];
        Planner.Plan(Cloud, Goal, new PlanningOptions { TimeLimit = null, WorkLimit = 1 }, new Listener(heard.Add), TestContext.Current.CancellationToken);
        Assert.Contains(heard, progress => progress is { Level: "left behind", Incumbent: not null, Bound: not null });
        Assert.Contains(heard, progress => progress.Stage == "order");
        Assert.All(heard, progress => Assert.True(progress.Bound is null || progress.Bound <= progress.Incumbent));
        Assert.Equal(heard.Select(progress => progress.Elapsed).Order(), heard.Select(progress => progress.Elapsed));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(77)]
    public void One_worker_and_a_limit_of_work_give_the_same_bytes_again(int seed)
    {
        PlanningOptions options = new() { TimeLimit = null, WorkLimit = 0.5, Seed = seed };
        byte[] Bytes() => PlanJson.ToUtf8(Planner.Plan(Cloud, Goal, options, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(Bytes(), Bytes());
    }

    [Fact]
    public void Two_workers_give_a_proven_plan()
    {
        Plan plan = Planner.Plan(Cloud, Goal, new PlanningOptions { Workers = 2, TimeLimit = TimeSpan.FromSeconds(10) }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(PlanVerifier.Verify(Cloud, plan).IsProven);
    }

    private sealed class Listener(Action<PlanningProgress> hear) : IProgress<PlanningProgress>
    {
        public void Report(PlanningProgress value) => hear(value);
    }
}
