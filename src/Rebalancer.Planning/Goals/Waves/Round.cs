using Rebalancer.Goals;

namespace Rebalancer.Planning.Goals.Waves;

/// <summary>What one round of waves has to know of the others.</summary>
/// <param name="Pending">By host: whether it will be emptied later, so that who goes there must go on.</param>
/// <param name="BytesLeft">What the rounds before have left of the transfer that is allowed.</param>
/// <param name="Stopped">By instance: whether another round stops it anyway, so that its downtime is counted there.</param>
/// <param name="Whole">The limits of the whole plan.</param>
internal sealed record Round(bool[] Pending, long BytesLeft, bool[] Stopped, PlanLimits Whole);
