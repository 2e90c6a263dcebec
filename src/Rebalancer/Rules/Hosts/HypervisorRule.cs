using Rebalancer.Rules.Assumptions;

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
        HostPair<string> types = move.Both(move.Facts.Hosts.HypervisorTypes);
        if (!types.AreKnown)
        {
            verdict.Assume("assumed.hypervisor-type", "A host of which nobody told it runs the type of hypervisor that its neighbours run.");
        }

        if (types.MayDiffer)
        {
            verdict.Refuse(
                "nova.hypervisor-type",
                types.HaveValues
                    ? $"{move.Source.Name} runs {types.Source.Value} and {move.Destination.Name} runs {types.Destination.Value}."
                    : $"The types of hypervisor of {move.Source.Name} and {move.Destination.Name} are not both known, and their neighbours run several.",
                types.HaveValues
                    ? "Choose a destination with the same type of hypervisor, or move the instance cold."
                    : "Give the types of both hosts, or move the instance cold.",
                types.Compared("hypervisor type"));
        }
    }

    private static void CheckVersion(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (move.Options.SkipsHypervisorVersionCheck.ValueOr(false))
        {
            return;
        }

        HostPair<long> versions = move.Both(move.Facts.Hosts.HypervisorVersions);
        if (!versions.AreKnown)
        {
            verdict.Assume("assumed.hypervisor-version", "A host of which nobody told it has the version of hypervisor that its neighbours have.");
        }

        if (versions.HaveValues ? versions.Source.Value > versions.Destination.Value : !versions.AreUntold)
        {
            verdict.Refuse(
                "nova.hypervisor-version",
                versions.HaveValues
                    ? $"The hypervisor of {move.Destination.Name} is older than that of {move.Source.Name}."
                    : $"The versions of hypervisor of {move.Source.Name} and {move.Destination.Name} are not both known, and those of their neighbours differ.",
                versions.HaveValues
                    ? $"Upgrade {move.Destination.Name} first, or move the instance cold."
                    : "Give the versions of both hosts, or move the instance cold.",
                new ComparedFact("hypervisor version", $"at least {versions.Source.Text()}", versions.Destination.Text()));
        }
    }
}
