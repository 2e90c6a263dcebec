using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.Goals.Waves;

/// <summary>In which rounds hosts may be emptied: as few rounds as their width allows.</summary>
internal sealed class WaveOrders
{
    /// <summary>So many hosts are few enough to try every order.</summary>
    private const int MostListed = 4;

    /// <summary>So many changes to the best so far are tried.</summary>
    public const int MostTried = 24;

    private readonly int[] hosts;
    private readonly int width;
    private readonly int count;
    private readonly int seed;

    /// <param name="hosts">The hosts, those first that are best emptied first.</param>
    /// <param name="width">The most hosts of a wave.</param>
    /// <param name="seed">The seed of every random choice.</param>
    public WaveOrders(int[] hosts, int width, int seed)
    {
        this.hosts = hosts;
        this.width = Math.Min(width, hosts.Length);
        this.seed = seed;
        count = (hosts.Length + this.width - 1) / this.width;
    }

    /// <summary>The hosts as they come.</summary>
    public int[][] First => [.. hosts.Chunk(width)];

    /// <summary>Whether there are few enough hosts to try every order.</summary>
    public bool AreListed => hosts.Length <= MostListed;

    /// <summary>The fewest hosts that the first wave may have.</summary>
    public int FewestInFirst => hosts.Length - (width * (count - 1));

    /// <summary>Others to try: all where there are few, else some that differ from the best so far by two hosts.</summary>
    /// <param name="best">The best so far.</param>
    public IEnumerable<int[][]> Others(Func<int[][]> best) => AreListed ? Every([.. hosts], count).Skip(1) : Exchanged(best);

    /// <summary>Every way to empty some hosts in so many waves; <see cref="First"/> comes first.</summary>
    private IEnumerable<int[][]> Every(int[] rest, int waves)
    {
        if (waves == 0)
        {
            yield return [];
            yield break;
        }

        foreach (int[] wave in Subsets(rest).Where(wave => wave.Length <= width && rest.Length - wave.Length <= width * (waves - 1) && rest.Length - wave.Length >= waves - 1)
            .OrderByDescending(wave => wave.Length))
        {
            foreach (int[][] later in Every([.. rest.Except(wave)], waves - 1))
            {
                yield return [wave, .. later];
            }
        }
    }

    private static IEnumerable<int[]> Subsets(int[] of) =>
        Enumerable.Range(1, (1 << of.Length) - 1).Select(bits => of.Where((_, place) => (bits >> place & 1) != 0).ToArray());

    private IEnumerable<int[][]> Exchanged(Func<int[][]> best)
    {
        FastRandom random = new(seed, 0);
        for (int tries = count > 1 ? MostTried : 0; tries > 0; tries--)
        {
            int[][] waves = [.. best().Select(wave => wave.ToArray())];
            int one = random.Next(count), other = (one + 1 + random.Next(count - 1)) % count;
            ref int left = ref waves[one][random.Next(waves[one].Length)];
            ref int right = ref waves[other][random.Next(waves[other].Length)];
            (left, right) = (right, left);
            yield return waves;
        }
    }
}
