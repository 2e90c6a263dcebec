namespace Rebalancer.Previews.Text;

/// <summary>A bar of ASCII: <c>#</c> held throughout, <c>+</c> arrives, <c>-</c> leaves, <c>.</c> free, <c>!</c> above capacity.</summary>
internal static class Bar
{
    /// <summary>The legend of the signs.</summary>
    public const string Legend = "# stays, + arrives, - leaves, . free, ! above capacity";

    /// <summary>A bar of a given number of signs between brackets.</summary>
    /// <param name="capacity">What the whole bar stands for.</param>
    /// <param name="stays">Held before and after.</param>
    /// <param name="arrives">Held only after.</param>
    /// <param name="leaves">Held only before.</param>
    /// <param name="signs">The length of the bar.</param>
    public static string Of(long capacity, long stays, long arrives, long leaves, int signs)
    {
        if (capacity <= 0)
        {
            return "[" + new string(stays + arrives + leaves > 0 ? '!' : '.', signs) + "]";
        }

        char[] bar = new char[signs];
        long[] ends = [stays, stays + arrives, stays + arrives + leaves];
        for (int i = 0; i < signs; i++)
        {
            // The middle of each sign decides, so that the bar neither flatters nor exaggerates.
            double middle = (i + 0.5) * capacity / signs;
            bar[i] = middle < ends[0] ? '#' : middle < ends[1] ? '+' : middle < ends[2] ? '-' : '.';
        }

        if (ends[1] > capacity)
        {
            bar[^1] = '!';
        }

        return "[" + new string(bar) + "]";
    }
}
