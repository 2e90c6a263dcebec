using System.Collections.Immutable;
using System.Diagnostics;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using static Rebalancer.Tests.Plans.TinyCloud;

namespace Rebalancer.Tests.Plans;

public sealed class PlanScheduleTest
{
    private static TinyCloud Cloud(int hosts, int instances, Func<Host, Host>? with = null)
    {
        TinyCloud cloud = new();
        for (int host = 0; host < hosts; host++)
        {
            cloud.Host(1 << 20, with);
        }

        for (int instance = 0; instance < instances; instance++)
        {
            cloud.Instance(instance % 2, 4096);
        }

        return cloud;
    }

    private static PlanSchedule Schedule(TinyCloud cloud, PlanLimits limits, params PlanStep[] steps) =>
        PlanSchedule.Of(cloud.Build(), limits, [.. steps]);

    [Fact]
    public void Moves_out_of_one_host_wait_for_each_other_and_those_of_another_host_do_not()
    {
        PlanSchedule schedule = Schedule(Cloud(3, 3), new PlanLimits(), Move(1, 0, 0, 2), Move(2, 2, 0, 2), Move(3, 1, 1, 2));
        Assert.Equal(schedule.Steps[0].End, schedule.Steps[1].Start);
        Assert.Equal(TimeSpan.Zero, schedule.Steps[2].Start);
        Assert.Equal(schedule.Steps[1].End, schedule.Makespan);
        Assert.Equal(schedule.Steps[0].End + schedule.Steps[1].End + schedule.Steps[2].End, schedule.SumOfEnds);
        Assert.All(schedule.Steps, step => Assert.Equal(1, step.Wave));
    }

    [Fact]
    public void The_host_s_own_limit_goes_before_that_of_the_plan()
    {
        TinyCloud cloud = Cloud(3, 4, host => host with { Migration = new MigrationSettings { MaxConcurrentLive = Fact.Given(2) } });
        PlanSchedule schedule = Schedule(cloud, new PlanLimits(), Move(1, 0, 0, 2), Move(2, 2, 0, 2));
        Assert.Equal(TimeSpan.Zero, schedule.Steps[1].Start);
    }

    [Fact]
    public void A_full_limit_lets_the_earlier_step_of_the_list_go_first()
    {
        PlanSchedule schedule = Schedule(Cloud(4, 3), new PlanLimits { MaxInAll = 1 }, Move(1, 0, 0, 2), Move(2, 1, 1, 2), Move(3, 2, 0, 3));
        Assert.Equal(schedule.Steps[0].End, schedule.Steps[1].Start);
        Assert.Equal(schedule.Steps[1].End, schedule.Steps[2].Start);
    }

    [Fact]
    public void A_destination_takes_no_more_at_once_than_allowed()
    {
        PlanSchedule schedule = Schedule(Cloud(4, 3), new PlanLimits { MaxIntoHost = 1 }, Move(1, 0, 0, 2), Move(2, 1, 1, 2), Move(3, 2, 0, 3));
        Assert.Equal(schedule.Steps[0].End, schedule.Steps[1].Start);
        Assert.Equal(schedule.Steps[0].End, schedule.Steps[2].Start);
    }

    [Fact]
    public void A_link_carries_no_more_at_once_than_allowed()
    {
        TinyCloud cloud = Cloud(4, 2, host => host with { Migration = new MigrationSettings { Link = Fact.Given("spine") } });
        cloud.Options = cloud.Options with { Links = [new NetworkLink("spine", 10_000, 1)] };
        PlanSchedule schedule = Schedule(cloud, new PlanLimits(), Move(1, 0, 0, 2), Move(2, 1, 1, 3));
        Assert.Equal(schedule.Steps[0].End, schedule.Steps[1].Start);
    }

    [Fact]
    public void Members_of_a_strict_group_do_not_race_to_one_host()
    {
        PlanSchedule schedule = Schedule(Cloud(3, 2).Group(GroupPolicy.AntiAffinity, 2, 0, 1), new PlanLimits(), Move(1, 0, 0, 2), Move(2, 1, 1, 2));
        Assert.Equal(schedule.Steps[0].End, schedule.Steps[1].Start);
    }

    [Fact]
    public void Evacuations_go_one_at_a_time()
    {
        PlanSchedule schedule = Schedule(Cloud(4, 2), new PlanLimits(), Move(1, 0, 0, 2, MoveKind.Evacuate), Move(2, 1, 1, 3, MoveKind.Evacuate));
        Assert.Equal(schedule.Steps[0].End, schedule.Steps[1].Start);
    }

    [Fact]
    public void A_step_starts_after_all_it_waits_for_in_the_next_wave()
    {
        PlanSchedule schedule = Schedule(
            Cloud(3, 2), new PlanLimits(), Move(1, 0, 0, 2, MoveKind.Cold), Confirm(2, 0, 1), Move(3, 1, 1, 0, MoveKind.Live, 2), new EnableStep(Name(1)) { Id = 4, After = [1, 3] });
        Assert.Equal([1, 2, 3, 4], schedule.Steps.Select(step => step.Wave));
        Assert.Equal(schedule.Steps[1].End, schedule.Steps[2].Start);
        Assert.Equal(schedule.Steps[3].End, schedule.Makespan);
    }

    [Fact]
    public void Steps_that_go_in_a_circle_have_no_schedule()
    {
        Assert.Throws<ArgumentException>(() => Schedule(Cloud(3, 2), new PlanLimits(), Move(1, 0, 0, 2, MoveKind.Live, 2), Move(2, 1, 1, 2, MoveKind.Live, 1)));
        Assert.Throws<ArgumentException>(() => Schedule(Cloud(3, 2), new PlanLimits(), Move(1, 0, 0, 2, MoveKind.Live, 7)));
    }

    [Fact]
    public void Thirty_thousand_steps_behind_narrow_limits_take_well_under_a_second()
    {
        TinyCloud cloud = Cloud(100, 30_000);
        ImmutableArray<PlanStep> steps = [.. Enumerable.Range(0, 30_000).Select(i => Move(i + 1, i, i % 2, 2 + (i % 98), MoveKind.Live, i < 500 ? [] : [i - 499]))];
        Cluster cluster = cloud.Build();
        PlanLimits limits = new() { MaxOutOfHost = 4, MaxInAll = 6, MaxIntoHost = 1 };
        PlanSchedule.Of(cluster, limits, steps[..100]);
        var watch = Stopwatch.StartNew();
        PlanSchedule schedule = PlanSchedule.Of(cluster, limits, steps);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
        Assert.Equal(30_000, schedule.Steps.Length);
    }
}
