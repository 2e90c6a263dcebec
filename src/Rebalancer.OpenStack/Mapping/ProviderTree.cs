using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>The providers of one host that have inventories, its own first.</summary>
internal sealed class ProviderTree
{
    private readonly Dictionary<string, Provider> byId = new(StringComparer.Ordinal);

    /// <summary>Reads the providers of a host.</summary>
    /// <param name="root">The UUID of the host's own provider.</param>
    /// <param name="providers">All of them.</param>
    /// <param name="answers">What Placement said.</param>
    /// <param name="findings">Where inventories that are missing or make no sense are told.</param>
    public ProviderTree(string root, IEnumerable<Located<ProviderAnswer>> providers, CloudAnswers answers, FindingList findings)
    {
        List<Provider> tree = [];
        foreach (Located<ProviderAnswer> provider in providers.OrderBy(provider => provider.Value.Uuid != root))
        {
            string id = provider.Value.Uuid;
            if (answers.Inventories.GetValueOrDefault(id) is not Located<InventoryMap> inventories)
            {
                findings.Error("answers.missing", provider.Place, $"the inventories of the provider '{provider.Value.Name}' were not read");
                continue;
            }

            Provider read = new()
            {
                Name = provider.Value.Name,
                Inventories =
                [
                    .. inventories.Value.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                        .Select(pair => Read(new ResourceClass(pair.Key), pair.Value, inventories.Place.At($"['{pair.Key}']"), findings)),
                ],
                Traits =
                [
                    .. (answers.Traits.GetValueOrDefault(id)?.Value ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
                ],
            };

            // What has nothing grants nothing: its traits help no request.
            if (id == root || !read.Inventories.IsEmpty)
            {
                byId[id] = read;
                tree.Add(read);
            }
        }

        Providers = [.. tree];
    }

    /// <summary>The providers.</summary>
    public ImmutableArray<Provider> Providers { get; }

    /// <summary>The class under which the host counts what one of its providers has of a class.</summary>
    public ResourceClass ClassOf(string provider, string resourceClass)
    {
        ResourceClass asked = new(resourceClass);
        return Providers.Length > 1 && byId.TryGetValue(provider, out Provider? known) ? ProviderPools.ClassOf(Providers, known, asked) : asked;
    }

    private static Inventory Read(ResourceClass resource, InventoryAnswer inventory, Place place, FindingList findings)
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
}
