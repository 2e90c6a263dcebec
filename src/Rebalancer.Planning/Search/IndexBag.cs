using System.Runtime.CompilerServices;

namespace Rebalancer.Planning.Search;

/// <summary>Some of the numbers from 0 to below a limit, to draw from.</summary>
internal sealed class IndexBag
{
    private readonly int[] items;
    private readonly int[] placeOf;

    /// <summary>None of so many numbers.</summary>
    public IndexBag(int limit)
    {
        items = new int[limit];
        placeOf = new int[limit];
        Array.Fill(placeOf, -1);
    }

    /// <summary>How many are in it.</summary>
    public int Count { get; private set; }

    /// <summary>Each of them, in no order.</summary>
    public int this[int place] => items[place];

    /// <summary>Puts a number in or takes it out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int item, bool isIn)
    {
        int place = placeOf[item];
        if (isIn == place >= 0)
        {
            return;
        }

        if (isIn)
        {
            placeOf[item] = Count;
            items[Count++] = item;
            return;
        }

        int last = items[--Count];
        items[place] = last;
        placeOf[last] = place;
        placeOf[item] = -1;
    }
}
