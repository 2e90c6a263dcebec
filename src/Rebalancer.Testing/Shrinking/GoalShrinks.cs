using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Testing.Shrinking;

/// <summary>Makes goals smaller and plainer, the boldest attempts first.</summary>
internal static class GoalShrinks
{
    /// <summary>Goals that ask for less; shrinking ends because every one of them lacks something or has a default in its place.</summary>
    public static IEnumerable<Goal> Of(Goal goal) =>
        Parts(goal).Concat(LimitsShrinks.Of(goal.Limits).Select(limits => goal with { Limits = limits }));

    private static IEnumerable<Goal> Parts(Goal goal) => goal switch
    {
        GoalList list => OfList(list),
        DrainGoal drain => OfDrain(drain),
        EvacuateGoal evacuate => OfEvacuation(evacuate),
        ConsolidateGoal consolidate => OfConsolidation(consolidate),
        SpreadGoal spread => OfSpread(spread),
        LocalityGoal locality => OfLocality(locality),
        WaveGoal waves => OfWaves(waves),
        _ => [],
    };

    private static IEnumerable<Goal> OfList(GoalList list)
    {
        foreach (Goal single in list.Goals)
        {
            yield return single with { Limits = list.Limits };
        }

        for (int i = 0; i < list.Goals.Length && list.Goals.Length > 1; i++)
        {
            yield return list with { Goals = list.Goals.RemoveAt(i), Weights = list.Weights.IsEmpty ? [] : list.Weights.RemoveAt(i) };
        }

        if (!list.Weights.IsEmpty)
        {
            yield return list with { Weights = [] };
        }

        for (int i = 0; i < list.Goals.Length; i++)
        {
            foreach (Goal plainer in Parts(list.Goals[i]))
            {
                yield return list with { Goals = list.Goals.SetItem(i, plainer) };
            }
        }
    }

    private static IEnumerable<Goal> OfDrain(DrainGoal goal)
    {
        foreach (ImmutableArray<HostName> fewer in OneLess(goal.Hosts, least: 1))
        {
            yield return goal with { Hosts = fewer };
        }

        foreach (ImmutableArray<InstanceId> fewer in OneLess(goal.FirstToLeave))
        {
            yield return goal with { FirstToLeave = fewer };
        }

        DrainGoal plain = new(goal.Hosts);
        DrainGoal[] plainer =
        [
            goal with { DisablesFirst = plain.DisablesFirst },
            goal with { EnablesAfter = plain.EnablesAfter },
            goal with { IsUrgent = plain.IsUrgent },
        ];
        foreach (DrainGoal one in plainer.Where(one => one != goal))
        {
            yield return one;
        }
    }

    private static IEnumerable<Goal> OfEvacuation(EvacuateGoal goal)
    {
        foreach (ImmutableArray<HostName> fewer in OneLess(goal.Hosts, least: 1))
        {
            yield return goal with { Hosts = fewer };
        }

        // Without the operator's word nothing can be evacuated, so that is no plainer case.
        if (!goal.DisablesFirst)
        {
            yield return goal with { DisablesFirst = true };
        }
    }

    private static IEnumerable<Goal> OfConsolidation(ConsolidateGoal goal)
    {
        if (!goal.Hosts.IsEmpty)
        {
            yield return goal with { Hosts = [] };
        }

        foreach (HostName host in goal.Weights.Keys)
        {
            yield return goal with { Weights = goal.Weights.Remove(host) };
        }
    }

    private static IEnumerable<Goal> OfSpread(SpreadGoal goal)
    {
        if (!goal.Hosts.IsEmpty)
        {
            yield return goal with { Hosts = [] };
        }

        foreach (ImmutableArray<SpreadMeasure> fewer in OneLess(goal.Measures, least: 1))
        {
            yield return goal with { Measures = fewer };
        }

        foreach (SpreadMeasure measure in goal.Measures.Where(measure => measure.Weight != 1))
        {
            yield return goal with { Measures = goal.Measures.Replace(measure, measure with { Weight = 1 }) };
        }

        if (goal.Means != SpreadMeans.Squares)
        {
            yield return goal with { Means = SpreadMeans.Squares };
        }

        if (goal.Across != FailureDomain.Host)
        {
            yield return goal with { Across = FailureDomain.Host };
        }
    }

    private static IEnumerable<Goal> OfLocality(LocalityGoal goal)
    {
        foreach (ImmutableArray<NearWish> fewer in OneLess(goal.Wishes, least: 1))
        {
            yield return goal with { Wishes = fewer };
        }

        for (int i = 0; i < goal.Wishes.Length; i++)
        {
            foreach (NearWish plainer in OfWish(goal.Wishes[i]))
            {
                yield return goal with { Wishes = goal.Wishes.SetItem(i, plainer) };
            }
        }
    }

    private static IEnumerable<NearWish> OfWish(NearWish wish)
    {
        IEnumerable<NearWish> fewer =
        [
            .. OneLess(wish.Instances, least: 1).Select(instances => wish with { Instances = instances }),
            .. OneLess(wish.Hosts).Select(hosts => wish with { Hosts = hosts }),
            .. OneLess(wish.Racks).Select(racks => wish with { Racks = racks }),
            .. OneLess(wish.Zones).Select(zones => wish with { Zones = zones }),
            .. OneLess(wish.Others).Select(others => wish with { Others = others }),
        ];
        IEnumerable<NearWish> plainer = wish.Weight == 1 ? [] : [wish with { Weight = 1 }];
        return fewer.Where(one => !(one.Hosts.IsEmpty && one.Racks.IsEmpty && one.Zones.IsEmpty && one.Others.IsEmpty)).Concat(plainer);
    }

    private static IEnumerable<Goal> OfWaves(WaveGoal goal)
    {
        foreach (ImmutableArray<HostName> fewer in OneLess(goal.Hosts, least: 1))
        {
            yield return goal with { Hosts = fewer };
        }

        if (goal.Width > 1)
        {
            yield return goal with { Width = goal.Width - 1 };
        }
    }

    private static IEnumerable<ImmutableArray<T>> OneLess<T>(ImmutableArray<T> items, int least = 0) =>
        items.Length <= least ? [] : Enumerable.Range(0, items.Length).Select(items.RemoveAt);
}
