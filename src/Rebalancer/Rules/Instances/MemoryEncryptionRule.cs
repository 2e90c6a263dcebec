using Rebalancer.Numa;

namespace Rebalancer.Rules.Instances;

/// <summary>Encrypted memory cannot go over the wire.</summary>
/// <remarks>Source: <c>reject_sev_instances</c> of <c>nova.compute.api</c>.</remarks>
internal sealed class MemoryEncryptionRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (move.IsLive && (GuestSpecs.IsTrue(move.Specs.FlavorSpec("hw:mem_encryption")) || GuestSpecs.IsTrue(move.Specs.ImageProperty("hw_mem_encryption"))))
        {
            verdict.Refuse(
                "nova.memory-encryption",
                "The guest's memory is encrypted, which rules a live move out.",
                "Move it cold.",
                new ComparedFact("hw:mem_encryption", "off", "on"));
        }
    }
}
