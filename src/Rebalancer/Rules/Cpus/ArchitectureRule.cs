using Rebalancer.Cpu;

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

        if (!move.Source.Cpu.TryGet(out HostCpu? source) || !move.Destination.Cpu.TryGet(out HostCpu? destination))
        {
            verdict.Assume("assumed.cpu", "The CPU of the destination can run what runs on the source.");
        }
        else if (source.Architecture != destination.Architecture)
        {
            verdict.Refuse(
                "policy.architecture",
                $"{move.Source.Name} is {source.Architecture} and {move.Destination.Name} is {destination.Architecture}.",
                "Choose a host of the same architecture.",
                new ComparedFact("CPU architecture", source.Architecture.Name, destination.Architecture.Name));
        }
    }
}
