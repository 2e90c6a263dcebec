namespace Rebalancer.Rules.Hosts;

/// <summary>A live move needs one type of hypervisor on both ends, and a version at the destination that is not older.</summary>
/// <remarks>Source: <c>LiveMigrationTask._check_compatible_with_source_hypervisor</c>.</remarks>
internal sealed class HypervisorRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (move.IsLive)
        {
            CheckType(move, ref verdict);
            CheckVersion(move, ref verdict);
        }
    }

    private static void CheckType(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (!move.Source.HypervisorType.TryGet(out string? source) || !move.Destination.HypervisorType.TryGet(out string? destination))
        {
            verdict.Assume("assumed.hypervisor-type", "Both hosts run the same type of hypervisor.");
        }
        else if (source != destination)
        {
            verdict.Refuse(
                "nova.hypervisor-type",
                $"{move.Source.Name} runs {source} and {move.Destination.Name} runs {destination}.",
                "Choose a destination with the same type of hypervisor, or move the instance cold.",
                new ComparedFact("hypervisor type", source, destination));
        }
    }

    private static void CheckVersion(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (move.Options.SkipsHypervisorVersionCheck.ValueOr(false))
        {
            return;
        }

        if (!move.Source.HypervisorVersion.TryGet(out long source) || !move.Destination.HypervisorVersion.TryGet(out long destination))
        {
            verdict.Assume("assumed.hypervisor-version", "The hypervisor of the destination is not older than that of the source.");
        }
        else if (source > destination)
        {
            verdict.Refuse(
                "nova.hypervisor-version",
                $"The hypervisor of {move.Destination.Name} is older than that of {move.Source.Name}.",
                $"Upgrade {move.Destination.Name} first, or move the instance cold.",
                new ComparedFact("hypervisor version", $"at least {source}", $"{destination}"));
        }
    }
}
