namespace Rebalancer.Planning.Search.Flat;

/// <summary>A set of hosts as bits.</summary>
internal sealed class HostSet
{
    private readonly ulong[] words;

    private HostSet(int hostCount) => words = new ulong[WordsFor(hostCount)];

    /// <summary>The bits, host 0 in the lowest bit of the first word.</summary>
    public ReadOnlySpan<ulong> Words => words;

    /// <summary>How many words hold the bits of so many hosts.</summary>
    public static int WordsFor(int hostCount) => (hostCount + 63) >> 6;

    /// <summary>Every host.</summary>
    public static HostSet All(int hostCount) => Of(hostCount, static _ => true);

    /// <summary>The hosts for which something holds.</summary>
    public static HostSet Of(int hostCount, Func<int, bool> holds)
    {
        HostSet set = new(hostCount);
        for (int host = 0; host < hostCount; host++)
        {
            if (holds(host))
            {
                set.words[host >> 6] |= 1UL << (host & 63);
            }
        }

        return set;
    }

    /// <summary>The hosts of either of two sets of the same cloud.</summary>
    public static HostSet Union(HostSet left, HostSet right)
    {
        HostSet set = new(left.words.Length << 6);
        for (int word = 0; word < set.words.Length; word++)
        {
            set.words[word] = left.words[word] | right.words[word];
        }

        return set;
    }

    /// <summary>Whether another set of the same cloud has all hosts of this one.</summary>
    public bool IsWithin(HostSet other)
    {
        for (int word = 0; word < words.Length; word++)
        {
            if ((words[word] & ~other.words[word]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a host is in the set.</summary>
    public bool Contains(int host) => (words[host >> 6] >> (host & 63) & 1) != 0;
}
