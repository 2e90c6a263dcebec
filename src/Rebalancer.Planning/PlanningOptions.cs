using Rebalancer.Rules;

namespace Rebalancer.Planning;

/// <summary>How a plan is looked for.</summary>
public sealed record PlanningOptions
{
    /// <summary>The policies.</summary>
    public Profile Profile { get; init; } = Profile.RedHat;

    /// <summary>The longest search by the clock; <c>null</c> for as long as the work limit allows.</summary>
    public TimeSpan? TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most work in the solver's deterministic seconds; <c>null</c> for as long as the time limit allows. With one worker and only this limit a plan repeats byte for byte.</summary>
    public double? WorkLimit { get; init; }

    /// <summary>Whether a plan that leaves instances behind looks for what would have to change to free them, with what is left of the limits.</summary>
    public bool FindsRelaxations { get; init; } = true;

    /// <summary>The seed of every random choice.</summary>
    public int Seed { get; init; }

    /// <summary>How many threads search; at least 1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Where time comes from.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
