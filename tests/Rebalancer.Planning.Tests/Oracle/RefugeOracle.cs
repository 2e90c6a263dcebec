using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Compilation;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Oracle;

/// <summary>Tries every order and every place for the instances of hosts that may fail, by the plain rules alone.</summary>
internal sealed class RefugeOracle
{
    private readonly Cluster cluster;
    private readonly Profile profile;
    private readonly (int[] Hosts, Cluster Failed)[] failures;
    private readonly Dictionary<string, long> known = [];

    public RefugeOracle(Cluster cluster, Goal goal, GoalValues values, Profile profile)
    {
        this.cluster = cluster;
        this.profile = profile;
        int[][] together =
        [
            .. goal.Limits.Survives.Distinct().Select(host => new[] { cluster.IndexOf(host) }),
            .. goal.Limits.SurvivesRacks.Distinct().Select(rack => Enumerable.Range(0, cluster.Hosts.Length)
                .Where(host => cluster.Hosts[host].Labels.TryGetValue("rack", out string? label) && label == rack).ToArray()),
        ];
        failures = [.. together.Select(hosts => (hosts, Failed(hosts, values)))];
    }

    /// <summary>How many of the hosts and racks could not fail once some moves are made; nothing where none was named.</summary>
    public IEnumerable<long> NotSurvivable(IReadOnlyList<(int Instance, int Host)> path)
    {
        if (failures.Length == 0)
        {
            return [];
        }

        // Every order counts, so that only the ways of the instances tell paths apart.
        string key = string.Join(' ', path.OrderBy(move => move.Instance));
        if (!known.TryGetValue(key, out long count))
        {
            known.Add(key, count = failures.LongCount(failure => !CanFail(failure.Hosts, failure.Failed, path)));
        }

        return [count];
    }

    private bool CanFail(int[] hosts, Cluster failed, IReadOnlyList<(int Instance, int Host)> path)
    {
        HostName?[] names = [.. hosts.Select(host => (HostName?)cluster.Hosts[host].Name)];
        if (cluster.MovesInFlight.Any(move => names.Contains(move.Source) || names.Contains(move.Destination)))
        {
            return false;
        }

        PlanState[] ends = EndsOf(PlanState.Of(failed), path);
        return CanLeave(ends, [.. Enumerable.Range(0, cluster.Instances.Length).Where(instance => hosts.Contains(ends[0].HostOf(instance)))]);
    }

    /// <summary>The states after the moves in every order, as far as cells and devices let them be made; a second move of an instance after its first.</summary>
    private static PlanState[] EndsOf(PlanState start, IReadOnlyList<(int Instance, int Host)> path)
    {
        Dictionary<string, PlanState> reached = new() { [new string('0', path.Count)] = start };
        for (int length = 0; length < path.Count; length++)
        {
            Dictionary<string, PlanState> longer = [];
            foreach ((string key, PlanState state) in reached)
            {
                for (int move = 0; move < path.Count; move++)
                {
                    bool isFirst = !Enumerable.Range(0, move).Any(earlier => key[earlier] == '0' && path[earlier].Instance == path[move].Instance);
                    if (key[move] == '0' && isFirst && state.Fit(path[move].Instance, path[move].Host).Refusals.IsEmpty)
                    {
                        PlanState next = state.Clone();
                        next.Claim(path[move].Instance, path[move].Host);
                        next.Release(path[move].Instance);
                        longer.TryAdd($"{key[..move]}1{key[(move + 1)..path.Count]} {CellKey.Of(next, Enumerable.Range(0, next.Cluster.Hosts.Length))}", next);
                    }
                }
            }

            reached = longer;
        }

        return [.. reached.Values];
    }

    /// <summary>Whether some instances find places that they would find in every one of some states.</summary>
    private bool CanLeave(PlanState[] states, int[] leaving)
    {
        foreach (int instance in leaving)
        {
            for (int destination = 0; destination < cluster.Hosts.Length; destination++)
            {
                if (destination != states[0].HostOf(instance) && Array.TrueForAll(states, state => MayGo(state, instance, destination)))
                {
                    PlanState[] next = [.. states.Select(state => state.Clone())];
                    Array.ForEach(next, state => state.Claim(instance, destination));
                    if (CanLeave(next, [.. leaving.Where(other => other != instance)]))
                    {
                        return true;
                    }
                }
            }
        }

        return leaving.Length == 0;
    }

    private bool MayGo(PlanState state, int instance, int destination) =>
        MigrationRules.Check(state, instance, destination, MoveKind.Evacuate, profile).IsAllowed
        && !InFlightOracle.MayRefuse(state, instance, destination, MoveKind.Evacuate, profile);

    /// <summary>The cluster with the hosts down and fenced, and with nobody welcome on hosts that the goal empties.</summary>
    private Cluster Failed(int[] hosts, GoalValues values)
    {
        ClusterParts parts = cluster.ToParts();
        return Cluster.Build(parts with
        {
            Hosts =
            [
                .. parts.Hosts.Select((read, index) => read with
                {
                    Service = hosts.Contains(index) ? read.Service with { IsUp = false, IsFenced = Fact.Given(true) }
                        : values.IsEmptied(index) ? read.Service with { IsEnabled = false }
                        : read.Service,
                }),
            ],
        }).OrThrow();
    }
}
