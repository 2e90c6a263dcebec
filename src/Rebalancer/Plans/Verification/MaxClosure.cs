namespace Rebalancer.Plans.Verification;

/// <summary>Maximum-weight closure between gains and the losses that they force: one minimum cut, by Dinic's algorithm.</summary>
internal static class MaxClosure
{
    private const long Endless = long.MaxValue / 4;

    /// <summary>Chooses gains so that their sum less that of all losses they force is largest; among such choices the smallest.</summary>
    /// <param name="gains">What each gain adds, at least 0.</param>
    /// <param name="losses">What each loss takes, at least 0.</param>
    /// <param name="forces">Whether choosing a gain (first) forces a loss (second).</param>
    /// <returns>The largest sum, at least 0, and which gains are chosen for it.</returns>
    public static (long Value, bool[] Chosen) Solve(ReadOnlySpan<long> gains, ReadOnlySpan<long> losses, Func<int, int, bool> forces)
    {
        int source = gains.Length + losses.Length;
        FlowNetwork network = new(source + 2);
        long total = 0;
        for (int gain = 0; gain < gains.Length; gain++)
        {
            total += gains[gain];
            network.Add(source, gain, gains[gain]);
            for (int loss = 0; loss < losses.Length; loss++)
            {
                if (forces(gain, loss))
                {
                    network.Add(gain, gains.Length + loss, Endless);
                }
            }
        }

        for (int loss = 0; loss < losses.Length; loss++)
        {
            network.Add(gains.Length + loss, source + 1, losses[loss]);
        }

        long cut = network.MaxFlow(source, source + 1);
        bool[] onSourceSide = network.ReachableFrom(source);
        return (total - cut, onSourceSide[..gains.Length]);
    }

    /// <summary>A network with residual capacities; edges come in pairs, there and back.</summary>
    private sealed class FlowNetwork(int nodes)
    {
        private readonly List<int>[] edgesOf = [.. Enumerable.Range(0, nodes).Select(_ => new List<int>())];
        private readonly List<int> targets = [];
        private readonly List<long> rests = [];
        private readonly int[] levels = new int[nodes];
        private readonly int[] next = new int[nodes];

        public void Add(int from, int to, long capacity)
        {
            edgesOf[from].Add(targets.Count);
            targets.Add(to);
            rests.Add(capacity);
            edgesOf[to].Add(targets.Count);
            targets.Add(from);
            rests.Add(0);
        }

        public long MaxFlow(int source, int sink)
        {
            long flow = 0;
            while (Level(source, sink))
            {
                Array.Clear(next);
                while (Push(source, sink, Endless) is > 0 and var pushed)
                {
                    flow += pushed;
                }
            }

            return flow;
        }

        public bool[] ReachableFrom(int source)
        {
            Level(source, -1);
            return [.. levels.Select(level => level >= 0)];
        }

        private bool Level(int source, int sink)
        {
            Array.Fill(levels, -1);
            levels[source] = 0;
            Queue<int> open = new([source]);
            while (open.TryDequeue(out int node))
            {
                foreach (int edge in edgesOf[node])
                {
                    if (rests[edge] > 0 && levels[targets[edge]] < 0)
                    {
                        levels[targets[edge]] = levels[node] + 1;
                        open.Enqueue(targets[edge]);
                    }
                }
            }

            return sink >= 0 && levels[sink] >= 0;
        }

        private long Push(int node, int sink, long most)
        {
            if (node == sink)
            {
                return most;
            }

            for (; next[node] < edgesOf[node].Count; next[node]++)
            {
                int edge = edgesOf[node][next[node]];
                if (rests[edge] > 0 && levels[targets[edge]] == levels[node] + 1
                    && Push(targets[edge], sink, Math.Min(most, rests[edge])) is > 0 and var pushed)
                {
                    rests[edge] -= pushed;
                    rests[edge ^ 1] += pushed;
                    return pushed;
                }
            }

            return 0;
        }
    }
}
