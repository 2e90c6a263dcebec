using System.Collections.Immutable;
using System.Diagnostics;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using static Rebalancer.Tests.Plans.TinyCloud;

namespace Rebalancer.Tests.Plans;

public sealed class PlanVerifierScaleTest
{
    private const int Hosts = 1000;
    private const int PerHost = 30;

    /// <summary>Full hosts in a row, each of which passes its instances on to the next once that has passed on its own.</summary>
    private static (Cluster Cluster, PlanStep[] Steps) Row()
    {
        TinyCloud cloud = new();
        for (int host = 0; host <= Hosts; host++)
        {
            cloud.Host(PerHost * 1024);
        }

        List<PlanStep> steps = [];
        for (int host = Hosts - 1; host >= 0; host--)
        {
            for (int i = 0; i < PerHost; i++)
            {
                int instance = steps.Count;
                cloud.Instance(host, 1024);
                steps.Add(Move(instance + 1, instance, host, host + 1, MoveKind.Live, instance < PerHost ? [] : [instance + 1 - PerHost]));
            }
        }

        return (cloud.Build(), [.. steps]);
    }

    [Fact]
    public void Thirty_thousand_moves_between_full_hosts_are_proven_within_seconds()
    {
        (Cluster cluster, PlanStep[] steps) = Row();
        var watch = Stopwatch.StartNew();
        PlanProof proof = PlanVerifier.Verify(cluster, PlanOf(steps));
        Assert.Empty(proof.Violations);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"{watch.Elapsed}");
    }

    [Fact]
    public void One_dependency_left_out_among_thirty_thousand_is_found_and_shown_in_few_events()
    {
        (Cluster cluster, PlanStep[] steps) = Row();
        steps[14_999] = steps[14_999] with { After = ImmutableArray<int>.Empty };
        PlanViolation violation = Assert.Single(PlanVerifier.Verify(cluster, PlanOf(steps)).Violations);
        Assert.Equal("plan.capacity", violation.Code);
        Assert.Equal([new PlanEvent(15_000, PlanEventKind.Start)], violation.Events);
    }
}
