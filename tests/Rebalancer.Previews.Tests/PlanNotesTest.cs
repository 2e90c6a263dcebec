using Rebalancer.Goals;
using Rebalancer.Plans;
using Rebalancer.Rules;
using static Rebalancer.Previews.Tests.SmallCloud;

namespace Rebalancer.Previews.Tests;

/// <summary>What a plan tells its reader beside the steps.</summary>
public sealed class PlanNotesTest
{
    [Theory]
    [InlineData(MoveKind.Live)]
    [InlineData(MoveKind.BlockLive)]
    public void A_live_move_comes_with_what_it_may_cost(MoveKind kind)
    {
        Assert.Contains("may lose a few packets", NotesOf(kind), StringComparison.Ordinal);
        Assert.Contains("Red Hat does not support complaints", NotesOf(kind), StringComparison.Ordinal);
        Assert.Contains("the metadata service may be out of reach", NotesOf(kind), StringComparison.Ordinal);
        Assert.DoesNotContain("may lose a few packets", NotesOf(MoveKind.Cold), StringComparison.Ordinal);
        Assert.DoesNotContain("metadata service", NotesOf(MoveKind.Cold), StringComparison.Ordinal);
    }

    [Fact]
    public void An_evacuation_comes_with_what_it_does_to_states_and_passwords()
    {
        string notes = NotesOf(MoveKind.Evacuate);
        Assert.Contains("come up stopped", notes, StringComparison.Ordinal);
        Assert.Contains("password takes effect only where local disks are rebuilt; Nova does not say so", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("password", NotesOf(MoveKind.Live), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MoveKind.Live)]
    [InlineData(MoveKind.Cold)]
    public void Every_move_comes_with_what_to_compare_when_an_instance_is_slower_afterwards(MoveKind kind)
    {
        Assert.Contains("slower after its move", NotesOf(kind), StringComparison.Ordinal);
        Assert.DoesNotContain("slower after its move", Notes([]), StringComparison.Ordinal);
    }

    private static string NotesOf(MoveKind kind) => Notes([new MoveStep(Id(1), Compute3, Compute1, kind) { Id = 1 }]);

    /// <summary>The notes on one line.</summary>
    private static string Notes(PlanStep[] steps)
    {
        Plan plan = new() { Goal = new DrainGoal([Compute3]), Profile = Profile.PlainNova, Outcome = PlanOutcome.Feasible, Steps = [.. steps] };
        string text = Written(writer => PlanText.Write(writer, Cloud, plan, null, 1000));
        return text.IndexOf("\nNotes\n", StringComparison.Ordinal) is >= 0 and var start ? text[start..] : "";
    }
}
