using System.Collections.Immutable;
using Rebalancer.Findings;

namespace Rebalancer.OpenStack.Facts;

/// <summary>What the operator of a cloud gives because no API tells it: YAML or JSON, by one schema.</summary>
/// <remarks>
/// Entries about hosts, instances and images are laid over each other in the order of the file, a later one over an earlier one.
/// What an API does tell wins over the file, with a warning where the two differ.
/// </remarks>
public sealed class FactsFile
{
    internal FactsFile(
        CloudFacts cloud,
        ImmutableArray<FactsEntry<HostFacts>> hosts,
        ImmutableArray<FactsEntry<InstanceFacts>> instances,
        ImmutableArray<FactsEntry<ImmutableSortedDictionary<string, string>>> images,
        string? file)
    {
        Cloud = cloud;
        Hosts = hosts;
        Instances = instances;
        Images = images;
        File = file;
    }

    /// <summary>The JSON Schema of the format.</summary>
    public static string SchemaText => FactsSchema.Text;

    internal CloudFacts Cloud { get; }

    internal ImmutableArray<FactsEntry<HostFacts>> Hosts { get; }

    internal ImmutableArray<FactsEntry<InstanceFacts>> Instances { get; }

    internal ImmutableArray<FactsEntry<ImmutableSortedDictionary<string, string>>> Images { get; }

    internal string? File { get; }

    /// <summary>Reads a facts file, with every finding at its path and line.</summary>
    /// <param name="utf8">The text, at most 16 MiB: JSON where it begins with a brace, else YAML.</param>
    /// <param name="file">The name of the file for the findings, where there is one.</param>
    public static Checked<FactsFile> Read(ReadOnlyMemory<byte> utf8, string? file = null)
    {
        FindingList findings = new();
        FactsFile? facts = null;
        try
        {
            FactsNode root = FactsTree.Parse(utf8);
            FactsSchema.Check(root, file, findings);
            if (findings.All.Count == 0)
            {
                facts = FactsReader.Read(root, file);
            }
        }
        catch (FactsSyntaxException error)
        {
            findings.Error("facts.not-readable", new Place(file, "$", error.Line), error.Message);
        }

        return new Checked<FactsFile>(facts, [.. findings.All]);
    }
}
