namespace Rebalancer.Rules.Instances;

/// <summary>A virtual TPM bars evacuation, and live moves unless its secret is kept on the host (2026.1 and later).</summary>
/// <remarks>Source: <c>reject_vtpm_instances</c> and its successor in <c>nova.compute.api</c>; rules.md section 1.</remarks>
internal sealed class VtpmRule : ILastingRule
{
    private const int FirstWithHostSecret = 33;

    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        string? error = null;
        if (move.Kind == MoveKind.Cold || move.Specs.Agreed("tpm_version", ref error) is not { Length: > 0 } version)
        {
            return;
        }

        if (move.Kind == MoveKind.Evacuate)
        {
            verdict.Refuse(
                "nova.vtpm",
                "The state of a virtual TPM is lost with its host; Nova evacuates no instance that has one.",
                "Bring the host back, or rebuild the instance without a virtual TPM.",
                new ComparedFact("hw:tpm_version", "none", version));
            return;
        }

        string security = move.Specs.FlavorSpec("hw:tpm_secret_security") is { Length: > 0 } said ? said : "user";
        if (move.Facts.OldestRelease.Major < FirstWithHostSecret)
        {
            verdict.Refuse(
                "nova.vtpm",
                "Nova before 2026.1 moves no instance with a virtual TPM live.",
                "Move it cold, or upgrade every compute service to 2026.1.",
                new ComparedFact("Nova release", $"{FirstWithHostSecret} or later", move.Facts.OldestRelease.ToString()));
            ReleaseAssumption.AddIfUnknown(move, ref verdict);
        }
        else if (security != "host")
        {
            verdict.Refuse(
                "nova.vtpm",
                $"The virtual TPM's secret is kept by {security}; only one kept on the host moves live.",
                "Move it cold, or resize to a flavor with hw:tpm_secret_security=host.",
                new ComparedFact("hw:tpm_secret_security", "host", security));
        }
    }
}
