namespace Rebalancer.Planning;

/// <summary>How far a search has come.</summary>
/// <param name="Stage">What it is doing, such as <c>placement: moves</c> or <c>order</c>.</param>
/// <param name="Level">The objective level being improved.</param>
/// <param name="Incumbent">The best value found of that level; <c>null</c> before the first.</param>
/// <param name="Bound">What no plan can go below at that level; <c>null</c> before there is one.</param>
/// <param name="Elapsed">Time since the start.</param>
public sealed record PlanningProgress(string Stage, string Level, double? Incumbent, double? Bound, TimeSpan Elapsed);
