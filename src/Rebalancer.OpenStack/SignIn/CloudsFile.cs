using Rebalancer.OpenStack.Facts;

namespace Rebalancer.OpenStack.SignIn;

/// <summary>A file of clouds by name: <c>clouds.yaml</c>, <c>secure.yaml</c> or <c>clouds-public.yaml</c>.</summary>
/// <param name="Path">The file.</param>
/// <param name="Section">The section with the clouds.</param>
/// <param name="Clouds">The clouds, in the order of the file.</param>
internal sealed record CloudsFile(string Path, string Section, IReadOnlyList<FactsMember> Clouds)
{
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    /// <summary>Reads the first such file that is there; nothing where there is none, or where it cannot be read (a finding).</summary>
    /// <param name="name">The name without its ending.</param>
    /// <param name="variable">The variable that may name another file.</param>
    /// <param name="section">The section with the clouds.</param>
    /// <param name="surroundings">Where to look.</param>
    /// <param name="findings">Takes what is wrong with the file.</param>
    public static CloudsFile? Find(string name, string variable, string section, Surroundings surroundings, FindingList findings)
    {
        IEnumerable<string> candidates = surroundings.Folders.SelectMany(folder => Endings.Select(ending => System.IO.Path.Combine(folder, name + ending)));
        string? path = surroundings[variable] is string named ? named : candidates.FirstOrDefault(File.Exists);
        if (path is null)
        {
            return null;
        }

        try
        {
            FactsNode root = FactsTree.Parse(File.ReadAllBytes(path));
            if (root.Kind is FactsNodeKind.Map or FactsNodeKind.Plain && (root[section] ?? new FactsNode(FactsNodeKind.Map, 1)) is { Kind: FactsNodeKind.Map } clouds)
            {
                return new CloudsFile(path, section, clouds.Members);
            }

            findings.Error("sign-in.malformed", new Place(path, "$"), $"a map with '{section}' should stand here");
        }
        catch (FactsSyntaxException error)
        {
            // The parser's own words may quote the line, and with it a password.
            findings.Error("sign-in.malformed", new Place(path, "$", error.Line), "this is neither YAML nor JSON from this line on");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            findings.Error("sign-in.not-readable", new Place(path, "$"), error.Message);
        }

        return null;
    }

    /// <summary>The entry of a cloud, with its place.</summary>
    public (FactsNode Cloud, Place Place)? this[string name] =>
        Clouds.FirstOrDefault(cloud => cloud.Key == name) is FactsMember found
            ? (found.Value, new Place(Path, $"$.{Section}['{name}']", found.Line))
            : null;
}
