namespace Rebalancer.Rules.Instances;

/// <summary>An attached Manila share bars every move, from 2025.1 on.</summary>
/// <remarks>Source: <c>ForbiddenWithShare</c> of <c>nova.compute.api</c>.</remarks>
internal sealed class ShareRule : ILastingRule
{
    private const int FirstWithShares = 31;

    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (move.Facts.Release.Major < FirstWithShares)
        {
            return;
        }

        if (!move.Instance.HasShare.TryGet(out bool hasShare))
        {
            verdict.Assume("assumed.no-share", "No Manila share is attached to the instance.");
        }
        else if (hasShare)
        {
            verdict.Refuse("nova.share", "A Manila share is attached to the instance.", "Detach the share.", new ComparedFact("shares attached", "none", "some"));
        }
    }
}
