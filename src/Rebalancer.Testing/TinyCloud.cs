using Rebalancer.Model;
using Rebalancer.Testing.Printing;

namespace Rebalancer.Testing;

/// <summary>A cloud small enough for brute force, as an argument of a property.</summary>
/// <param name="Cluster">The cloud.</param>
public sealed record TinyCloud(Cluster Cluster)
{
    /// <summary>Tables of hosts, instances and groups.</summary>
    public override string ToString() => $"\n{CloudTable.Of(Cluster)}";
}
