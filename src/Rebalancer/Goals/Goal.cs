namespace Rebalancer.Goals;

/// <summary>What a plan is to achieve.</summary>
public abstract record Goal
{
    private protected Goal()
    {
    }

    /// <summary>What the plan must stay within.</summary>
    public PlanLimits Limits { get; init; } = new();
}
