using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Numa;

namespace Rebalancer.Tests.Numa;

public sealed class CpuSetTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("3", "3")]
    [InlineData("0-3", "0-3")]
    [InlineData("0,1,2,3", "0-3")]
    [InlineData("0-3,^2,8", "0-1,3,8")]
    [InlineData("^1-2,0-4", "0,3-4")]
    [InlineData(" 1 - 3 ,, 5 , ^ 2 ", "1,3,5")]
    [InlineData("^5", "")]
    [InlineData("63-64,127-128", "63-64,127-128")]
    [InlineData("65535", "65535")]
    public void Nova_s_notation_is_read_and_written(string text, string written) => Assert.Equal(written, CpuSet.Parse(text).ToString());

    [Theory]
    [InlineData("a")]
    [InlineData("-1")]
    [InlineData("3-")]
    [InlineData("3-1")]
    [InlineData("1-2-3")]
    [InlineData("^")]
    [InlineData("1 2")]
    [InlineData("1.5")]
    [InlineData("65536")]
    [InlineData("0-99999999999")]
    [InlineData("+1")]
    public void Text_that_is_no_CPU_set_is_refused_with_a_reason(string text)
    {
        Assert.False(CpuSet.TryParse(text, out CpuSet? set, out string? error));
        Assert.Null(set);
        Assert.NotEmpty(error);
        Assert.Throws<FormatException>(() => CpuSet.Parse(text));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(CpuSet.MaxCpu + 1)]
    public void A_number_out_of_range_is_the_caller_s_mistake(int cpu) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CpuSet.Of(cpu));

    [Cases(100)]
    public Property What_is_written_reads_back() => Prop.ForAll(Sets(), set => CpuSet.Parse(set.ToString()).Equals(set));

    [Cases(100)]
    public Property Sets_behave_like_sets() => Prop.ForAll(Sets(), Sets(), (a, b) =>
    {
        HashSet<int> x = [.. a];
        HashSet<int> y = [.. b];
        Assert.Equal(x.Union(y).Order(), a.Union(b));
        Assert.Equal(x.Intersect(y).Order(), a.Intersect(b));
        Assert.Equal(x.Except(y).Order(), a.Except(b));
        Assert.Equal(x.Except(y).Count(), a.CountExcept(b));
        Assert.Equal(x.Overlaps(y), a.Overlaps(b));
        Assert.Equal(x.IsSubsetOf(y), a.IsSubsetOf(b));
        Assert.Equal(x.SetEquals(y), a.Equals(b));
        Assert.Equal(a.Except(b).GetHashCode(), CpuSet.Of(x.Except(y)).GetHashCode());
        Assert.Equal(x.Count, a.Count);
        Assert.Equal(x.Count == 0, a.IsEmpty);
        Assert.All(Enumerable.Range(-1, 200), cpu => Assert.Equal(x.Contains(cpu), a.Contains(cpu)));
    });

    private static Arbitrary<CpuSet> Sets() =>
        Gen.Choose(0, 190).ListOf().Select(cpus => CpuSet.Of(cpus)).ToArbitrary();
}
