using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Testing.Shrinking;

/// <summary>Makes a cloud with a goal smaller.</summary>
internal static class GoalCaseShrinks
{
    /// <summary>Smaller clouds with what is left of the goal there, the boldest first, then the same cloud with a goal that asks for less.</summary>
    public static IEnumerable<(Cluster Cluster, Goal Goal)> Of(Cluster cluster, Goal goal)
    {
        foreach (Cluster smaller in Clouds.Shrink(cluster))
        {
            if (GoalFit.Of(smaller, goal) is { } rest)
            {
                yield return (smaller, rest);
            }
        }

        foreach (Goal less in GoalShrinks.Of(goal))
        {
            yield return (cluster, less);
        }
    }
}
