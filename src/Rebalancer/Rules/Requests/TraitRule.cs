using Rebalancer.Model;

namespace Rebalancer.Rules.Requests;

/// <summary>The destination must have every trait asked for and none of those forbidden.</summary>
/// <remarks>Source: Placement's allocation candidates, <see cref="PlacementRequest"/> and <see cref="PrefilterTraits"/>. Hosts with child providers are <see cref="ProviderRule"/>'s.</remarks>
internal sealed class TraitRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        Host host = move.Destination;
        if (!host.Providers.IsEmpty)
        {
            return;
        }

        PlacementRequest request = move.Demand.Request.On(host, move.Options);
        foreach (string trait in request.RequiredTraits)
        {
            Require(host, trait, ref verdict);
        }

        foreach (string trait in move.Facts.PrefilterTraits[move.InstanceIndex])
        {
            Require(host, trait, ref verdict);
        }

        foreach (string trait in request.ForbiddenTraits)
        {
            if (host.Traits.Contains(trait))
            {
                verdict.Refuse(
                    "placement.forbidden-trait",
                    $"{host.Name} has the trait {trait}, which the instance forbids.",
                    $"Choose a host without {trait}.",
                    new ComparedFact($"traits of {host.Name}", $"not {trait}", trait));
            }
        }
    }

    private static void Require(Host host, string trait, ref VerdictBuilder verdict)
    {
        if (!host.Traits.Contains(trait))
        {
            verdict.Refuse(
                "placement.missing-trait",
                $"{host.Name} lacks the trait {trait}, which the instance asks for.",
                $"Choose a host with {trait}.",
                new ComparedFact($"traits of {host.Name}", trait, "absent"));
        }
    }
}
