using Rebalancer.Cpu;
using Rebalancer.Rules.Assumptions;

namespace Rebalancer.Rules.Cpus;

/// <summary>Every kind of move stays on one CPU architecture, where the policy says so.</summary>
internal sealed class ArchitectureRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (!move.Profile.RequiresSameArchitecture)
        {
            return;
        }

        HostPair<CpuArchitecture> architectures = move.Both(move.Facts.Hosts.Architectures);
        if (!architectures.AreKnown)
        {
            CpuAssumption.Add(ref verdict);
        }

        if (architectures.MayDiffer)
        {
            verdict.Refuse(
                "policy.architecture",
                architectures.HaveValues
                    ? $"{move.Source.Name} is {architectures.Source.Value} and {move.Destination.Name} is {architectures.Destination.Value}."
                    : CpuAssumption.NotKnown(move),
                architectures.HaveValues ? "Choose a host of the same architecture." : CpuAssumption.Remedy,
                architectures.Compared("CPU architecture"));
        }
    }
}
