using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Rules.Derivations;

namespace Rebalancer.Tests.Rules;

public sealed class DerivationTests
{
    [Theory]
    [InlineData(MoveKind.Live)]
    [InlineData(MoveKind.BlockLive)]
    [InlineData(MoveKind.Cold)]
    [InlineData(MoveKind.Evacuate)]
    public void Every_rule_of_the_book_has_a_step_and_the_steps_make_the_verdict(MoveKind kind)
    {
        foreach (Profile profile in new[] { Profile.PlainNova, Profile.RedHat })
        {
            MoveDerivation derivation = Of(new Cloud().Group(GroupPolicy.AntiAffinity, 1, "web").Aggregate("a", "b", Cloud.There).Source(host => host with { Cpu = default }), kind, profile);
            Assert.Equal(RuleBook.Lasting.Length + RuleBook.OfState.Length, derivation.Steps.Length);
            Assert.Equal(
                derivation.Verdict.Refusals.Select(refusal => (refusal.Code, refusal.Message)),
                derivation.Steps.SelectMany(step => step.Refusals).Select(refusal => (refusal.Code, refusal.Message)));
            Assert.Equal(derivation.Verdict.Assumptions, derivation.Steps.SelectMany(step => step.Assumptions).Distinct());
            Assert.All(derivation.Steps, step => Assert.Equal(step.Outcome == StepOutcome.DoesNotApply, step.WhyNot is not null));
        }
    }

    [Fact]
    public void A_rule_that_passes_tells_what_it_compared()
    {
        MoveDerivation derivation = Of(new Cloud(), MoveKind.Live, Profile.PlainNova);
        DerivationStep capacity = Assert.Single(derivation.Steps, step => step.Rule == "what is asked for is free");
        Assert.Equal((RuleSource.Placement, StepOutcome.Passes), (capacity.Source, capacity.Outcome));
        Assert.Contains(new ComparedFact("VCPU free", "2", "32 (0 used of 32)"), capacity.Facts);
        DerivationStep cpu = Assert.Single(derivation.Steps, step => step.Source == RuleSource.Libvirt && step.Rule.Contains("CPU", StringComparison.Ordinal));
        Assert.Contains("all present", cpu.Facts.Select(fact => fact.Found));
    }

    [Fact]
    public void A_rule_that_does_not_apply_tells_why()
    {
        MoveDerivation derivation = Of(new Cloud(), MoveKind.Cold, Profile.PlainNova);
        Assert.Equal("only live moves ask it", Assert.Single(derivation.Steps, step => step.Rule == "the guest runs or is paused").WhyNot);
        Assert.Null(derivation.Cells);
    }

    [Fact]
    public void The_search_for_cells_tells_their_order_each_trial_and_the_choice()
    {
        // Nova packs here, so it tries the fuller cell 1 first, where only two CPUs are left.
        Cloud cloud = new Cloud().Cells(Cloud.Here).Cells(Cloud.There).ExtraSpec("hw:cpu_policy", "dedicated")
            .Instance(instance => instance with { Flavor = instance.Flavor with { Vcpus = 4 } })
            .Other("a", Cloud.There, other => other with
            {
                Flavor = other.Flavor with { MemoryMiB = 64, ExtraSpecs = other.Flavor.ExtraSpecs.SetItem("hw:cpu_policy", "dedicated") },
                Placement = Fact.Read(new GuestPlacement(
                [
                    new PlacedCell { HostCell = 1, Pinning = new Dictionary<int, int> { [0] = 4, [1] = 5 }.ToImmutableSortedDictionary() },
                ])),
            });
        MoveDerivation derivation = Of(cloud.With(options => options with { PacksNumaCells = Fact.Given(true) }), MoveKind.Cold, Profile.PlainNova);
        Assert.Equal([(1, 2), (0, 4)], derivation.Cells!.Order.Select(rank => (rank.HostCell, rank.FreeDedicatedCpus)));
        Assert.Equal([(0, 1, "numa.free-dedicated-cpus"), (0, 0, null)], derivation.Cells.Trials.Select(trial => (trial.GuestCell, trial.HostCell, trial.Shortage?.Code)));
        Assert.Equal(0, Assert.Single(derivation.Cells.Result.Placement!.Cells).HostCell);
    }

    private static MoveDerivation Of(Cloud cloud, MoveKind kind, Profile profile)
    {
        Cluster cluster = cloud.Build();
        return MigrationRules.Explain(PlanState.Of(cluster), cluster.IndexOf(Cloud.Web), cluster.IndexOf(Cloud.There), kind, profile);
    }
}
