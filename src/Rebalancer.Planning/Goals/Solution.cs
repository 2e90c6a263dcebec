using Rebalancer.Planning.Sequencing;

namespace Rebalancer.Planning.Goals;

/// <summary>What a search ends with.</summary>
/// <param name="Scope">What the goal means for each host and instance.</param>
/// <param name="Best">The best placement, with its bounds.</param>
/// <param name="Safe">Its steps and their proof.</param>
/// <param name="Late">Instances that stay because their moves would end too late.</param>
internal sealed record Solution(GoalScope Scope, Incumbent Best, SafeSteps Safe, IReadOnlySet<int> Late);
