using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Rules;
using Rebalancer.Testing.Generation;

namespace Rebalancer.Testing;

/// <summary>Random goals for a cloud.</summary>
public static class RandomGoals
{
    /// <summary>Goals to drain one host or two of a cloud, mostly such that hold instances, some with limits.</summary>
    /// <param name="cluster">The cloud; at least one host.</param>
    public static Gen<DrainGoal> Drain(Cluster cluster) => Seeds.Gen.Select(seed => Drain(cluster, seed));

    /// <summary>The goal of a seed: the same on every machine.</summary>
    /// <param name="cluster">The cloud; at least one host.</param>
    /// <param name="seed">Any number.</param>
    public static DrainGoal Drain(Cluster cluster, int seed)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        SeededRandom random = new(seed);
        int[] order = random.Permutation(cluster.Hosts.Length);
        IEnumerable<int> preferred = random.Chance(0.9) ? order.OrderBy(host => cluster.InstancesOn(host).IsEmpty) : order;
        int count = Math.Min(cluster.Hosts.Length, random.Chance(0.25) ? 2 : 1);
        return new DrainGoal([.. preferred.Take(count).Order().Select(host => cluster.Hosts[host].Name)])
        {
            DisablesFirst = random.Chance(0.8),
            EnablesAfter = random.Chance(0.2),
            Limits = Limits(cluster, random),
        };
    }

    private static PlanLimits Limits(Cluster cluster, SeededRandom random)
    {
        PlanLimits limits = new() { StartsAt = random.Chance(0.3) ? new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.Zero) : null };
        if (random.Chance(0.5))
        {
            return limits;
        }

        return limits with
        {
            MaxMoves = random.Chance(0.2) ? random.Between(1, 4) : null,
            MaxGiB = random.Chance(0.15) ? random.Between(1, 20) : null,
            InstancesLeftAlone = Some(random, cluster.Instances, 0.2, instance => instance.Id),
            HostsLeftAlone = Some(random, cluster.Hosts, 0.15, host => host.Name),
            Kinds = random.Chance(0.3)
                ? random.Pick<ImmutableArray<MoveKind>>([MoveKind.Live], [MoveKind.Live, MoveKind.BlockLive], [MoveKind.Cold])
                : limits.Kinds,
            Headroom = random.Chance(0.2) ? random.Pick(0.1, 0.25) : 0,
            MaxOutOfHost = random.Pick(1, 1, 2, 4),
            MaxIntoHost = random.Chance(0.3) ? random.Between(1, 2) : null,
            MaxInAll = random.Chance(0.3) ? random.Between(1, 3) : null,
        };
    }

    private static ImmutableArray<TResult> Some<T, TResult>(SeededRandom random, ImmutableArray<T> all, double chance, Func<T, TResult> select) =>
        random.Chance(chance) && !all.IsEmpty ? [select(all[random.Below(all.Length)])] : [];
}
