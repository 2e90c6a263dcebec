using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing.Laws;

namespace Rebalancer.Planning.Tests.Recorded;

/// <summary>Every host of the clouds recorded from a real Nova, drained in turn.</summary>
public sealed class RecordedDrainTests
{
    private const string LabByPlainNova = """
        compute1 | Optimal    | 8 Live         |
        compute2 | Optimal    | 8 Live         |
        compute3 | Optimal    | 5 Live         |
        compute4 | Optimal    | 9 Live         |
        compute5 | Optimal    | 7 Cold         |
        compute6 | Partial    | 3 Live         | pair-1, pair-2
        compute7 | Optimal    |                |
        compute8 | Optimal    | 3 Live         |
        """;

    private const string LabByRedHat = """
        compute1 | Optimal    | 8 Live         |
        compute2 | Optimal    | 8 Live         |
        compute3 | Optimal    | 5 Live         |
        compute4 | Optimal    | 9 Live         |
        compute5 | Infeasible |                | app-1, app-10, app-5, avx-3, batch-1, batch-3, db-2
        compute6 | Infeasible |                | etcd-3, misc-3, misc-8, pair-1, pair-2
        compute7 | Optimal    |                |
        compute8 | Optimal    | 3 Live         |
        """;

    private const string NumaLabByPlainNova = """
        compute1 | Partial    | 7 Live         | smt-2
        compute2 | Partial    | 5 Live         | pair-1, pair-2
        compute3 | Optimal    | 6 Live         |
        compute4 | Optimal    | 2 Live         |
        compute5 | Partial    | 3 Live, 1 Cold | smt-2
        compute6 | Feasible   | 3 Live, 1 Cold |
        compute7 | Optimal    | 1 Live, 2 Cold |
        compute8 | Partial    | 3 Live, 1 Cold | gpu-2, nvme
        """;

    private const string NumaLabByRedHat = """
        compute1 | Partial    | 7 Live         | smt-2
        compute2 | Partial    | 5 Live         | pair-1, pair-2
        compute3 | Optimal    | 6 Live         |
        compute4 | Optimal    | 2 Live         |
        compute5 | Partial    | 3 Live         | gpu-1, smt-2
        compute6 | Partial    | 2 Live         | ctl-2, hugeany
        compute7 | Partial    | 1 Live         | ctl-3, web-2
        compute8 | Partial    | 3 Live         | gpu-2, nvme, web-1
        """;

    [Theory]
    [InlineData("recorded", "plain-nova", LabByPlainNova)]
    [InlineData("recorded", "red-hat", LabByRedHat)]
    [InlineData("recorded-numa", "plain-nova", NumaLabByPlainNova)]
    [InlineData("recorded-numa", "red-hat", NumaLabByRedHat)]
    public void A_host_is_drained_or_the_plan_says_truly_why_not(string cloud, string profileName, string expected)
    {
        Cluster cluster = RecordedClouds.Of(cloud);
        Profile profile = profileName == Profile.PlainNova.Name ? Profile.PlainNova : Profile.RedHat;
        string actual = string.Join('\n', cluster.Hosts.Select(host => Line(cluster, host.Name, profile)));
        Assert.Equal(expected.ReplaceLineEndings("\n"), actual);
    }

    /// <summary>Host, outcome, moves by kind, and who stays.</summary>
    private static string Line(Cluster cluster, HostName host, Profile profile)
    {
        DrainGoal goal = new([host]);
        Plan plan = Planner.Plan(cluster, goal, new PlanningOptions { TimeLimit = null, WorkLimit = 1, Profile = profile });
        PlanLaws.All(cluster, plan);
        Assert.True((plan.Outcome is PlanOutcome.Optimal or PlanOutcome.Feasible) == plan.LeftBehind.IsEmpty);
        IEnumerable<string> kinds = plan.Steps.OfType<MoveStep>().GroupBy(move => move.Kind).OrderBy(kind => kind.Key).Select(kind => $"{kind.Count()} {kind.Key}");
        IEnumerable<string> stay = plan.LeftBehind.Select(left => cluster.Instances[cluster.IndexOf(left.Instance)].Name).Order(StringComparer.Ordinal);
        return $"{host} | {plan.Outcome,-10} | {string.Join(", ", kinds),-14} | {string.Join(", ", stay)}".TrimEnd();
    }
}
