using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>Maps the inventories of a host's providers to one inventory per class.</summary>
internal sealed class InventoryMapping(CloudAnswers answers, PlacementView placement, FindingList findings)
{
    /// <summary>The inventories of a host, sorted by class.</summary>
    public ImmutableArray<Inventory> Map(KnownHost host)
    {
        IReadOnlyList<Located<ProviderAnswer>> providers = placement.ProvidersOf(host.Name);
        if (!providers.Any(provider => provider.Value.Uuid == host.Latest.Id))
        {
            findings.Error(
                "answers.missing", host.Place.At(".id"),
                $"Placement has no resource provider of '{host.Name}' ({host.Latest.Id})");
            return [];
        }

        SortedDictionary<ResourceClass, List<Inventory>> byClass = [];
        foreach (Located<ProviderAnswer> provider in providers)
        {
            if (answers.Inventories.GetValueOrDefault(provider.Value.Uuid) is not Located<InventoryMap> inventories)
            {
                findings.Error("answers.missing", provider.Place, $"the inventories of the provider '{provider.Value.Name}' were not read");
                continue;
            }

            foreach ((string name, InventoryAnswer inventory) in inventories.Value)
            {
                ResourceClass resource = new(name);
                if (!byClass.TryGetValue(resource, out List<Inventory>? same))
                {
                    byClass[resource] = same = [];
                }

                same.Add(Read(resource, inventory, inventories.Place.At($"['{name}']")));
            }
        }

        return [.. byClass.Select(pair => Pool(host, pair.Value))];
    }

    private Inventory Read(ResourceClass resource, InventoryAnswer inventory, Place place)
    {
        // Placement's own defaults, should an answer leave one out.
        Inventory read = new()
        {
            ResourceClass = resource,
            Total = inventory.Total,
            Reserved = inventory.Reserved,
            AllocationRatio = inventory.AllocationRatio ?? 1,
            MinUnit = inventory.MinUnit ?? 1,
            MaxUnit = inventory.MaxUnit ?? int.MaxValue,
            StepSize = inventory.StepSize ?? 1,
        };
        if (read.Total < 0 || read.Reserved < 0 || read.MinUnit < 1 || read.StepSize < 1
            || !double.IsFinite(read.AllocationRatio) || read.AllocationRatio <= 0)
        {
            findings.Error(
                "answers.malformed", place,
                "total and reserved are at least 0, min_unit and step_size at least 1, allocation_ratio above 0");
        }

        return read;
    }

    private Inventory Pool(KnownHost host, List<Inventory> same)
    {
        if (same.Count == 1)
        {
            return same[0];
        }

        findings.Warning(
            "answers.pooled",
            host.Place,
            $"{same.Count} providers of '{host.Name}' have {same[0].ResourceClass}; pooled here, but Placement counts each alone");
        return new Inventory
        {
            ResourceClass = same[0].ResourceClass,
            Total = same.Sum(inventory => inventory.Total),
            Reserved = same.Sum(inventory => inventory.Reserved),

            // The smallest ratio keeps the sum from exceeding the parts; a request must suit one provider, so the widest units count.
            AllocationRatio = same.Min(inventory => inventory.AllocationRatio),
            MinUnit = same.Min(inventory => inventory.MinUnit),
            MaxUnit = same.Max(inventory => inventory.MaxUnit),
            StepSize = same.Min(inventory => inventory.StepSize),
        };
    }
}
