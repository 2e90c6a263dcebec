using Rebalancer.Rules.Assumptions;

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

        HostPair<CpuModelName> models = move.Both(move.Facts.Hosts.CpuModels);
        if (!models.AreKnown)
        {
            CpuAssumption.Add(ref verdict);
        }

        if (models.MayDiffer)
        {
            verdict.Refuse(
                "policy.cpu-model",
                models.HaveValues
                    ? $"{move.Source.Name} has a {models.Source.Value.Model} CPU and {move.Destination.Name} a {models.Destination.Value.Model}."
                    : CpuAssumption.NotKnown(move),
                models.HaveValues ? "Choose a host with the same CPU model, or let the policy take models that have all features." : CpuAssumption.Remedy,
                models.Compared("CPU model"));
        }
    }
}
