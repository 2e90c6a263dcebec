using Rebalancer.OpenStack.Facts;

namespace Rebalancer.OpenStack.SignIn;

/// <summary>One setting with the place where it stands.</summary>
internal readonly record struct SettingValue(string Text, Place Place);

/// <summary>The settings of one cloud as plain texts by key, be they from a file or from variables.</summary>
/// <remarks>What stands under <c>auth</c> and what stands beside it share one table, as in every OpenStack client; <c>auth</c> wins.</remarks>
internal sealed class SettingValues
{
    private readonly Dictionary<string, SettingValue> values = new(StringComparer.Ordinal);

    /// <summary>Where the cloud stands.</summary>
    public required Place Place { get; init; }

    /// <summary>All values by key.</summary>
    public IEnumerable<KeyValuePair<string, SettingValue>> All => values;

    /// <summary>The value of the first key that has one; an empty text is none.</summary>
    public SettingValue? First(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (values.TryGetValue(key, out SettingValue value) && value.Text.Length > 0)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The text of the first key that has one.</summary>
    public string? Text(params ReadOnlySpan<string> keys) => First(keys)?.Text;

    /// <summary>Sets a value, over one that is there.</summary>
    public void Set(string key, SettingValue value) => values[key.Replace('-', '_')] = value;

    /// <summary>Lays the entry of a cloud in a file over what is there.</summary>
    public void Lay(FactsNode cloud, Place place)
    {
        foreach (FactsMember member in Merged(cloud).Where(member => member.Key != "auth"))
        {
            LayMember(member, place);
        }

        foreach (FactsNode auth in Merged(cloud).Where(member => member.Key == "auth").Select(member => member.Value))
        {
            foreach (FactsMember member in Merged(auth))
            {
                LayMember(member, place.At(".auth"));
            }
        }
    }

    private void LayMember(FactsMember member, Place place)
    {
        Place at = place.At("." + member.Key) with { Line = member.Line };
        if (member.Value.Kind == FactsNodeKind.List)
        {
            Set(member.Key, new SettingValue(string.Join(',', member.Value.Items.Select(item => item.Scalar)), at));
        }
        else if (member.Value.Kind != FactsNodeKind.Map && !member.Value.IsNull)
        {
            Set(member.Key, new SettingValue(member.Value.Scalar, at));
        }
    }

    /// <summary>The members of a map, those of its YAML merge keys (<c>&lt;&lt;</c>) first.</summary>
    private static IEnumerable<FactsMember> Merged(FactsNode map)
    {
        foreach (FactsNode merge in map.Members.Where(member => member.Key == "<<").Select(member => member.Value))
        {
            IEnumerable<FactsNode> sources = merge.Kind == FactsNodeKind.List ? Enumerable.Reverse(merge.Items) : [merge];
            foreach (FactsMember member in sources.SelectMany(Merged))
            {
                yield return member;
            }
        }

        foreach (FactsMember member in map.Members.Where(member => member.Key != "<<"))
        {
            yield return member;
        }
    }
}
