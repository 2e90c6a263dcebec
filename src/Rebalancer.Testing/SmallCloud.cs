using Rebalancer.Model;
using Rebalancer.Testing.Printing;

namespace Rebalancer.Testing;

/// <summary>A cloud of a few hosts with every feature, as an argument of a property.</summary>
/// <param name="Cluster">The cloud.</param>
public sealed record SmallCloud(Cluster Cluster)
{
    /// <summary>Tables of hosts, instances and groups.</summary>
    public override string ToString() => $"\n{CloudTable.Of(Cluster)}";
}
