using Rebalancer.Cpu;

namespace Rebalancer.Rules.Cpus;

/// <summary>Live moves stay on one CPU model, where the policy says so.</summary>
/// <remarks>Nova itself also takes another model that has all features.</remarks>
internal sealed class CpuModelRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (!move.IsLive || !move.Profile.RequiresSameCpuModel)
        {
            return;
        }

        if (!move.Source.Cpu.TryGet(out HostCpu? source) || !move.Destination.Cpu.TryGet(out HostCpu? destination))
        {
            verdict.Assume("assumed.cpu", "The CPU of the destination can run what runs on the source.");
        }
        else if (source.Model != destination.Model || source.Vendor != destination.Vendor)
        {
            verdict.Refuse(
                "policy.cpu-model",
                $"{move.Source.Name} has a {source.Model} CPU and {move.Destination.Name} a {destination.Model}.",
                "Choose a host with the same CPU model, or let the policy take models that have all features.",
                new ComparedFact("CPU model", $"{source.Vendor} {source.Model}", $"{destination.Vendor} {destination.Model}"));
        }
    }
}
