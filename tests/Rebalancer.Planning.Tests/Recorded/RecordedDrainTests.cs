using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.OpenStack;
using Rebalancer.OpenStack.Facts;
using Rebalancer.Planning.Tests.Oracle;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Recorded;

/// <summary>Every host of the clouds recorded from a real Nova, drained in turn.</summary>
public sealed class RecordedDrainTests
{
    private static readonly Dictionary<string, Lazy<Cluster>> Clouds = new()
    {
        ["recorded"] = new(() => Read("recorded")),
        ["recorded-numa"] = new(() => Read("recorded-numa")),
    };

    public static TheoryData<string, string, string> Table => new()
    {
        { "recorded", "plain-nova", "" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_host_is_drained_or_the_plan_says_truly_why_not(string cloud, string profileName, string expected)
    {
        Cluster cluster = Clouds[cloud].Value;
        Profile profile = profileName == Profile.PlainNova.Name ? Profile.PlainNova : Profile.RedHat;
        string actual = string.Join('\n', cluster.Hosts.Select(host => Line(cluster, host.Name, profile)));
        Assert.Equal(expected, actual);
    }

    /// <summary>Host, outcome, moves by kind, and who stays with how it is proven and the codes of the reasons.</summary>
    private static string Line(Cluster cluster, HostName host, Profile profile)
    {
        DrainGoal goal = new([host]);
        Plan plan = Planner.Plan(cluster, goal, new PlanningOptions { TimeLimit = null, WorkLimit = 20, Profile = profile });
        Assert.True(PlanVerifier.Verify(cluster, plan).IsProven);
        StayTruth.Assert(cluster, goal, profile, plan);
        Assert.All(plan.Levels.Take(3), level => Assert.Equal(level.Bound, level.Value));
        Assert.True(plan.Outcome == PlanOutcome.Optimal || plan.LeftBehind.Length > 0);
        IEnumerable<string> kinds = plan.Steps.OfType<MoveStep>().GroupBy(move => move.Kind).OrderBy(kind => kind.Key).Select(kind => $"{kind.Count()} {kind.Key}");
        IEnumerable<string> stay = plan.LeftBehind.Select(left => $"{cluster.Instances[cluster.IndexOf(left.Instance)].Name} {left.Proof} ({string.Join(' ', left.Reasons.Select(reason => reason.Code).Order(StringComparer.Ordinal))})").Order(StringComparer.Ordinal);
        return $"{host}: {plan.Outcome}; {string.Join(", ", kinds)}; {string.Join(", ", stay)}";
    }

    private static Cluster Read(string name)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !Directory.Exists(Path.Combine(folder, "fixtures", name)))
        {
            folder = Path.GetDirectoryName(folder);
        }

        string recording = Path.Combine(folder ?? throw new DirectoryNotFoundException($"fixtures/{name}"), "fixtures", name);
        return RecordedCloud.Read(recording, FactsFile.Read(File.ReadAllBytes(Path.Combine(recording, "facts.yaml")), "facts.yaml").OrThrow()).OrThrow();
    }
}
