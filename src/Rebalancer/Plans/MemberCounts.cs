namespace Rebalancer.Plans;

/// <summary>How many members of which group each host holds, and how many of them are on their way there or away.</summary>
/// <remarks>
/// A hash table with open addressing in three flat arrays: of all pairs of a group and a host few ever have a member, and a clone is
/// three copies. A pair that once had a member stays, so nothing is ever taken out.
/// </remarks>
internal sealed class MemberCounts
{
    private const int LeastSlots = 16;

    // A pair is group * hosts + host, and 1 more as a key, since 0 is an empty slot.
    private readonly int hostCount;
    private long[] keys;
    private int[] members;
    private int[] moving;
    private int pairs;

    /// <param name="hostCount">Hosts of the cluster.</param>
    public MemberCounts(int hostCount)
    {
        this.hostCount = hostCount;
        keys = new long[LeastSlots];
        members = new int[LeastSlots];
        moving = new int[LeastSlots];
    }

    private MemberCounts(MemberCounts other)
    {
        (hostCount, pairs) = (other.hostCount, other.pairs);
        keys = [.. other.keys];
        members = [.. other.members];
        moving = [.. other.moving];
    }

    /// <summary>An independent copy.</summary>
    public MemberCounts Clone() => new(this);

    /// <summary>Members on a host, on their way or not.</summary>
    public int MembersOn(int group, int host) => members[SlotOf(group, host)];

    /// <summary>Members on a host that are neither arriving nor leaving.</summary>
    public int SettledOn(int group, int host)
    {
        int slot = SlotOf(group, host);
        return members[slot] - moving[slot];
    }

    /// <summary>More or fewer members are on a host.</summary>
    public void AddMembers(int group, int host, int change)
    {
        // First the slot: making room for one more replaces the arrays.
        int slot = SlotToChange(group, host);
        members[slot] += change;
    }

    /// <summary>More or fewer members of a host are arriving or leaving.</summary>
    public void AddMoving(int group, int host, int change)
    {
        // First the slot: making room for one more replaces the arrays.
        int slot = SlotToChange(group, host);
        moving[slot] += change;
    }

    /// <summary>The slot of a pair, or the empty one where it would be.</summary>
    private int SlotOf(int group, int host)
    {
        long key = ((long)group * hostCount) + host + 1;
        int mask = keys.Length - 1;
        int slot = unchecked((int)(((ulong)key * 0x9E3779B97F4A7C15) >> 32)) & mask;
        while (keys[slot] != key && keys[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private int SlotToChange(int group, int host)
    {
        int slot = SlotOf(group, host);
        if (keys[slot] != 0)
        {
            return slot;
        }

        if (2 * (pairs + 1) > keys.Length)
        {
            Grow();
            slot = SlotOf(group, host);
        }

        keys[slot] = ((long)group * hostCount) + host + 1;
        pairs++;
        return slot;
    }

    private void Grow()
    {
        (long[] oldKeys, int[] oldMembers, int[] oldMoving) = (keys, members, moving);
        keys = new long[oldKeys.Length * 2];
        members = new int[keys.Length];
        moving = new int[keys.Length];
        for (int old = 0; old < oldKeys.Length; old++)
        {
            if (oldKeys[old] != 0)
            {
                int slot = SlotOf((int)((oldKeys[old] - 1) / hostCount), (int)((oldKeys[old] - 1) % hostCount));
                (keys[slot], members[slot], moving[slot]) = (oldKeys[old], oldMembers[old], oldMoving[old]);
            }
        }
    }
}
