using Rebalancer.Model;
using Rebalancer.Rules.Providers;

namespace Rebalancer.Rules.Requests;

/// <summary>The groups of a request must be served from the host's providers as Placement demands it: a numbered group from one provider, isolated groups from one each.</summary>
/// <remarks>
/// Source: <c>placement.objects.allocation_candidate</c> (<c>_satisfies_group_policy</c>, <c>_check_traits_for_alloc_request</c>) and
/// <c>placement.lib.RequestGroup.dict_from_request</c>. A host without child providers is one provider, whose inventories and
/// traits <see cref="InventoryRule"/> and <see cref="TraitRule"/> look at.
/// </remarks>
internal sealed class ProviderRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        PlacementRequest request = move.Demand.Request;
        CheckForm(request, ref verdict);
        Host host = move.Destination;
        if (!host.Providers.IsEmpty)
        {
            CheckTree(move, request, host, ref verdict);
        }
        else if (request.IsolatesGroups && request.Groups.Count(group => group.IsOfOneProvider) > 1)
        {
            RefuseIsolation(host, "1", ref verdict);
        }
    }

    /// <summary>What Placement answers with "bad request" whatever the host.</summary>
    private static void CheckForm(PlacementRequest request, ref VerdictBuilder verdict)
    {
        foreach (PlacementGroup group in request.Groups)
        {
            if (group.Suffix.Length > 0 && group.Amounts.IsEmpty)
            {
                verdict.Refuse(
                    "placement.group-without-resources",
                    $"The flavor's request group {group.Suffix} asks for traits and no resources, which Placement takes for a mistake.",
                    "Resize the instance to a flavor whose groups all ask for resources.",
                    new ComparedFact($"resources{group.Suffix}", "some", "none"));
            }
        }

        if (request.LacksGroupPolicy)
        {
            verdict.Refuse(
                "placement.group-policy",
                "The flavor has several request groups and says nothing of how they go together, which Placement takes for a mistake.",
                "Resize the instance to a flavor with a group_policy.",
                new ComparedFact("group_policy", "none or isolate", "absent"));
        }
    }

    private static void CheckTree(in LastingMove move, PlacementRequest request, Host host, ref VerdictBuilder verdict)
    {
        var choice = ProviderChoice.Of(request, host, move.Options);
        foreach (PlacementGroup group in choice.Unserved)
        {
            verdict.Refuse(
                "placement.no-provider",
                $"{host.Name} has no provider of {group.AsText()}.",
                group.IsOfOneProvider ? "Choose a host where one provider has all of the group." : "Choose a host whose providers have them.",
                new ComparedFact($"providers of {host.Name}", group.AsText(), $"none of {host.Providers.Length}"));
        }

        if (choice.Unserved.Count == 0 && !choice.IsIsolated)
        {
            RefuseIsolation(host, $"{host.Providers.Length}, of which too few suit", ref verdict);
        }

        foreach (string trait in move.Facts.PrefilterTraits[move.InstanceIndex])
        {
            if (!host.Providers[0].Traits.Contains(trait))
            {
                verdict.Refuse(
                    "placement.missing-trait",
                    $"{host.Name} lacks the trait {trait}, which the instance asks for.",
                    $"Choose a host with {trait}.",
                    new ComparedFact($"traits of {host.Name}", trait, "absent"));
            }
        }

        if (choice.IsOpen)
        {
            verdict.Assume(
                "assumed.provider-choice",
                $"Placement may serve the instance from several providers of {host.Name}; it arrives only where there is room whichever it takes.");
        }
    }

    private static void RefuseIsolation(Host host, string found, ref VerdictBuilder verdict) => verdict.Refuse(
        "placement.isolation",
        $"{host.Name} has no provider for each of the flavor's request groups, which must not share one.",
        "Choose a host with more child providers, or resize to a flavor with group_policy=none.",
        new ComparedFact($"providers of {host.Name}", "one per group", found));
}
