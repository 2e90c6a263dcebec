using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Testing.Laws;

/// <summary>A law does not hold for a case. The message shows the law, what breaks it and the whole case.</summary>
public sealed class LawViolationException : Exception
{
    internal LawViolationException(string law, string broken, Cluster cluster, Goal goal, Plan? plan, int? seed = null, Exception? cause = null)
        : base(LawReport.Of(law, broken, cluster, goal, plan, seed), cause)
    {
        Law = law;
        Broken = broken;
        Cluster = cluster;
        Goal = goal;
        Plan = plan;
        Seed = seed;
    }

    /// <summary>The law's name, such as <c>EveryReachableStateIsFeasible</c>.</summary>
    public string Law { get; }

    /// <summary>What breaks it: one line or several, without the case.</summary>
    public string Broken { get; }

    /// <summary>The cloud.</summary>
    public Cluster Cluster { get; }

    /// <summary>The goal.</summary>
    public Goal Goal { get; }

    /// <summary>The plan, or <c>null</c> where the planner gave none.</summary>
    public Plan? Plan { get; }

    /// <summary>The seed of the case before it was made smaller, or <c>null</c> where the case came from elsewhere.</summary>
    public int? Seed { get; }
}
