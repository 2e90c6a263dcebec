using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Testing.Printing;

namespace Rebalancer.Testing;

/// <summary>A cloud small enough for brute force with a goal of any kind, as an argument of a property.</summary>
/// <param name="Cluster">The cloud.</param>
/// <param name="Goal">The goal, which names only what the cloud has.</param>
public sealed record TinyGoal(Cluster Cluster, Goal Goal)
{
    /// <summary>Tables of hosts, instances and groups, then the goal.</summary>
    public override string ToString() => $"\n{CloudTable.Of(Cluster)}goal: {GoalText.Of(Cluster, Goal)}\n";
}
