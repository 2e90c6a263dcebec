using FsCheck.Xunit;
using Rebalancer.Planning.Tests.Oracle;

namespace Rebalancer.Planning.Tests.Goals;

/// <summary>Waves against brute force over orders of hosts, placements and orders of moves.</summary>
[Properties(Arbitrary = [typeof(GoalCases)])]
public sealed class WaveLaws
{
    [Cases(100)]
    public void No_order_of_hosts_and_moves_beats_the_plan(TinyWavesCase one) => BruteForce.Hold(one.Cluster, one.Plan(), mayBeBetter: true);

    /// <summary>With three moves for two hosts, who stays in the first wave need not go on in the second.</summary>
    [Property(Replay = "(4554582073316472305,11415433884634591889,34)", MaxTest = 1)]
    public void A_wave_makes_fewer_moves_where_that_leaves_no_more_behind(TinyWavesCase one) => BruteForce.Hold(one.Cluster, one.Plan(), mayBeBetter: true);

    /// <summary>Somebody had better return in the last wave, so that another host can fail.</summary>
    [Property(Replay = "(14356220470133329933,14429091090228665579,23)", MaxTest = 1)]
    public void The_last_wave_minds_what_may_fail_afterwards(TinyWavesCase one) => BruteForce.Hold(one.Cluster, one.Plan(), mayBeBetter: true);

    /// <summary>To stop the one who moves twice sends less than to stop the one who moves once.</summary>
    [Property(Replay = "(11465162605802061107,8285814796983804805,43)", MaxTest = 1)]
    public void Another_instance_is_stopped_where_that_sends_less(TinyWavesCase one) => BruteForce.Hold(one.Cluster, one.Plan(), mayBeBetter: true);
}
