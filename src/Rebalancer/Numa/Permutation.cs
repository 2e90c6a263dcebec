namespace Rebalancer.Numa;

/// <summary>Choices of distinct numbers below a bound, in lexicographic order.</summary>
internal readonly ref struct Permutation
{
    private readonly int bound;
    private readonly Span<int> items;

    /// <summary>The first choice: 0, 1, 2, ...</summary>
    public Permutation(int bound, Span<int> items)
    {
        this.bound = bound;
        this.items = items;
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = i;
        }
    }

    /// <summary>The number at a position.</summary>
    public int this[int position] => items[position];

    /// <summary>Goes to the next choice that differs at a position or before it, passing over all that agree up to there.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext(int position)
    {
        for (int at = position; at >= 0; at--)
        {
            int next = Unused(at, items[at] + 1);
            if (next < bound)
            {
                items[at] = next;
                for (int rest = at + 1; rest < items.Length; rest++)
                {
                    items[rest] = Unused(rest, 0);
                }

                return true;
            }
        }

        return false;
    }

    private int Unused(int position, int candidate)
    {
        while (items[..position].Contains(candidate))
        {
            candidate++;
        }

        return candidate;
    }
}
