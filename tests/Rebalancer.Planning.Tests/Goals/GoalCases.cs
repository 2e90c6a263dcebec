using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing;
using HostName = Rebalancer.Model.HostName;

namespace Rebalancer.Planning.Tests.Goals;

/// <summary>A cloud with a goal of any kind.</summary>
public abstract record GoalCase(Cluster Cluster, Goal Goal, Profile Profile)
{
    /// <summary>One worker and a limit of work, so that a case which fails fails again; enough to end the search where that is asked for.</summary>
    public PlanningOptions Repeatable => new() { TimeLimit = null, WorkLimit = this is TinyGoalCase ? 60 : 0.5, Profile = Profile, FindsRelaxations = false };

    public Plan Plan() => Planner.Plan(Cluster, Goal, Repeatable);

    public sealed override string ToString()
    {
        StringBuilder text = new();
        text.Append(new SmallCloud(Cluster)).Append(Goal).AppendLine().AppendLine(Profile.Name);
        try
        {
            Plan plan = Plan();
            text.Append(new TinyPlan(Cluster, plan.Steps)).AppendLine().Append(plan.Outcome).Append(": ")
                .AppendJoin(", ", plan.Levels.Select(level => $"{level.Name} {level.Value} >= {level.Bound}"));
        }
        catch (Exception fault) when (fault is PlanningFaultException or InvalidOperationException)
        {
            text.Append(fault.Message);
        }

        return text.ToString();
    }
}

/// <summary>A goal small enough for brute force.</summary>
public sealed record TinyGoalCase(Cluster Cluster, Goal Goal, Profile Profile) : GoalCase(Cluster, Goal, Profile);

/// <summary>A goal for a few hosts.</summary>
public sealed record SmallGoalCase(Cluster Cluster, Goal Goal, Profile Profile) : GoalCase(Cluster, Goal, Profile);

/// <summary>Random goals over random clouds, under either profile.</summary>
public static class GoalCases
{
    public static Arbitrary<TinyGoalCase> Tiny() => Of(CloudShape.Tiny, (cluster, goal, profile) => new TinyGoalCase(cluster, goal, profile));

    public static Arbitrary<SmallGoalCase> Small() => Of(CloudShape.Small, (cluster, goal, profile) => new SmallGoalCase(cluster, goal, profile));

    private static Arbitrary<T> Of<T>(CloudShape shape, Func<Cluster, Goal, Profile, T> make)
        where T : GoalCase =>
        Arb.From(
            from cluster in Clouds.Gen(shape)
            from drain in RandomGoals.Drain(cluster)
            from seed in Gen.Choose(0, int.MaxValue - 1)
            from profile in Gen.Elements(Profile.PlainNova, Profile.RedHat)
            select make(cluster, new GoalDraw(cluster, new Random(seed)).Any() with { Limits = drain.Limits }, profile),
            shrinking => Clouds.Shrink(shrinking.Cluster).Where(smaller => IsFor(smaller, shrinking.Goal)).Select(smaller => make(smaller, shrinking.Goal, shrinking.Profile)));

    private static bool IsFor(Cluster cluster, Goal goal)
    {
        try
        {
            Preconditions.Check(cluster, goal, new PlanningOptions());
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private sealed class GoalDraw(Cluster cluster, Random random)
    {
        public Goal Any() => random.NextDouble() < 0.25
            ? List()
            : Single();

        private GoalList List()
        {
            Goal[] goals = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Single())];
            return new GoalList([.. goals]) { Weights = random.NextDouble() < 0.3 ? [.. goals.Select(_ => Pick(1.0, 2.0, 0.5))] : [] };
        }

        private Goal Single() => random.Next(6) switch
        {
            0 => new DrainGoal(Hosts(1, 2)) { DisablesFirst = Chance(0.8), EnablesAfter = Chance(0.3) },
            1 => new EvacuateGoal(Down() is { Length: > 0 } down && Chance(0.8) ? down : Hosts(1, 1)) { AreFenced = Chance(0.6), DisablesFirst = Chance(0.8) },
            2 => new ConsolidateGoal
            {
                Hosts = Chance(0.7) ? [] : Hosts(1, cluster.Hosts.Length),
                Weights = Chance(0.6) ? ImmutableSortedDictionary<HostName, long>.Empty : Hosts(1, cluster.Hosts.Length).ToImmutableSortedDictionary(host => host, _ => (long)random.Next(0, 5)),
            },
            3 or 4 => new SpreadGoal
            {
                Hosts = Chance(0.8) ? [] : Hosts(2, cluster.Hosts.Length),
                Measures = Pick<ImmutableArray<SpreadMeasure>>(
                    [],
                    [new SpreadMeasure(null)],
                    [new SpreadMeasure(cluster.ResourceClasses[random.Next(cluster.ResourceClasses.Length)], Pick(1.0, 2.0, 0.25)), new SpreadMeasure(null)]),
                Means = Pick(SpreadMeans.Squares, SpreadMeans.Maximum),
                Across = Pick(FailureDomain.Host, FailureDomain.Host, FailureDomain.Rack, FailureDomain.Zone),
            },
            _ => Locality(),
        };

        private Goal Locality()
        {
            if (cluster.Instances.IsEmpty)
            {
                return new ConsolidateGoal();
            }

            string[] racks = [.. cluster.Hosts.Select(host => host.Labels.GetValueOrDefault("rack")).OfType<string>().Distinct()];
            string[] zones = [.. Enumerable.Range(0, cluster.Hosts.Length).Select(cluster.ZoneOf).OfType<string>().Distinct()];
            return new LocalityGoal([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(4) switch
            {
                0 when racks.Length > 0 => new NearWish { Instances = Instances(), Racks = [racks[random.Next(racks.Length)]], Weight = random.Next(1, 4) },
                1 when zones.Length > 0 => new NearWish { Instances = Instances(), Zones = [zones[random.Next(zones.Length)]] },
                2 => new NearWish { Instances = Instances(), Others = Instances(), Weight = random.Next(1, 4) },
                _ => new NearWish { Instances = Instances(), Hosts = Hosts(1, 2) },
            })]);
        }

        private ImmutableArray<HostName> Down() => [.. cluster.Hosts.Where(host => !host.Service.IsUp || host.Service.IsForcedDown).Select(host => host.Name)];

        private ImmutableArray<HostName> Hosts(int least, int most) => [.. Some(cluster.Hosts.Length, least, most).Select(host => cluster.Hosts[host].Name)];

        private ImmutableArray<InstanceId> Instances() => [.. Some(cluster.Instances.Length, 1, 2).Select(instance => cluster.Instances[instance].Id)];

        private IEnumerable<int> Some(int count, int least, int most)
        {
            int[] all = [.. Enumerable.Range(0, count)];
            random.Shuffle(all);
            return all.Take(Math.Min(count, random.Next(least, Math.Max(least, most) + 1))).Order();
        }

        private bool Chance(double share) => random.NextDouble() < share;

        private T Pick<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];
    }
}
