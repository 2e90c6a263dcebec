namespace Rebalancer.Planning.Search.Flat;

/// <content>Many moves at once, of which only the end must be feasible.</content>
internal sealed partial class FlatState<TTerm>
{
    /// <summary>Whether an instance may go to a host by the rules that reach beyond room and groups on the host.</summary>
    public bool MayGoInExchange(int instance, int to) =>
        groups.MayEnterByClass(instance, to)
        && groups.KeepsSpread(instance, hostOf[instance], to)
        && term.AllowsMove(instance, hostOf[instance], to);

    /// <summary>Moves instances one after the other, though hosts may be overfull and groups too near to each other in between.</summary>
    /// <param name="instances">The instances.</param>
    /// <param name="origins">Where they are now.</param>
    /// <param name="destinations">Where they go; those already there stay.</param>
    /// <returns>Whether <see cref="MayGoInExchange"/> held of every move when it was made; all are made anyhow.</returns>
    public bool Exchange(ReadOnlySpan<int> instances, ReadOnlySpan<int> origins, ReadOnlySpan<int> destinations)
    {
        bool isAllowed = true;
        for (int i = 0; i < instances.Length; i++)
        {
            int to = destinations[i];
            if (origins[i] != to)
            {
                isAllowed &= MayGoInExchange(instances[i], to);
                Move(instances[i], to);
            }
        }

        for (int i = 0; i < instances.Length; i++)
        {
            groups.Settle(instances[i], origins[i], hostOf);
        }

        return isAllowed;
    }
}
