using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>What Placement says, told by host instead of by provider.</summary>
/// <remarks>
/// The root provider of a host has the UUID of its hypervisor; its child providers count as the host,
/// in pools of those with the same traits.
/// </remarks>
internal sealed class PlacementView
{
    private static readonly ResourceAmounts Nothing = ResourceAmounts.Empty;

    private readonly CloudAnswers answers;
    private readonly FindingList findings;
    private readonly Dictionary<HostName, List<Located<ProviderAnswer>>> providersOf = [];
    private readonly Dictionary<HostName, ProviderTree> trees = [];
    private readonly Dictionary<string, HostName> hostOf = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Consumer, HostName Host), ResourceAmounts> held = [];
    private readonly Dictionary<HostName, SortedSet<string>> consumersOf = [];

    public PlacementView(CloudAnswers answers, IEnumerable<KnownHost> hosts, FindingList findings)
    {
        this.answers = answers;
        this.findings = findings;
        var roots = hosts.ToDictionary(host => host.Latest.Id, host => host.Name, StringComparer.Ordinal);
        foreach (Located<ProviderAnswer> provider in answers.Providers.OrNone())
        {
            if (!roots.TryGetValue(provider.Value.RootProviderUuid, out HostName host))
            {
                findings.Warning(
                    "answers.unknown-provider", provider.Place,
                    $"the provider '{provider.Value.Name}' belongs to no hypervisor; what it has is left out");
            }
            else if (!hostOf.TryAdd(provider.Value.Uuid, host))
            {
                findings.Error(
                    "answers.contradiction", provider.Place.At(".uuid"),
                    $"the provider '{provider.Value.Uuid}' stands here for the second time");
            }
            else if (providersOf.TryGetValue(host, out List<Located<ProviderAnswer>>? providers))
            {
                providers.Add(provider);
            }
            else
            {
                providersOf[host] = [provider];
            }
        }

        foreach ((string root, HostName host) in roots.OrderBy(pair => pair.Value.Value, StringComparer.Ordinal))
        {
            trees[host] = new ProviderTree(root, ProvidersOf(host), answers, findings);
        }

        ReadAllocations();
    }

    /// <summary>The providers of a host that have inventories.</summary>
    public ProviderTree TreeOf(HostName host) => trees[host];

    /// <summary>The providers of a host.</summary>
    public IReadOnlyList<Located<ProviderAnswer>> ProvidersOf(HostName host) => providersOf.GetValueOrDefault(host) ?? [];

    /// <summary>What a consumer holds on a host, by class.</summary>
    public ResourceAmounts Held(string consumer, HostName host) => held.GetValueOrDefault((consumer, host), Nothing);

    /// <summary>The consumers with something on a host, in ordinal order.</summary>
    public IEnumerable<string> ConsumersOn(HostName host) =>
        consumersOf.TryGetValue(host, out SortedSet<string>? consumers) ? consumers : [];

    /// <summary>Whether it is known what consumers hold on a host.</summary>
    public bool KnowsAllocations(HostName host) =>
        ProvidersOf(host).Count > 0 && ProvidersOf(host).All(provider => answers.ProviderAllocations.ContainsKey(provider.Value.Uuid));

    /// <summary>What all consumers together use of a host, by class; from the usages, else from the allocations.</summary>
    public ResourceAmounts UsageOf(HostName host)
    {
        ResourceAmounts usage = Nothing;
        foreach (Located<ProviderAnswer> provider in ProvidersOf(host))
        {
            if (answers.Usages.TryGetValue(provider.Value.Uuid, out Located<ImmutableSortedDictionary<string, int>>? usages))
            {
                usage = Plus(usage, usages.Value.Select(pair => (TreeOf(host).ClassOf(provider.Value.Uuid, pair.Key), pair.Value)));
            }
            else if (answers.ProviderAllocations.TryGetValue(provider.Value.Uuid, out Located<AllocationMap>? allocations))
            {
                usage = allocations.Value.Values
                    .SelectMany(one => one.Resources)
                    .Aggregate(usage, (sum, pair) => Plus(sum, [(TreeOf(host).ClassOf(provider.Value.Uuid, pair.Key), pair.Value)]));
            }
        }

        return usage;
    }

    /// <summary>The sum of two holdings.</summary>
    public static ResourceAmounts Sum(
        ResourceAmounts left, ResourceAmounts right) =>
        right.Aggregate(left, (sum, pair) => sum.SetItem(pair.Key, sum.GetValueOrDefault(pair.Key) + pair.Value));

    private static ResourceAmounts Plus(
        ResourceAmounts sum, IEnumerable<(ResourceClass Class, int Amount)> amounts)
    {
        foreach ((ResourceClass resource, int amount) in amounts)
        {
            if (amount != 0)
            {
                sum = sum.SetItem(resource, sum.GetValueOrDefault(resource) + amount);
            }
        }

        return sum;
    }

    private void ReadAllocations()
    {
        foreach ((string provider, Located<AllocationMap> consumers) in Sorted(answers.ProviderAllocations))
        {
            if (hostOf.TryGetValue(provider, out HostName host))
            {
                foreach ((string consumer, AllocationAnswer allocation) in consumers.Value)
                {
                    Hold(consumer, host, provider, allocation, consumers.Place.At($"['{consumer}']"));
                }
            }
        }

        foreach ((string consumer, Located<AllocationMap> providers) in Sorted(answers.ConsumerAllocations))
        {
            foreach ((string provider, AllocationAnswer allocation) in providers.Value)
            {
                Place place = providers.Place.At($"['{provider}']");
                if (!hostOf.TryGetValue(provider, out HostName host))
                {
                    findings.Warning(
                        "answers.unknown-provider", place,
                        $"'{consumer}' holds something of a provider of no known host; it is left out");
                }
                else if (!answers.ProviderAllocations.TryGetValue(provider, out Located<AllocationMap>? seen))
                {
                    Hold(consumer, host, provider, allocation, place);
                }
                else if (!seen.Value.TryGetValue(consumer, out AllocationAnswer? same) || !Same(same, allocation))
                {
                    // Asked for at different moments; the provider's own list is of one moment for all its consumers.
                    findings.Warning(
                        "answers.contradiction", place,
                        $"the list of the provider says otherwise of '{consumer}'; the list is believed");
                }
            }
        }
    }

    private void Hold(string consumer, HostName host, string provider, AllocationAnswer allocation, Place place)
    {
        foreach ((string name, int amount) in allocation.Resources)
        {
            if (amount < 0)
            {
                findings.Error("answers.malformed", place.At($".resources['{name}']"), "an amount is at least 0");
            }
        }

        if (!consumersOf.TryGetValue(host, out SortedSet<string>? consumers))
        {
            consumersOf[host] = consumers = new SortedSet<string>(StringComparer.Ordinal);
        }

        consumers.Add(consumer);
        IEnumerable<(ResourceClass, int)> amounts = allocation.Resources.Where(pair => pair.Value > 0)
            .Select(pair => (TreeOf(host).ClassOf(provider, pair.Key), pair.Value));
        held[(consumer, host)] = Plus(Held(consumer, host), amounts);
    }

    private static IEnumerable<KeyValuePair<string, Located<AllocationMap>>> Sorted(
        IReadOnlyDictionary<string, Located<AllocationMap>> allocations) => allocations.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    private static bool Same(AllocationAnswer left, AllocationAnswer right) =>
        left.Resources.Count == right.Resources.Count
        && left.Resources.All(pair => right.Resources.TryGetValue(pair.Key, out int amount) && amount == pair.Value);
}
