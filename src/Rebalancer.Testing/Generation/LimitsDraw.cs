using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Generation;

/// <summary>Draws what a plan must stay within.</summary>
internal static class LimitsDraw
{
    /// <summary>Limits of every kind.</summary>
    public static PlanLimits Of(Cluster cluster, SeededRandom random)
    {
        PlanLimits limits = OfDrain(cluster, random);
        return limits with
        {
            Survives = random.Chance(0.25) ? Survivors(cluster, random) : [],
            MaxDetours = random.Chance(0.25) ? random.Between(0, 1) : null,
            Window = random.Chance(0.1) ? TimeSpan.FromSeconds(random.Pick(30, 120, 3600)) : null,
            SurvivesRacks = random.Chance(0.1) ? Some(random, Racks(cluster), 1, rack => rack) : [],
        };
    }

    /// <summary>Limits without failures to survive, detours and windows.</summary>
    public static PlanLimits OfDrain(Cluster cluster, SeededRandom random)
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

    /// <summary>The racks of a cluster, each once.</summary>
    public static ImmutableArray<string> Racks(Cluster cluster) =>
        [.. cluster.Hosts.Select(host => host.Rack).OfType<string>().Distinct()];

    private static ImmutableArray<HostName> Survivors(Cluster cluster, SeededRandom random) => random.Chance(0.5)
        ? [.. cluster.Hosts.Select(host => host.Name)]
        : [cluster.Hosts[random.Below(cluster.Hosts.Length)].Name];

    private static ImmutableArray<TResult> Some<T, TResult>(SeededRandom random, ImmutableArray<T> all, double chance, Func<T, TResult> select) =>
        random.Chance(chance) && !all.IsEmpty ? [select(all[random.Below(all.Length)])] : [];
}
