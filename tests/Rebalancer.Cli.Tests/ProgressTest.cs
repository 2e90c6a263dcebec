using Rebalancer.Cli.Output;
using Rebalancer.Planning;
using static Rebalancer.Cli.Tests.TinyCloud;

namespace Rebalancer.Cli.Tests;

public class ProgressTest
{
    private static readonly PlanningProgress Some = new("placement", "moves [all]", 8, 6, TimeSpan.FromSeconds(1.2));

    [Fact]
    public void A_line_of_progress_has_stage_level_best_bound_gap_and_time() =>
        Assert.Equal("placement, moves [all], best 8, bound 6, gap 25.0 %, 1.2 s", TerminalProgress.Describe(Some));

    [Fact]
    public void A_gap_needs_both_a_plan_and_a_bound() =>
        Assert.Equal("order, 0.0 s", TerminalProgress.Describe(new PlanningProgress("order", "", null, null, TimeSpan.Zero)));

    [Fact]
    public void Without_a_terminal_nobody_is_told() => Assert.Null(Seen(shows: false, colour: true).Progress);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void On_a_terminal_progress_goes_to_standard_error_in_colour_only_where_wanted(bool colour)
    {
        (IProgress<PlanningProgress>? progress, Answer answer) = Seen(shows: true, colour);
        Assert.NotNull(progress);
        Assert.DoesNotContain('\u001b', answer.Output);
        Assert.Contains("moves [all]", answer.Error, StringComparison.Ordinal);
        Assert.Equal(colour, System.Text.RegularExpressions.Regex.IsMatch(answer.Error, "\u001b\\[[0-9;]*[1-9][0-9;]*m"));
    }

    private static (IProgress<PlanningProgress>? Progress, Answer Answer) Seen(bool shows, bool colour)
    {
        IProgress<PlanningProgress>? seen = null;
        CliEnvironment environment = Planner((_, goal, options, progress, _) =>
        {
            seen = progress;
            progress?.Report(Some);
            return OneMove(goal, options.Profile);
        }) with { ShowsProgress = shows, UsesColour = colour };
        Answer answer = Answer.Of(environment, Drain());
        return (seen, answer);
    }
}
