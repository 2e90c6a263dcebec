using Rebalancer.Model;

namespace Rebalancer.Rules.Filters;

/// <summary>What to say when a filter lets a host fall.</summary>
/// <param name="Code">The refusal's code.</param>
/// <param name="Reason">The rest of a sentence that begins with the host's name.</param>
/// <param name="Remedy">What would lift it.</param>
internal sealed record FilterRefusal(string Code, string Reason, string Remedy)
{
    private static readonly FilterRefusal ImageProperties =
        new("nova.image-properties", "cannot run what the image asks for", "Choose a host of the architecture, hypervisor and mode that the image names.");

    private static readonly FilterRefusal AggregateImageProperties =
        new("nova.aggregate-image-properties", "is in an aggregate for other image properties", "Choose a host outside that aggregate.");

    private static readonly FilterRefusal AggregateExtraSpecs = new(
        "nova.aggregate-extra-specs",
        "is in no aggregate with the flavor's extra specs",
        "Choose a host of an aggregate whose metadata match the flavor.");

    private static readonly FilterRefusal AggregateTenancy =
        new("nova.aggregate-tenancy", "is in an aggregate of other projects", "Choose a host outside that aggregate.");

    private static readonly FilterRefusal AggregateFlavor =
        new("nova.aggregate-flavor", "is in an aggregate for other flavors", "Choose a host outside that aggregate.");

    private static readonly FilterRefusal IsolatedHosts = new(
        "nova.isolated-hosts",
        "does not go together with the image by isolated_hosts and isolated_images",
        "Choose a host on the image's side of that list.");

    private static readonly FilterRefusal DifferentHost =
        new("nova.different-host", "holds an instance that the hint different_host names", "Choose another host.");

    private static readonly FilterRefusal SameHost =
        new("nova.same-host-hint", "holds none of the instances that the hint same_host names", "Choose the host of one of those instances.");

    private static readonly FilterRefusal NearAddress =
        new("nova.near-address", "is not in the network of the address that the hint build_near_host_ip names", "Choose a host of that network.");

    private static readonly FilterRefusal JsonQuery = new("nova.json-query", "does not meet the hint query", "Choose another host.");

    private static readonly FilterRefusal Capabilities =
        new("nova.capabilities", "lacks capabilities that the flavor's extra specs ask for", "Choose another host.");

    private static readonly FilterRefusal IoOps =
        new("nova.io-ops", "has too many instances busy with their disks", "Wait, or choose another host.");

    /// <summary>The words for a filter that looks at lasting facts; <c>null</c> for any other.</summary>
    public static FilterRefusal? Lasting(HostFilter filter) => filter switch
    {
        ImagePropertiesFilter => ImageProperties,
        AggregateImagePropertiesIsolation => AggregateImageProperties,
        AggregateInstanceExtraSpecsFilter => AggregateExtraSpecs,
        AggregateMultiTenancyIsolation => AggregateTenancy,
        AggregateTypeAffinityFilter => AggregateFlavor,
        IsolatedHostsFilter => IsolatedHosts,
        _ => null,
    };

    /// <summary>The words for a filter that looks at the state; <c>null</c> for any other, or one that has a rule of its own.</summary>
    public static FilterRefusal? OfState(HostFilter filter) => filter switch
    {
        DifferentHostFilter => DifferentHost,
        SameHostFilter => SameHost,
        SimpleCIDRAffinityFilter => NearAddress,
        JsonFilter => JsonQuery,
        ComputeCapabilitiesFilter => Capabilities,
        IoOpsFilter or AggregateIoOpsFilter => IoOps,
        _ => null,
    };

    /// <summary>Whether the host stands; an error of the filter lets it fall.</summary>
    public static bool Passes(HostFilter filter, HostState host, RequestSpec spec)
    {
        try
        {
            return filter.HostPasses(host, spec);
        }
        catch (FilterFailedException)
        {
            return false;
        }
    }

    /// <summary>Adds the refusal.</summary>
    public void Say(HostName host, ref VerdictBuilder verdict) =>
        verdict.Refuse(Code, $"{host} {Reason}.", Remedy, new ComparedFact($"filter for {host}", "passes", "fails"));
}
