using Rebalancer.Model;
using Rebalancer.Notebooks;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Notebooks;

/// <summary>Where Rebalancer.Previews is not there, as here, a notebook shows the domain's types as it shows any other.</summary>
public sealed class TypeFormatterSourceTests
{
    [Theory]
    [InlineData(typeof(Cluster))]
    [InlineData(typeof(Plan))]
    [InlineData(typeof(Verdict))]
    public void Without_previews_there_is_a_source_without_formatters(Type shown)
    {
        object source = Assert.Single(shown.GetCustomAttributes(typeof(TypeFormatterSourceAttribute), false));
        Type formatters = ((TypeFormatterSourceAttribute)source).FormatterSourceType;
        Assert.NotNull(Activator.CreateInstance(formatters));
        Assert.Empty((IEnumerable<object>)formatters.GetMethod("CreateTypeFormatters")!.Invoke(null, null)!);
    }
}
