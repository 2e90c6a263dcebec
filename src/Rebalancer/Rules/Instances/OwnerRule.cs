using Rebalancer.Model;

namespace Rebalancer.Rules.Instances;

/// <summary>What the owner allows: no move, only moves without downtime, or any.</summary>
internal sealed class OwnerRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (!move.Profile.HonorsOwners)
        {
            return;
        }

        AllowedMoves allowed = move.Instance.Policy.TryGet(out OwnerPolicy? policy) ? policy.Moves : AllowedMoves.LiveOnly;
        if (allowed == AllowedMoves.Never)
        {
            verdict.Refuse(
                "policy.owner-never",
                "The owner allows no move of the instance.",
                "Ask the owner for another policy.",
                new ComparedFact("owner's policy", "live only or may be cold", "never"));
        }
        else if (allowed == AllowedMoves.LiveOnly && move.Kind == MoveKind.Cold && move.Instance.VmState != VmState.Stopped)
        {
            // A stopped instance has no downtime to lose.
            verdict.Refuse(
                "policy.owner-live-only",
                "A cold move stops the guest, and its owner allows only moves without downtime.",
                "Ask the owner for the policy may-be-cold.",
                new ComparedFact("owner's policy", "may be cold", "live only"));
        }
    }
}
