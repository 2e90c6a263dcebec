using System.Collections;
using System.Collections.Immutable;

namespace Rebalancer.OpenStack.SignIn;

/// <summary>What the search for a cloud's settings looks at: the variables of a process and folders.</summary>
/// <param name="Variables">The environment variables.</param>
/// <param name="Folders">The folders to look for <c>clouds.yaml</c> in, the first first.</param>
internal sealed record Surroundings(ImmutableSortedDictionary<string, string> Variables, ImmutableArray<string> Folders)
{
    /// <summary>Those of this process.</summary>
    public static Surroundings OfProcess()
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToImmutableSortedDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "", StringComparer.Ordinal);
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string config = variables.GetValueOrDefault("XDG_CONFIG_HOME") is { Length: > 0 } set ? set : Path.Combine(home, ".config");
        return new Surroundings(
            variables,
            [.. ((string[])[Directory.GetCurrentDirectory(), Path.Combine(config, "openstack"), Path.Combine(home, ".config", "openstack"), "/etc/openstack"]).Distinct()]);
    }

    /// <summary>A variable; nothing where it is absent or empty.</summary>
    public string? this[string name] => Variables.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
