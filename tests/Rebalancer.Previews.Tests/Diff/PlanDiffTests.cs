using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Diff;
using Rebalancer.Previews.Notebooks;
using Rebalancer.Rules;
using Rebalancer.Testing;

namespace Rebalancer.Previews.Tests.Diff;

public sealed class PlanDiffTests
{
    private static readonly Plan Other = SmallCloud.Drain with
    {
        Outcome = PlanOutcome.Feasible,
        Steps =
        [
            new DisableStep(SmallCloud.Compute3, "drained by rebalancer") { Id = 1 },
            new MoveStep(SmallCloud.Id(1), SmallCloud.Compute3, SmallCloud.Compute4, MoveKind.Live) { Id = 2, After = [1] },
            new MoveStep(SmallCloud.Id(3), SmallCloud.Compute3, SmallCloud.Compute2, MoveKind.Cold) { Id = 3, After = [1] },
        ],
        Levels = [new ObjectiveLevel("left behind", "instances", 0, 0), new ObjectiveLevel("moves", "instances", 2, 2)],
        LeftBehind = [],
    };

    [Fact]
    public void A_plan_does_not_differ_from_itself()
    {
        PlanDiff diff = PlanDiff.Of(SmallCloud.Drain, SmallCloud.Drain);
        Assert.True(diff.IsEmpty);
        Assert.Contains("No difference", Text(diff), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_moves_levels_and_reasons_are_told() => Expectation.Matches("Rebalancer.Previews.Tests", "diff", Text(PlanDiff.Of(SmallCloud.Drain, Other)));

    [Fact]
    public void The_same_moves_in_another_order_are_no_other_moves()
    {
        Plan later = SmallCloud.Drain with { Steps = [.. SmallCloud.Drain.Steps.Select(step => step is MoveStep { Id: 3 } ? step with { After = [1, 2] } : step)] };
        PlanDiff diff = PlanDiff.Of(SmallCloud.Drain, later);
        Assert.True(diff.IsReordered);
        Assert.Empty(diff.Routes);
        Assert.False(diff.IsEmpty);
    }

    /// <summary>A list of two drains has two levels of one name.</summary>
    [Fact]
    public void Levels_of_one_name_are_compared_in_their_order()
    {
        Plan list = SmallCloud.Drain with { Levels = [new ObjectiveLevel("left behind", "instances", 1, 1), new ObjectiveLevel("left behind", "instances", 2, 0)] };
        Plan better = list with { Levels = list.Levels.SetItem(1, new ObjectiveLevel("left behind", "instances", 0, 0)) };
        LevelChange change = Assert.Single(PlanDiff.Of(list, better).Levels);
        Assert.Equal((2.0, 0.0), (change.Old!.Value, change.New!.Value));
    }

    [Fact]
    public void Numbers_of_steps_do_not_matter()
    {
        Plan shifted = SmallCloud.Drain with
        {
            Steps =
            [
                .. SmallCloud.Drain.Steps.Select(step => (step is ConfirmStep confirm ? confirm with { Move = confirm.Move + 10 } : step) with
                {
                    Id = step.Id + 10,
                    After = [.. step.After.Select(id => id + 10)],
                }),
            ],
        };
        Assert.True(PlanDiff.Of(SmallCloud.Drain, shifted).IsEmpty);
    }

    /// <summary>Where each hop stands in the list is free as long as it waits for the one before.</summary>
    [Fact]
    public void Hops_of_an_instance_are_told_in_the_order_in_which_they_wait_for_each_other()
    {
        MoveStep first = new(SmallCloud.Id(1), SmallCloud.Compute3, SmallCloud.Compute1, MoveKind.Live) { Id = 1 };
        MoveStep second = new(SmallCloud.Id(1), SmallCloud.Compute1, SmallCloud.Compute2, MoveKind.Live) { Id = 2, After = [1] };
        Plan listed = SmallCloud.Drain with { Steps = [first, second] };
        Plan backwards = SmallCloud.Drain with { Steps = [second, first] };
        PlanDiff diff = PlanDiff.Of(backwards, SmallCloud.Drain with { Steps = [] });
        Assert.Equal([SmallCloud.Compute1, SmallCloud.Compute2], Assert.Single(diff.Routes).Old.Select(leg => leg.Destination));
        Assert.Empty(PlanDiff.Of(listed, backwards).Routes);
        Assert.Equal(
            PlanFigures.ChangesOf(SmallCloud.Cloud, listed).SelectMany(host => host.Quantities),
            PlanFigures.ChangesOf(SmallCloud.Cloud, backwards).SelectMany(host => host.Quantities));
    }

    [Fact]
    public void Hosts_that_end_otherwise_are_told_where_the_cloud_is_known()
    {
        PlanDiff diff = PlanDiff.Of(SmallCloud.Drain, Other);
        Assert.Contains("Hosts otherwise at the end (3)", Text(diff), StringComparison.Ordinal);
        Assert.DoesNotContain("Hosts otherwise", diff.Preview(null).ToString(), StringComparison.Ordinal);
    }

    /// <summary>The routes tell all: what the old plan makes of a cloud, changed by them, is what the new one makes of it.</summary>
    [Fact]
    public void The_routes_lead_from_the_old_final_places_to_the_new()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Cluster cluster = Clouds.Generate(CloudShape.Tiny, seed);
            Plan old = SmallCloud.Drain with { Steps = RandomPlans.Generate(cluster, seed) };
            Plan changed = SmallCloud.Drain with { Steps = RandomPlans.Generate(cluster, seed + 1) };
            Dictionary<InstanceId, HostName> places = Places(cluster, old);
            foreach (RouteChange route in PlanDiff.Of(old, changed).Routes)
            {
                places[route.Instance] = route.New.IsEmpty ? cluster.Instances[cluster.IndexOf(route.Instance)].Host : route.New[^1].Destination;
            }

            Assert.Equal(Places(cluster, changed), places);
        }
    }

    [Fact]
    public void The_page_and_the_Markdown_have_what_the_text_has()
    {
        PlanDiff diff = PlanDiff.Of(SmallCloud.Drain, Other);
        Preview shown = diff.Preview(SmallCloud.Cloud);
        Assert.All([shown.ToHtml(), shown.ToMarkdown(), shown.ToString()], text => Assert.Contains("compute4", text, StringComparison.Ordinal));
        Assert.Contains("compute4", Other.Preview(SmallCloud.Cloud).ToMarkdown(), StringComparison.Ordinal);
        using StringWriter page = new(CultureInfo.InvariantCulture);
        PlanDiffText.WriteHtml(page, SmallCloud.Cloud, diff);
        Assert.Equal(page.ToString(), shown.ToHtml());
        Assert.StartsWith("<!DOCTYPE html>", Other.Preview(null).ToHtml(), StringComparison.Ordinal);
    }

    private static Dictionary<InstanceId, HostName> Places(Cluster cluster, Plan plan)
    {
        Dictionary<InstanceId, HostName> places = cluster.Instances.ToDictionary(instance => instance.Id, instance => instance.Host);
        foreach (MoveStep move in plan.Steps.OfType<MoveStep>())
        {
            places[move.Instance] = move.Destination;
        }

        return places;
    }

    private static string Text(PlanDiff diff)
    {
        using StringWriter writer = new(CultureInfo.InvariantCulture);
        PlanDiffText.Write(writer, SmallCloud.Cloud, diff);
        return writer.ToString();
    }
}
