namespace Rebalancer.Benchmarks.Input;

/// <summary>The places of names in a list; every name occurs once.</summary>
internal sealed class NameIndex
{
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly string what;

    /// <exception cref="InvalidDataException">A name occurs twice.</exception>
    public NameIndex(IEnumerable<string> names, string what)
    {
        this.what = what;
        foreach (string name in names)
        {
            if (!places.TryAdd(name, places.Count))
            {
                throw new InvalidDataException($"{what} '{name}' occurs twice");
            }
        }
    }

    /// <summary>The place of a name.</summary>
    /// <exception cref="InvalidDataException">Nothing has it.</exception>
    public int this[string name] => places.TryGetValue(name, out int place) ? place : throw new InvalidDataException($"there is no {what} '{name}'");
}
