using Rebalancer.Cli.Options;
using Rebalancer.Model;

namespace Rebalancer.Cli.Tests;

public sealed class NamesTest
{
    [Theory]
    [InlineData("compute2")]
    [InlineData("bbbb")]
    [InlineData("BBBB")]
    public void A_host_is_found_by_its_name_and_by_its_hypervisors_UUID(string text) =>
        Assert.Equal(new HostName("compute2"), Names.Host(TinyCloud.Cloud, text));
}
