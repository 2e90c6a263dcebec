using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Rules.Providers;

/// <summary>From which providers of a host with children Placement may serve a request, and what has to be free there so that it can for certain.</summary>
/// <remarks>
/// The snapshot counts what pools of like providers hold together, not each provider alone, and Placement may choose any that can.
/// So an arrival counts in every pool it may be served from, and with a margin: as much as could be free in pieces too small for it.
/// For single units of a class from one pool, the usual case, this is exact. Source: <c>placement.objects.allocation_candidate</c>.
/// </remarks>
internal sealed class ProviderChoice
{
    private readonly List<Share> shares = [];
    private readonly List<PlacementGroup> unserved = [];
    private readonly PlacementRequest request;
    private readonly ImmutableArray<ProviderPool> pools;

    private ProviderChoice(PlacementRequest request, Host host, CloudOptions options)
    {
        this.request = request.On(host, options);
        pools = ProviderPool.Of(host);
        foreach (PlacementGroup group in this.request.Groups)
        {
            bool isServed = group.IsOfOneProvider ? TakeFromOne(group, group.Amounts) : TakeFromAny(group, group.Amounts);
            if (!isServed)
            {
                unserved.Add(group);
            }
        }
    }

    /// <summary>The groups that no provider of the host could serve were nothing used.</summary>
    public IReadOnlyList<PlacementGroup> Unserved => unserved;

    /// <summary>Whether groups that must not share a provider find one each were nothing used.</summary>
    public bool IsIsolated => !request.IsolatesGroups || ProviderMatching.Exists(
        [.. request.Groups.Where(group => group.IsOfOneProvider).Select(group => EligibleFor(group).ToArray())]);

    /// <summary>Whether Placement may take something from more than one pool, or has to find it in one piece.</summary>
    public bool IsOpen => shares.GroupBy(share => (share.Group, share.Class)).Any(group => group.Count() > 1) || Rows().Any(row => row.Margin > 0);

    /// <summary>The choice of a request on a host.</summary>
    public static ProviderChoice Of(PlacementRequest request, Host host, CloudOptions options) => new(request, host, options);

    /// <summary>What an arrival counts on the host, by the classes of its pools.</summary>
    public ImmutableSortedDictionary<ResourceClass, long> Amounts()
    {
        var amounts = ImmutableSortedDictionary.CreateBuilder<ResourceClass, long>();
        foreach (PlacementGroup group in unserved)
        {
            // No pool stands for it; the lasting rules refuse the host, and what it asks for is told by Placement's own class.
            foreach ((ResourceClass resourceClass, long amount) in group.Amounts)
            {
                amounts[resourceClass] = amounts.GetValueOrDefault(resourceClass) + amount;
            }
        }

        foreach ((ResourceClass pool, long amount, long margin) in Rows())
        {
            amounts[pool] = amounts.GetValueOrDefault(pool) + amount + margin;
        }

        return amounts.ToImmutable();
    }

    private bool TakeFromOne(PlacementGroup group, ImmutableSortedDictionary<ResourceClass, long> amounts)
    {
        ProviderPool[] suiting = [.. pools.Where(pool => pool.Suits(group) && pool.Members.Any(provider => ProviderPool.CouldGrant(provider, amounts)))];
        foreach (ProviderPool pool in suiting)
        {
            Provider[] eligible = [.. pool.Members.Where(provider => ProviderPool.CouldGrant(provider, amounts))];
            foreach ((ResourceClass resourceClass, long amount) in amounts)
            {
                shares.Add(new Share(group, pool, resourceClass, amount, eligible));
            }
        }

        return suiting.Length > 0;
    }

    /// <summary>Each class comes from one provider; together they have the required traits, and none has a forbidden one.</summary>
    private bool TakeFromAny(PlacementGroup group, ImmutableSortedDictionary<ResourceClass, long> amounts)
    {
        ImmutableArray<ImmutableArray<ProviderPool>> candidates =
        [
            .. amounts.Select(pair => pools.Where(pool => pool.HasNoneOf(group.ForbiddenTraits)
                && pool.Members.Any(provider => ProviderPool.CouldGrant(provider, [pair]))).ToImmutableArray()),
        ];
        if (candidates.Any(pair => pair.IsEmpty) || Narrowed(candidates, group.RequiredTraits, 0) is not { } narrowed)
        {
            return false;
        }

        foreach ((KeyValuePair<ResourceClass, long> pair, ImmutableArray<ProviderPool> from) in amounts.Zip(narrowed))
        {
            shares.AddRange(from.Select(pool => new Share(
                group, pool, pair.Key, pair.Value, [.. pool.Members.Where(provider => ProviderPool.CouldGrant(provider, [pair]))])));
        }

        return true;
    }

    /// <summary>Candidates by class of which any choice has the required traits together: some class has to come from where a trait is.</summary>
    private static ImmutableArray<ImmutableArray<ProviderPool>>? Narrowed(
        ImmutableArray<ImmutableArray<ProviderPool>> candidates, ImmutableArray<string> required, int next)
    {
        if (next == required.Length)
        {
            return candidates;
        }

        string trait = required[next];
        if (candidates.Any(list => list.All(pool => pool.Traits.Contains(trait))))
        {
            return Narrowed(candidates, required, next + 1);
        }

        return Enumerable.Range(0, candidates.Length)
            .Where(i => candidates[i].Any(pool => pool.Traits.Contains(trait)))
            .Select(i => Narrowed(candidates.SetItem(i, candidates[i].RemoveAll(pool => !pool.Traits.Contains(trait))), required, next + 1))
            .FirstOrDefault(found => found is not null);
    }

    private IEnumerable<Provider> EligibleFor(PlacementGroup group) => shares.Where(share => share.Group == group).SelectMany(share => share.Eligible).Distinct();

    private IEnumerable<(ResourceClass Pool, long Amount, long Margin)> Rows() => shares
        .GroupBy(share => (share.Pool, share.Class))
        .Select(same => (same.Key.Pool.Pools[same.Key.Class], same.Sum(share => share.Amount), MarginOf([.. same])));

    /// <summary>
    /// How much may be free of a pool without serving these requests: others' amounts can lie so that each eligible provider
    /// but one lacks a single unit of the largest.
    /// </summary>
    private long MarginOf(Share[] same)
    {
        ProviderPool pool = same[0].Pool;
        ResourceClass resourceClass = same[0].Class;
        long largest = same.Max(share => share.Amount);
        long sum = same.Sum(share => share.Amount);
        Provider[] eligible = [.. pool.Members.Where(provider => same.All(share => share.Eligible.Contains(provider)))];
        bool apart = request.IsolatesGroups && same.Count(share => share.Group.IsOfOneProvider) > 1;
        int classes = same.Max(share => share.Group.IsOfOneProvider ? share.Group.Amounts.Count : 1);
        int blockable = eligible.Length - (apart ? same.Length : 1);
        long capacity = pool.Members.Sum(provider => ProviderPool.CapacityOf(provider, resourceClass));
        if (blockable < 0)
        {
            return capacity;
        }

        // Where a group needs several classes of one provider, a provider is lost by any of them: each may lose its part.
        long usable = eligible
            .Select(provider => Math.Max(0, ProviderPool.CapacityOf(provider, resourceClass) - largest + 1))
            .Order().Take((blockable / classes) + 1).Sum();
        long limit = usable - 1 + (apart ? sum : same.Min(share => share.Amount));
        return Math.Max(0, capacity - limit);
    }

    private sealed record Share(PlacementGroup Group, ProviderPool Pool, ResourceClass Class, long Amount, Provider[] Eligible);
}
