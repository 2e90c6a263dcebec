using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;
using static Rebalancer.Previews.Tests.SmallCloud;

namespace Rebalancer.Previews.Tests;

public class PlanTextTest
{
    private static readonly PlanProof Proven = new([], ["A move whose end nobody waits for is the last on its host."]);

    [Fact]
    public void A_plan_with_its_cluster_shows_everything() =>
        Check("plan", Written(writer => PlanText.Write(new Page(writer, 100), Cloud, Drain, Figures, Proven, null)));

    [Fact]
    public void A_plan_without_its_cluster_shows_ids_and_waves() => Check("plan-alone", Written(writer => PlanText.Write(writer, null, Drain)));

    [Fact]
    public void An_unsafe_plan_says_so_before_anything_else() => Check("plan-unsafe", Written(writer => PlanText.Write(new Page(writer, 100), Cloud, Drain, Figures, Broken, null)));

    [Fact]
    public void A_plan_of_another_cloud_is_shown_without_times()
    {
        Plan other = Drain with { Steps = [new MoveStep(Id(1), Compute3, new HostName("elsewhere"), Rules.MoveKind.Live) { Id = 1 }] };
        string text = Written(writer => PlanText.Write(writer, Cloud, other));
        Assert.Contains("step 1 names host elsewhere, which the cluster does not have", text, StringComparison.Ordinal);
        Assert.Contains("web-1: compute3 -> elsewhere", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_that_wait_for_each_other_in_a_circle_are_shown_all_the_same()
    {
        Plan circle = Drain with
        {
            Steps =
            [
                new DisableStep(Compute3, "") { Id = 1, After = [2] },
                new EnableStep(Compute3) { Id = 2, After = [1] },
            ],
        };
        string text = Written(writer => PlanText.Write(writer, Cloud, circle));
        Assert.Contains("its steps wait for each other in a circle", text, StringComparison.Ordinal);
        Assert.Contains("after 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cold_move_frees_its_source_only_when_the_plan_confirms_it()
    {
        Plan unconfirmed = Drain with { Steps = Drain.Steps.RemoveAt(3) };
        int memory = Cloud.IndexOf(ResourceClass.MemoryMb);
        Assert.Equal(4096 + 16384, PlanFigures.ChangesOf(Cloud, Drain)[2].Quantities[memory].Leaves);
        Assert.Equal(4096, PlanFigures.ChangesOf(Cloud, unconfirmed)[2].Quantities[memory].Leaves);
        Assert.Equal(2, PlanFigures.ChangesOf(Cloud, unconfirmed)[2].InstancesAfter);
    }

    [Fact]
    public void Two_moves_of_one_instance_leave_only_its_first_and_last_host_changed()
    {
        Plan hops = Drain with
        {
            Steps =
            [
                new MoveStep(Id(1), Compute3, Compute1, Rules.MoveKind.Live) { Id = 1 },
                new MoveStep(Id(1), Compute1, Compute2, Rules.MoveKind.Live) { Id = 2, After = [1] },
            ],
        };
        int vcpu = Cloud.IndexOf(ResourceClass.Vcpu);
        Assert.Equal([0, 2, -2, 0], PlanFigures.ChangesOf(Cloud, hops).Select(host => host.Quantities[vcpu].After - host.Quantities[vcpu].Before));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(160)]
    public void No_line_of_text_is_wider_than_asked(int width)
    {
        string text = Written(writer => PlanText.Write(new Page(writer, width), Cloud, Drain, Figures, Broken, null));

        // A table of many columns cannot go below what its numbers take.
        int least = Math.Max(width, 92);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, least));
    }

    [Fact]
    public void No_control_character_of_an_input_gets_through()
    {
        Plan hostile = Drain with
        {
            Steps = [new MoveStep(Id(6), Compute2, Compute1, Rules.MoveKind.Live) { Id = 1, Why = "\u001b[2Jbecause\r\u0007" }],
            Assumptions = [new Rules.Assumption("assumed.\u009b", "line\nbreak")],
        };
        string text = Written(writer => PlanText.Write(new Page(writer, 100), Cloud, hostile, null, null, null));
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
        Assert.DoesNotContain('\u202e', text);
        Assert.Contains("line?break", text, StringComparison.Ordinal);
    }

    private static PlanProof Broken { get; } = new(
        [
            new PlanViolation(
                "plan.capacity",
                "MEMORY_MB of compute1 would be 69632 of 65024.",
                2,
                [new PlanEvent(1, PlanEventKind.Start), new PlanEvent(1, PlanEventKind.End), new PlanEvent(2, PlanEventKind.Start)]),
            new PlanViolation("plan.shape", "Step 9 is named but missing.", null, []),
        ],
        []);

    private static void Check(string name, string text) => Expectation.Matches("Rebalancer.Previews.Tests", name, text);
}
