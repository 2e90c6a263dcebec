
namespace Rebalancer.Testing.Tests;

public sealed class PrintingTests
{
    [Cases(200, Arbitrary = [typeof(CloudArbitraries)])]
    public void A_printed_cloud_names_every_host_and_instance(SmallCloud cloud)
    {
        string text = cloud.ToString();
        Assert.All(cloud.Cluster.Hosts, host => Assert.Contains($"\n  {host.Name} ", text, StringComparison.Ordinal));
        Assert.All(cloud.Cluster.Instances, instance => Assert.Contains($"\n  {instance.Name} ", text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_printed_cloud_ends_no_line_with_a_space()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            Assert.DoesNotContain(" \n", new TinyCloud(Clouds.Generate(CloudShape.Tiny, seed)).ToString(), StringComparison.Ordinal);
        }
    }
}
