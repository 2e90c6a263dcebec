using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.OpenStack.Facts;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>The facts file as it applies to one host, instance or image; entries that apply to nothing are found out.</summary>
internal sealed class FactLayers(FactsFile? file)
{
    private readonly HashSet<object> used = new(ReferenceEqualityComparer.Instance);

    /// <summary>Facts of the whole cloud.</summary>
    public CloudFacts Cloud { get; } = file?.Cloud ?? new CloudFacts(new CloudOptions(), default);

    /// <summary>The facts of a host.</summary>
    public HostFacts OfHost(HostName host) => Matching(file?.Hosts, "", host.Value, "", [])
        .Aggregate(new HostFacts(), (below, above) => above.Over(below));

    /// <summary>The facts of an instance.</summary>
    public InstanceFacts OfInstance(string id, string name, string project, ImmutableArray<string> tags) =>
        Matching(file?.Instances, id, name, project, tags).Aggregate(new InstanceFacts(), (below, above) => above.Over(below));

    /// <summary>The properties given for an image.</summary>
    public Fact<ImmutableSortedDictionary<string, string>> OfImage(string id, string name)
    {
        ImmutableSortedDictionary<string, string>? properties = Matching(file?.Images, id, name, "", []).LastOrDefault();
        return properties is null ? default : Fact.Given(properties);
    }

    /// <summary>Warns of entries that were about nothing in the cloud: most often a misspelt name.</summary>
    public void WarnOfUnused(FindingList findings)
    {
        if (file is null)
        {
            return;
        }

        IEnumerable<(object Entry, Place Place)> entries = file.Hosts.Select(entry => ((object)entry, entry.Place))
            .Concat(file.Instances.Select(entry => ((object)entry, entry.Place)))
            .Concat(file.Images.Select(entry => ((object)entry, entry.Place)));
        foreach ((object entry, Place place) in entries)
        {
            if (!used.Contains(entry))
            {
                findings.Warning("facts.matches-nothing", place, "nothing in the cloud has these names");
            }
        }
    }

    private List<T> Matching<T>(ImmutableArray<FactsEntry<T>>? entries, string id, string name, string project, ImmutableArray<string> tags)
    {
        List<T> facts = [];
        foreach (FactsEntry<T> entry in entries ?? [])
        {
            if (entry.Selector.Matches(id, name, project, tags))
            {
                used.Add(entry);
                facts.Add(entry.Facts);
            }
        }

        return facts;
    }
}
