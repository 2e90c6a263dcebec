using Rebalancer.Plans;
using Rebalancer.Previews.Text;
using static Rebalancer.Previews.Tests.SmallCloud;

namespace Rebalancer.Previews.Tests;

public class TextTest
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(4294967296, "4.0 GiB")]
    [InlineData(137438953472, "128 GiB")]
    public void Bytes_are_shown_in_the_largest_unit_that_fits(double bytes, string expected) => Assert.Equal(expected, Units.Bytes(bytes));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.01, "< 0.1 s")]
    [InlineData(0.5, "0.5 s")]
    [InlineData(9.97, "10 s")]
    [InlineData(59.6, "1 min")]
    [InlineData(250, "4 min 10 s")]
    [InlineData(3600, "1 h 0 min")]
    [InlineData(90000, "1 d 1 h")]
    public void Durations_are_shown_as_people_say_them(double seconds, string expected) => Assert.Equal(expected, Units.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.0001, "< 0.1 %")]
    [InlineData(0.051, "5.1 %")]
    [InlineData(0.1048, "10.5 %")]
    [InlineData(1, "100 %")]
    public void A_gap_above_zero_never_shows_as_zero(double share, string expected) => Assert.Equal(expected, Units.Percent(share));

    [Theory]
    [InlineData(10, 5, 0, 0, "[#####.....]")]
    [InlineData(10, 5, 2, 1, "[#####++-..]")]
    [InlineData(10, 9, 2, 0, "[#########!]")]
    [InlineData(0, 0, 0, 0, "[..........]")]
    [InlineData(0, 1, 0, 0, "[!!!!!!!!!!]")]
    public void A_bar_shows_what_stays_arrives_and_leaves(long capacity, long stays, long arrives, long leaves, string expected) =>
        Assert.Equal(expected, Bar.Of(capacity, stays, arrives, leaves, 10));

    [Fact]
    public void Instances_that_share_a_name_are_told_apart_by_their_ids()
    {
        InstanceNames names = new(Cloud);
        Assert.Equal("twin (00000004)", names.Of(Id(4)));
        Assert.Equal("web-1", names.Of(Id(1)));
        Assert.Equal(Id(7).ToString(), names.Of(Id(7)));
        Assert.Equal(Id(99).ToString(), names.Of(Id(99)));
    }

    [Fact]
    public void A_column_that_is_too_wide_is_cut_in_its_middle_and_the_last_wraps()
    {
        Table table = new(("name", Align.Left), ("n", Align.Right), ("text", Align.Left));
        table.Add("a-very-long-name-that-nobody-would-give-to-a-host.example.org", "1", "some words that go on and on and do not fit on the line any more");
        string text = SmallCloud.Written(writer => table.Write(new Page(writer, 60), 2));
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 60));
        Assert.Contains("..", text, StringComparison.Ordinal);
        Assert.Contains(".org", text, StringComparison.Ordinal);
        Assert.EndsWith("on the line any more", string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void Stages_follow_from_dependencies_alone()
    {
        PlanStep Step(int id, params int[] after) => new EnableStep(Compute1) { Id = id, After = [.. after] };
        Assert.Equal([2, 1, 3, 1], Stages.Of([Step(1, 2), Step(2), Step(3, 1, 2), Step(4, 77)])!.Value);
        Assert.Null(Stages.Of([Step(1, 2), Step(2, 1)]));
    }
}
