using System.Globalization;
using System.Text;

namespace Rebalancer.Findings;

/// <summary>Where a walk through a document stands; the path is only spelled out when a finding needs it.</summary>
internal sealed class JsonPlace
{
    private readonly List<(string? Name, int Index)> segments = [];

    /// <summary>Enters a field.</summary>
    public void Enter(string name) => segments.Add((name, 0));

    /// <summary>Enters an element of a list.</summary>
    public void Enter(int index) => segments.Add((null, index));

    /// <summary>Goes back to where it was before the last <c>Enter</c>.</summary>
    public void Leave() => segments.RemoveAt(segments.Count - 1);

    /// <summary>The JSON path, such as <c>$.hosts[3].labels['rack.row']</c>.</summary>
    public override string ToString()
    {
        StringBuilder path = new("$");
        foreach ((string? name, int index) in segments)
        {
            if (name is null)
            {
                path.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
            else
            {
                path.Append(OfField(name));
            }
        }

        return path.ToString();
    }

    /// <summary>The segment of a path that names a field: <c>.name</c>, or <c>['...']</c> where the name is not a plain word.</summary>
    public static string OfField(string name) => IsWord(name)
        ? "." + name
        : $"['{Quoted.Plain(name).Replace("'", "\\'", StringComparison.Ordinal)}']";

    private static bool IsWord(string name) =>
        name.Length is > 0 and <= 60 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
