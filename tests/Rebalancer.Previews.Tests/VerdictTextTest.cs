using System.Collections.Immutable;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Rules.Derivations;
using static Rebalancer.Previews.Tests.SmallCloud;

namespace Rebalancer.Previews.Tests;

public class VerdictTextTest
{
    [Fact]
    public void Reasons_that_several_hosts_and_kinds_share_stand_once() =>
        Check("verdicts", Written(writer => VerdictText.Write(writer, Cloud, Verdicts)));

    [Fact]
    public void Verdicts_on_two_instances_are_refused()
    {
        ImmutableArray<Verdict> mixed = [Verdicts[0], Verdicts[1] with { Instance = Id(2) }];
        Assert.Throws<ArgumentException>(() => VerdictText.Write(TextWriter.Null, Cloud, mixed));
        Assert.Throws<ArgumentException>(() => VerdictText.Write(TextWriter.Null, Cloud, []));
    }

    [Fact]
    public void A_cluster_shows_the_state_and_use_of_each_host() => Check("cluster", Written(writer => ClusterText.Write(writer, Cloud)));

    [Fact]
    public void An_explanation_shows_what_is_asked_and_what_is_there() =>
        Check("explanation", Written(writer => ExplanationText.Write(writer, PlanState.Of(Cloud), Derivations(Compute2), Profile.RedHat)));

    [Fact]
    public void An_explanation_concerns_one_pair() => Assert.Throws<ArgumentException>(() =>
        ExplanationText.Write(TextWriter.Null, PlanState.Of(Cloud), [.. Derivations(Compute2), .. Derivations(Compute4)], Profile.RedHat));

    [Fact]
    public void A_proven_plan_is_said_to_be_proven() =>
        Assert.StartsWith("Proven: 4 steps with 2 moves", Written(writer => ProofText.Write(writer, Cloud, Drain, new PlanProof([], []))), StringComparison.Ordinal);

    [Fact]
    public void Errors_come_before_warnings_and_very_many_are_counted()
    {
        Finding warning = new(Severity.Warning, "cluster.w", "$.a", "careful", "c.json", 3);
        Finding error = new(Severity.Error, "cluster.e", "$.b", "wrong", "c.json", 9);
        string text = Written(writer => FindingsText.Write(writer, [.. Enumerable.Repeat(warning, 250), error]));
        Assert.StartsWith("c.json:9: $.b: error cluster.e: wrong\n", text, StringComparison.Ordinal);
        Assert.EndsWith("and 51 more findings\n", text, StringComparison.Ordinal);
    }

    private static ImmutableArray<MoveDerivation> Derivations(HostName destination)
    {
        PlanState state = PlanState.Of(Cloud);
        return [.. new[] { MoveKind.Live, MoveKind.Cold }.Select(kind =>
            MigrationRules.Explain(state, Cloud.IndexOf(Id(1)), Cloud.IndexOf(destination), kind, Profile.RedHat))];
    }

    private static ImmutableArray<Verdict> Verdicts { get; } =
    [
        .. new[] { Compute1, Compute2, Compute4 }.SelectMany(host => new[] { MoveKind.Live, MoveKind.Cold }.Select(kind => Make(host, kind))),
    ];

    private static Verdict Make(HostName host, MoveKind kind)
    {
        List<Refusal> refusals = [];
        if (host == Compute4)
        {
            refusals.Add(new Refusal("nova.service-down", "The compute service of compute4 is down.", "Bring the service of compute4 up.", []));
        }

        if (kind == MoveKind.Live)
        {
            refusals.Add(new Refusal(
                "policy.same-cpu-model",
                $"{host} has another CPU model than compute3.",
                "Set the policy aside with --same-cpu-model false.",
                [new ComparedFact($"CPU model of {host}", "Cascadelake-Server", "Skylake-Server")]));
        }

        return new Verdict
        {
            Instance = Id(1),
            Source = Compute3,
            Destination = host,
            Kind = kind,
            Refusals = [.. refusals],
            Assumptions = [new Assumption("assumed.cell", $"{host} is in the cell of compute3.")],
        };
    }

    private static void Check(string name, string text) => Expectation.Matches("Rebalancer.Previews.Tests", name, text);
}
