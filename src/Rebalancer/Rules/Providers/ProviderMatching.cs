using Rebalancer.Model;

namespace Rebalancer.Rules.Providers;

/// <summary>Gives each of several groups a provider of its own.</summary>
internal static class ProviderMatching
{
    /// <summary>Whether each group can have one of its eligible providers to itself.</summary>
    public static bool Exists(Provider[][] eligible)
    {
        Dictionary<Provider, int> takers = new(ReferenceEqualityComparer.Instance);
        return Enumerable.Range(0, eligible.Length).All(group => CanTake(group, eligible, takers, new(ReferenceEqualityComparer.Instance)));
    }

    /// <summary>An augmenting path: a taken provider is free where its taker can go elsewhere.</summary>
    private static bool CanTake(int group, Provider[][] eligible, Dictionary<Provider, int> takers, HashSet<Provider> seen)
    {
        foreach (Provider provider in eligible[group])
        {
            if (seen.Add(provider) && (!takers.TryGetValue(provider, out int taker) || CanTake(taker, eligible, takers, seen)))
            {
                takers[provider] = group;
                return true;
            }
        }

        return false;
    }
}
