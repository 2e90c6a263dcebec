using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Tests.Plans;

public sealed class PlanStateTest
{
    private static long Memory(PlanState state, int host) => state.Used(host, state.Cluster.IndexOf(ResourceClass.MemoryMb));

    [Fact]
    public void A_moving_instance_holds_both_hosts_until_its_release()
    {
        var state = PlanState.Of(new TinyCloud().Host(4096).Host(4096).Instance(0, 1024).Build());
        state.Claim(0, 1);
        Assert.Equal((1024, 1024), (Memory(state, 0), Memory(state, 1)));
        Assert.Equal((0, 1, true), (state.HostOf(0), state.ArrivalOf(0), state.IsMoving(0)));
        state.Release(0);
        Assert.Equal((0, 1024), (Memory(state, 0), Memory(state, 1)));
        Assert.Equal((1, -1, false), (state.HostOf(0), state.ArrivalOf(0), state.IsMoving(0)));
    }

    [Fact]
    public void What_an_instance_was_allocated_is_released_and_what_its_flavor_asks_is_claimed()
    {
        TinyCloud cloud = new TinyCloud().Host(4096).Host(4096).Instance(0, 1024, instance => instance with
        {
            Allocations = instance.Allocations.SetItem(ResourceClass.MemoryMb, 1500),
        });
        var state = PlanState.Of(cloud.Build());
        Assert.Equal(1500, Memory(state, 0));
        state.Claim(0, 1);
        state.Release(0);
        Assert.Equal((0, 1024), (Memory(state, 0), Memory(state, 1)));
    }

    [Fact]
    public void A_clone_goes_its_own_way()
    {
        var state = PlanState.Of(new TinyCloud().Host(4096).Host(4096).Instance(0, 1024).Build());
        PlanState clone = state.Clone();
        clone.Claim(0, 1);
        clone.SetEnabled(1, false);
        Assert.Equal((0, false, true), (Memory(state, 1), state.IsMoving(0), state.IsEnabled(1)));
    }

    [Fact]
    public void Members_on_their_way_count_on_both_hosts_and_are_settled_on_neither()
    {
        var state = PlanState.Of(new TinyCloud().Host(4096).Host(4096).Instance(0, 1024).Instance(1, 1024).Group(GroupPolicy.Affinity, 1, 0, 1).Build());
        state.Claim(0, 1);
        Assert.Equal((1, 2), (state.MembersOn(0, 0), state.MembersOn(0, 1)));
        Assert.Equal((0, 1), (state.SettledMembersOn(0, 0), state.SettledMembersOn(0, 1)));
        state.Release(0);
        Assert.Equal((0, 2), (state.MembersOn(0, 0), state.MembersOn(0, 1)));
        Assert.Equal((0, 2), (state.SettledMembersOn(0, 0), state.SettledMembersOn(0, 1)));
    }

    [Fact]
    public void A_migration_in_flight_holds_both_hosts_until_it_ends()
    {
        var state = PlanState.Of(new TinyCloud().Host(4096).Host(4096).Instance(0, 1024).Group(GroupPolicy.Affinity, 1, 0).InFlight(0, 0, 1).Build());
        Assert.Equal((1024, 1024, true), (Memory(state, 0), Memory(state, 1), state.IsMoving(0)));
        Assert.Equal((0, 0), (state.SettledMembersOn(0, 0), state.SettledMembersOn(0, 1)));
        Assert.Throws<InvalidOperationException>(() => state.Claim(0, 1));
        state.EndInFlight(0);
        Assert.Equal((0, 1024, 1), (Memory(state, 0), Memory(state, 1), state.HostOf(0)));
        Assert.Equal((0, 1), (state.SettledMembersOn(0, 0), state.SettledMembersOn(0, 1)));
        Assert.Throws<InvalidOperationException>(() => state.EndInFlight(0));
    }

    [Fact]
    public void A_cold_migration_in_flight_is_on_its_destination_already()
    {
        var state = PlanState.Of(new TinyCloud().Host(4096).Host(4096).Instance(1, 1024).InFlight(0, 0, 1, InFlightKind.Cold, "finished").Build());
        Assert.Equal((1024, 1024, 1), (Memory(state, 0), Memory(state, 1), state.HostOf(0)));
        state.EndInFlight(0);
        Assert.Equal((0, 1024, 1), (Memory(state, 0), Memory(state, 1), state.HostOf(0)));
    }

    [Fact]
    public void Other_consumers_count_as_used()
    {
        TinyCloud cloud = new TinyCloud().Host(4096, host => host with { OtherUsage = host.OtherUsage.Add(ResourceClass.MemoryMb, 512) });
        Assert.Equal(512, Memory(PlanState.Of(cloud.Build()), 0));
    }

    [Fact]
    public void A_step_out_of_turn_is_the_callers_mistake()
    {
        var state = PlanState.Of(new TinyCloud().Host(4096).Host(4096).Host(4096).Instance(0, 1024).Build());
        Assert.Throws<InvalidOperationException>(() => state.Release(0));
        state.Claim(0, 1);
        Assert.Throws<InvalidOperationException>(() => state.Claim(0, 2));
    }
}
