using Rebalancer.Rules.Filters;

namespace Rebalancer.Tests.Rules;

public sealed class ExtraSpecOperatorTests
{
    [Theory]
    [InlineData("5", "<= inf", true)]
    [InlineData("5", ">= -Infinity", true)]
    [InlineData("5", ">= nan", false)]
    [InlineData("1000", "== 1_000", true)]
    [InlineData("5", "<= 1e400", true)]
    [InlineData("5", "== .5e1", true)]
    [InlineData("5", "= 4.", true)]
    public void Numbers_are_those_that_Python_reads(string value, string requirement, bool matches) =>
        Assert.Equal(matches, ExtraSpecOperator.Matches(value, requirement));

    [Theory]
    [InlineData("∞")]
    [InlineData("1__0")]
    [InlineData("_1")]
    [InlineData("0x10")]
    [InlineData("--inf")]
    public void What_Python_does_not_read_as_a_number_is_an_error(string text) =>
        Assert.Throws<FilterFailedException>(() => ExtraSpecOperator.Matches("5", $">= {text}"));
}
