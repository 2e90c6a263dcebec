using Rebalancer.Goals;

namespace Rebalancer.Planning.Goals.Waves;

/// <summary>What one round of waves has to know of the others.</summary>
/// <param name="Pending">By host: whether to avoid it because it will be emptied later, so that who goes there must go on.</param>
/// <param name="BytesLeft">What the rounds before have left of the transfer that is allowed.</param>
/// <param name="Stopped">By instance: whether another round stops it anyway, so that its downtime is counted there.</param>
/// <param name="Whole">The limits of the whole plan.</param>
/// <param name="MostMoves">The most moves this round may make, so that later ones have less to move again; <c>null</c> without such a limit.</param>
/// <param name="AtTheEnd">What the last round has to leave for N+1; <c>null</c> for the others, and where the goal does not ask.</param>
internal sealed record Round(bool[] Pending, long BytesLeft, bool[] Stopped, PlanLimits Whole, int? MostMoves, Survival? AtTheEnd);
