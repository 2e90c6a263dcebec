using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.OpenStack.Facts;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>The facts file as it applies to one host, instance or image; entries that apply to nothing are found out.</summary>
internal sealed class FactLayers(FactsFile? file)
{
    private readonly FactsIndex<HostFacts> hosts = new(file?.Hosts ?? []);
    private readonly FactsIndex<InstanceFacts> instances = new(file?.Instances ?? []);
    private readonly FactsIndex<ImmutableSortedDictionary<string, string>> images = new(file?.Images ?? []);

    /// <summary>Facts of the whole cloud.</summary>
    public CloudFacts Cloud { get; } = file?.Cloud ?? new CloudFacts(new CloudOptions(), default);

    /// <summary>The facts of a host.</summary>
    public HostFacts OfHost(HostName host) =>
        hosts.Matching("", host.Value, "", []).Aggregate(new HostFacts(), (below, above) => above.Over(below));

    /// <summary>The facts of an instance.</summary>
    public InstanceFacts OfInstance(string id, string name, string project, ImmutableArray<string> tags) =>
        instances.Matching(id, name, project, tags).Aggregate(new InstanceFacts(), (below, above) => above.Over(below));

    /// <summary>The properties given for an image.</summary>
    public Fact<ImmutableSortedDictionary<string, string>> OfImage(string id, string name)
    {
        List<ImmutableSortedDictionary<string, string>> properties = images.Matching(id, name, "", []);
        return properties.Count == 0 ? default : Fact.Given(properties[^1]);
    }

    /// <summary>Warns of entries that were about nothing in the cloud: most often a misspelt name.</summary>
    public void WarnOfUnused(FindingList findings)
    {
        foreach (Place place in hosts.Unused.Concat(instances.Unused).Concat(images.Unused))
        {
            findings.Warning("facts.matches-nothing", place, "nothing in the cloud has these names");
        }
    }
}
