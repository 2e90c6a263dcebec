using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Rules;
using Rebalancer.Testing;

namespace Rebalancer.Planning.Tests.Oracle;

/// <summary>A law that holds plans against brute force says nothing where brute force gives up.</summary>
public sealed class BruteForceTests
{
    [Theory]
    [InlineData("drains", 100)]
    [InlineData("goals", 100)]
    [InlineData("waves", 60)]
    public void It_gives_up_on_few_tiny_clouds(string kind, int cases)
    {
        int gaveUp = Enumerable.Range(0, cases).Count(seed =>
        {
            Cluster cluster = Clouds.Generate(CloudShape.Tiny, seed);
            return BruteForce.Run(cluster, GoalFor(kind, cluster, seed), Profile.PlainNova).GaveUp;
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{gaveUp} of {cases} {kind} given up");
        Assert.InRange(gaveUp, 0, cases / 10);
    }

    private static Goal GoalFor(string kind, Cluster cluster, int seed) => kind switch
    {
        "drains" => RandomGoals.Drain(cluster, seed),
        "waves" => RandomGoals.Waves(cluster, seed),
        _ => Enumerable.Range(seed, 100).Select(next => RandomGoals.Goals(cluster, next)).First(goal => goal is not WaveGoal),
    };
}
