namespace Rebalancer.Plans.Verification;

/// <summary>Which of some steps must have ended before which others can start, over the whole graph.</summary>
/// <remarks>
/// Bit sets of the chosen steps run once through those steps that a chosen one waits for, none before the first chosen, so the cost
/// is (such steps + their edges) x chosen steps / 64.
/// </remarks>
internal sealed class StepOrder
{
    private readonly Dictionary<int, int> places;
    private readonly ulong[] earlier;
    private readonly int words;

    private StepOrder(Dictionary<int, int> places, ulong[] earlier, int words)
    {
        this.places = places;
        this.earlier = earlier;
        this.words = words;
    }

    /// <summary>The order among these steps; repeated ones count once.</summary>
    public static StepOrder Of(StepGraph graph, IEnumerable<int> chosen)
    {
        Dictionary<int, int> places = [];
        int first = int.MaxValue;
        int last = -1;
        foreach (int step in chosen)
        {
            places.TryAdd(step, places.Count);
            first = Math.Min(first, graph.PositionOf(step));
            last = Math.Max(last, graph.PositionOf(step));
        }

        int words = (places.Count + 63) / 64;
        var earlier = new ulong[places.Count * words];
        if (places.Count == 0)
        {
            return new StepOrder(places, earlier, words);
        }

        int[] rows = RowsOf(graph, places.Keys, first, last, out int count);
        var reached = new ulong[count * words];
        for (int position = first; position <= last; position++)
        {
            if (rows[position - first] == 0)
            {
                continue;
            }

            int step = graph.Order[position];
            Span<ulong> row = reached.AsSpan((rows[position - first] - 1) * words, words);
            foreach (int before in graph.Before(step))
            {
                int place = graph.PositionOf(before) - first;
                if (place < 0)
                {
                    continue;
                }

                ReadOnlySpan<ulong> other = reached.AsSpan((rows[place] - 1) * words, words);
                for (int word = 0; word < words; word++)
                {
                    row[word] |= other[word];
                }

                if (places.TryGetValue(before, out int bit))
                {
                    row[bit >> 6] |= 1UL << (bit & 63);
                }
            }

            if (places.TryGetValue(step, out int own))
            {
                row.CopyTo(earlier.AsSpan(own * words, words));
            }
        }

        return new StepOrder(places, earlier, words);
    }

    /// <summary>Whether one step has to end before the other can start; both are among the chosen.</summary>
    public bool Precedes(int step, int other)
    {
        int bit = places[step];
        return (earlier[(places[other] * words) + (bit >> 6)] & (1UL << (bit & 63))) != 0;
    }

    /// <summary>By position from the first on: 1 and up for the chosen steps and all they wait for, 0 for others.</summary>
    private static int[] RowsOf(StepGraph graph, IEnumerable<int> chosen, int first, int last, out int count)
    {
        var rows = new int[last - first + 1];
        count = 0;
        Stack<int> open = new(chosen);
        while (open.TryPop(out int step))
        {
            int place = graph.PositionOf(step) - first;
            if (place < 0 || rows[place] != 0)
            {
                continue;
            }

            rows[place] = ++count;
            foreach (int before in graph.Before(step))
            {
                open.Push(before);
            }
        }

        return rows;
    }

    /// <summary>For each pair, whether its first step has to end before its second can start.</summary>
    public static bool[] Answer(StepGraph graph, IReadOnlyList<(int Step, int Other)> pairs)
    {
        var answers = new bool[pairs.Count];
        List<int> open = [];
        for (int i = 0; i < pairs.Count; i++)
        {
            answers[i] = graph.Before(pairs[i].Other).Contains(pairs[i].Step);
            if (!answers[i])
            {
                open.Add(i);
            }
        }

        foreach (int[] chunk in open.Chunk(32))
        {
            StepOrder order = Of(graph, chunk.SelectMany(i => new[] { pairs[i].Step, pairs[i].Other }));
            foreach (int i in chunk)
            {
                answers[i] = order.Precedes(pairs[i].Step, pairs[i].Other);
            }
        }

        return answers;
    }
}
