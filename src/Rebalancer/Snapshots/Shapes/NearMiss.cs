namespace Rebalancer.Snapshots.Shapes;

/// <summary>Finds the name that a mistyped one was probably meant to be.</summary>
internal static class NearMiss
{
    private const int LongestCompared = 64;

    /// <summary>The nearest of <paramref name="names"/> within two edits, letter case aside; <c>null</c> where none is near.</summary>
    public static string? Of(string typed, IEnumerable<string> names)
    {
        if (typed.Length > LongestCompared)
        {
            return null;
        }

        (string? name, int edits) = names
            .Select(candidate => ((string?)candidate, Edits(typed.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .DefaultIfEmpty((null, int.MaxValue))
            .MinBy(pair => pair.Item2);
        return edits <= 2 && edits < typed.Length ? name : null;
    }

    private static int Edits(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
