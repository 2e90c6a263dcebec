using FsCheck.Xunit;
using Rebalancer.Planning.Tests.Oracle;

namespace Rebalancer.Planning.Tests.Goals;

/// <summary>Goals against brute force; a class of its own, so that it runs beside the other laws.</summary>
[Properties(Arbitrary = [typeof(GoalCases)])]
public sealed class GoalOracleLaws
{
    [Cases(1500)]
    public void No_placement_and_order_of_a_tiny_cloud_beats_the_plan(TinyGoalCase one) => BruteForce.Hold(one.Cluster, one.Plan());

    /// <summary>An instance that returns from a detour has other cells than before.</summary>
    [Property(Replay = "(11139095018385744109,1563230348920238601,11)", MaxTest = 1)]
    public void Hosts_survive_after_moves_that_fit_with_a_detour_only(TinyGoalCase one) => BruteForce.Hold(one.Cluster, one.Plan());

    /// <summary>Made in the order of instances, the moves of this plan come to a host whose cells are in each other's way.</summary>
    [Property(Replay = "(12641910104707816403,16645439547313534133,50)", MaxTest = 1)]
    public void Hosts_survive_after_moves_that_fit_in_some_order_only(TinyGoalCase one) => BruteForce.Hold(one.Cluster, one.Plan());

    /// <summary>It would make room for another instance's hint, and come to hold at home what its record does not say.</summary>
    [Property(Replay = "(5398948875527633088,8376090561135042911,11)", MaxTest = 1)]
    public void Nobody_returns_from_a_detour_whose_record_is_wrong(TinyGoalCase one) => BruteForce.Hold(one.Cluster, one.Plan());

    /// <summary>A refuge next to an instance on its way, which a hint of the guest names, is none: it is refused if that migration ends first.</summary>
    [Property(Replay = "(5359487463969105121,17478485023801417151,34)", MaxTest = 1)]
    public void A_refuge_suits_hints_whether_or_not_what_is_in_flight_has_ended(TinyGoalCase one) => BruteForce.Hold(one.Cluster, one.Plan());

    /// <summary>Straight, an instance would send more than the plan may; over a host with a faster network it does not.</summary>
    [Property(Replay = "(264938598625953875,16740251795188671403,46)", MaxTest = 1)]
    public void A_detour_may_be_what_keeps_a_plan_within_its_bytes(TinyGoalCase one) => BruteForce.Hold(one.Cluster, one.Plan());

    /// <summary>The encoding of the goals says less of the incumbent than the half step that is asked for.</summary>
    [Property(Replay = "(9912693898832631492,3413062994034074415,66)", MaxTest = 1)]
    public void Half_a_step_that_the_model_knows_no_placement_for_is_no_fault(TinyGoalCase one) => BruteForce.Hold(one.Cluster, one.Plan());

    /// <summary>Where a migration in flight ends first, it leaves larger pages free, which a live move would get and may not.</summary>
    [Property(Replay = "(10424368959595480120,5789467677211050433,28)", MaxTest = 1)]
    public void Pages_suit_a_live_move_whether_or_not_what_is_in_flight_has_ended(TinyGoalCase one) => BruteForce.Hold(one.Cluster, one.Plan());

    /// <summary>So it is where the owner of a resized instance confirms it.</summary>
    [Property(Replay = "(11645789609865159922,12717799380135419601,22)", MaxTest = 1)]
    public void Pages_suit_a_live_move_whether_or_not_a_resize_has_been_confirmed(TinyGoalCase one) => BruteForce.Hold(one.Cluster, one.Plan());

    /// <summary>Of the ways to the same ends the cheapest has an instance come back to a host without headroom, where it could stay but not arrive.</summary>
    [Property(Replay = "(2132359201998906938,15508866687211115521,51)", MaxTest = 1)]
    public void Who_comes_back_from_a_detour_needs_headroom(TinyGoalCase one) => BruteForce.Hold(one.Cluster, one.Plan());

    /// <summary>Whether a host can fail once these moves are made depends on which of them comes first, and nothing in the plan says that.</summary>
    [Property(Replay = "(943143082383257328,12652587105140290231,78)", MaxTest = 1)]
    public void Hosts_survive_in_whatever_order_the_moves_before_were_made(TinyGoalCase one) => BruteForce.Hold(one.Cluster, one.Plan());

    /// <summary>The solver's presolve drew from constraints that include others that no instance could be nearer to what it should be near.</summary>
    [Property(Replay = "(12208956315557885196,13192629101289706947,6)", MaxTest = 1)]
    public void What_the_solver_calls_best_is_best(TinyGoalCase one) => BruteForce.Hold(one.Cluster, one.Plan());

    /// <summary>An instance that leaves its cell to another and comes back makes that a host can fail; without detours none can, whatever the order.</summary>
    [Property(Replay = "(4477854799216909173,12527364078605456531,30)", MaxTest = 1)]
    public void A_host_survives_only_by_a_detour_to_other_cells(TinyGoalCase one) => BruteForce.Hold(one.Cluster, one.Plan());
}
