using System.Runtime.CompilerServices;

namespace Rebalancer.Planning.Search.Flat;

/// <summary>Where the members of groups are, and which hosts each class and group may still enter.</summary>
internal sealed class GroupCounts
{
    private readonly FlatProblem problem;
    private readonly int wordCount;
    private readonly int domainCount;
    private readonly ulong[] allowed;
    private readonly ulong[] full;
    private readonly int[] groupOf;
    private readonly int[][] membersOf;
    private readonly int[] inDomain;
    private readonly int[] domainsUsed;
    private readonly bool[] isScanned;

    public GroupCounts(FlatProblem problem)
    {
        this.problem = problem;
        wordCount = HostSet.WordsFor(problem.HostCount);
        domainCount = problem.DomainOf.Max() + 1;
        allowed = [.. problem.AllowedHosts.SelectMany(set => set.Words.ToArray())];
        int[] sizes = new int[problem.Groups.Length];
        foreach (int group in problem.GroupOf)
        {
            if (group >= 0)
            {
                sizes[group]++;
            }
        }

        // A group that cannot be in its own way is none.
        int[] index = new int[problem.Groups.Length];
        int count = 0;
        for (int group = 0; group < sizes.Length; group++)
        {
            FlatGroup limits = problem.Groups[group];
            index[group] = sizes[group] > limits.MostPerHost || (limits.FewestDomains > 1 && sizes[group] > 1) ? count++ : -1;
        }

        Limits = new FlatGroup[count];
        membersOf = new int[count][];
        for (int group = 0; group < sizes.Length; group++)
        {
            if (index[group] >= 0)
            {
                Limits[index[group]] = problem.Groups[group];
                membersOf[index[group]] = new int[sizes[group]];
            }
        }

        groupOf = [.. problem.GroupOf.Select(group => group < 0 ? -1 : index[group])];
        var filled = new int[count];
        for (int instance = 0; instance < groupOf.Length; instance++)
        {
            if (groupOf[instance] >= 0)
            {
                membersOf[groupOf[instance]][filled[groupOf[instance]]++] = instance;
            }
        }

        full = new ulong[count * wordCount];
        inDomain = new int[count * domainCount];
        domainsUsed = new int[count];
        isScanned = new bool[count];
    }

    private FlatGroup[] Limits { get; }

    /// <summary>Counts afresh.</summary>
    public void Load(ReadOnlySpan<int> hostOf)
    {
        Array.Clear(full);
        Array.Clear(inDomain);
        Array.Clear(domainsUsed);
        for (int group = 0; group < membersOf.Length; group++)
        {
            isScanned[group] = Limits[group].MostPerHost > 1;
            foreach (int member in membersOf[group])
            {
                int host = hostOf[member];
                isScanned[group] |= IsFull(group, host);
                if (Limits[group].MostPerHost == 1 || CountOn(group, host, hostOf) >= Limits[group].MostPerHost)
                {
                    full[(group * wordCount) + (host >> 6)] |= 1UL << (host & 63);
                }

                ref int inThis = ref inDomain[(group * domainCount) + problem.DomainOf[host]];
                domainsUsed[group] += inThis == 0 ? 1 : 0;
                inThis++;
            }
        }
    }

    /// <summary>Whether an instance's class and group let it go to a host.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayEnter(int instance, int host)
    {
        int group = groupOf[instance];
        return MayEnterByClass(instance, host) && (group < 0 || !IsFull(group, host));
    }

    /// <summary>Whether an instance's class lets it go to a host.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayEnterByClass(int instance, int host) =>
        (allowed[(problem.ClassOf[instance] * wordCount) + (host >> 6)] >> (host & 63) & 1) != 0;

    /// <summary>Whether a group stays spread when a member moves; one that is spread too little at the start only must not lose more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool KeepsSpread(int instance, int from, int to)
    {
        int group = groupOf[instance];
        if (group < 0 || Limits[group].FewestDomains <= 1)
        {
            return true;
        }

        int source = problem.DomainOf[from], destination = problem.DomainOf[to], row = group * domainCount;
        return source == destination
            || inDomain[row + source] > 1
            || inDomain[row + destination] == 0
            || domainsUsed[group] > Limits[group].FewestDomains;
    }

    /// <summary>Whether classes and groups let two instances change places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AllowsSwap(int left, int leftHost, int right, int rightHost) =>
        AreTogether(left, right)
            ? MayEnterByClass(left, rightHost) && MayEnterByClass(right, leftHost)
            : MayEnter(left, rightHost) && MayEnter(right, leftHost) && KeepsSpread(left, leftHost, rightHost) && KeepsSpread(right, rightHost, leftHost);

    /// <summary>Whether two instances are of one group, so that nothing is counted anew when they change places.</summary>
    public bool AreTogether(int left, int right) => groupOf[left] >= 0 && groupOf[left] == groupOf[right];

    /// <summary>A member is about to move.</summary>
    public void Apply(int instance, int from, int to, ReadOnlySpan<int> hostOf)
    {
        int group = groupOf[instance];
        if (group < 0)
        {
            return;
        }

        if (!isScanned[group] || CountOn(group, from, hostOf) <= Limits[group].MostPerHost)
        {
            full[(group * wordCount) + (from >> 6)] &= ~(1UL << (from & 63));
        }

        if (!isScanned[group] || CountOn(group, to, hostOf) + 1 >= Limits[group].MostPerHost)
        {
            full[(group * wordCount) + (to >> 6)] |= 1UL << (to & 63);
        }

        ref int left = ref inDomain[(group * domainCount) + problem.DomainOf[from]];
        left--;
        domainsUsed[group] -= left == 0 ? 1 : 0;
        ref int entered = ref inDomain[(group * domainCount) + problem.DomainOf[to]];
        domainsUsed[group] += entered == 0 ? 1 : 0;
        entered++;
    }

    /// <summary>Counts an instance's group afresh where members were and are, after they passed each other on a host.</summary>
    /// <param name="instance">A member that moved.</param>
    /// <param name="from">A host it may have left.</param>
    /// <param name="hostOf">Where all are.</param>
    public void Settle(int instance, int from, ReadOnlySpan<int> hostOf)
    {
        int group = groupOf[instance];
        if (group >= 0)
        {
            SettleOn(group, from, hostOf);
            SettleOn(group, hostOf[instance], hostOf);
        }
    }

    private void SettleOn(int group, int host, ReadOnlySpan<int> hostOf)
    {
        ulong bit = 1UL << (host & 63);
        ref ulong word = ref full[(group * wordCount) + (host >> 6)];
        word = CountOn(group, host, hostOf) >= Limits[group].MostPerHost ? word | bit : word & ~bit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsFull(int group, int host) => (full[(group * wordCount) + (host >> 6)] >> (host & 63) & 1) != 0;

    private int CountOn(int group, int host, ReadOnlySpan<int> hostOf)
    {
        int count = 0;
        foreach (int member in membersOf[group])
        {
            count += hostOf[member] == host ? 1 : 0;
        }

        return count;
    }
}
