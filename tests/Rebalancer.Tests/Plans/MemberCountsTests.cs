using Rebalancer.Plans;

namespace Rebalancer.Tests.Plans;

/// <summary>The table of who is where by group, against a dictionary.</summary>
public sealed class MemberCountsTests
{
    private const int Hosts = 50;

    [Cases(100)]
    public void Counts_are_those_of_a_dictionary_and_a_clone_goes_its_own_way((byte Group, byte Host, bool IsMoving, bool IsMore)[] changes)
    {
        MemberCounts counts = new(Hosts);
        Dictionary<(int Group, int Host), (int Members, int Moving)> plain = [];
        foreach ((byte group, byte place, bool isMoving, bool isMore) in changes)
        {
            int host = place % Hosts, change = isMore ? 1 : -1;
            (int members, int moving) = plain.GetValueOrDefault((group, host));
            if (isMoving)
            {
                counts.AddMoving(group, host, change);
                plain[(group, host)] = (members, moving + change);
            }
            else
            {
                counts.AddMembers(group, host, change);
                plain[(group, host)] = (members + change, moving);
            }
        }

        MemberCounts clone = counts.Clone();
        clone.AddMembers(1, 1, 1);
        for (int group = 0; group <= byte.MaxValue; group++)
        {
            for (int host = 0; host < Hosts; host++)
            {
                (int members, int moving) = plain.GetValueOrDefault((group, host));
                Assert.Equal(members, counts.MembersOn(group, host));
                Assert.Equal(members - moving, counts.SettledOn(group, host));
            }
        }

        Assert.Equal(plain.GetValueOrDefault((1, 1)).Members + 1, clone.MembersOn(1, 1));
    }
}
