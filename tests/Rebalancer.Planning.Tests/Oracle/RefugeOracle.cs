using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Tests.Oracle;

/// <summary>Tries every order and every place for the instances of hosts that may fail, by the plain rules alone.</summary>
internal sealed class RefugeOracle
{
    private readonly Cluster cluster;
    private readonly Profile profile;
    private readonly (int Host, Cluster Failed)[] failures;

    public RefugeOracle(Cluster cluster, Goal goal, GoalValues values, Profile profile)
    {
        this.cluster = cluster;
        this.profile = profile;
        failures = [.. goal.Limits.Survives.Distinct().Select(host => (cluster.IndexOf(host), Failed(host, values)))];
    }

    /// <summary>How many of the hosts could not fail once some moves are made; nothing where no host was named.</summary>
    public IEnumerable<long> NotSurvivable(IReadOnlyList<(int Instance, int Host)> path) =>
        failures.Length == 0 ? [] : [failures.LongCount(failure => !CanFail(failure.Host, failure.Failed, path))];

    private bool CanFail(int host, Cluster failed, IReadOnlyList<(int Instance, int Host)> path)
    {
        HostName name = cluster.Hosts[host].Name;
        if (cluster.MovesInFlight.Any(move => move.Source == name || move.Destination == name))
        {
            return false;
        }

        PlanState state = PlanState.Of(failed);
        foreach ((int instance, int destination) in path)
        {
            state.Claim(instance, destination);
            state.Release(instance);
        }

        return CanLeave(state, [.. Enumerable.Range(0, cluster.Instances.Length).Where(instance => state.HostOf(instance) == host)]);
    }

    private bool CanLeave(PlanState state, int[] leaving)
    {
        foreach (int instance in leaving)
        {
            for (int destination = 0; destination < cluster.Hosts.Length; destination++)
            {
                if (destination != state.HostOf(instance)
                    && MigrationRules.Check(state, instance, destination, MoveKind.Evacuate, profile).IsAllowed
                    && !InFlightOracle.MayRefuse(state, instance, destination, MoveKind.Evacuate, profile))
                {
                    PlanState next = state.Clone();
                    next.Claim(instance, destination);
                    if (CanLeave(next, [.. leaving.Where(other => other != instance)]))
                    {
                        return true;
                    }
                }
            }
        }

        return leaving.Length == 0;
    }

    /// <summary>The cluster with the host down and fenced, and with nobody welcome on hosts that the goal empties.</summary>
    private Cluster Failed(HostName host, GoalValues values)
    {
        ClusterParts parts = cluster.ToParts();
        return Cluster.Build(parts with
        {
            Hosts =
            [
                .. parts.Hosts.Select((read, index) => read with
                {
                    Service = read.Name == host ? read.Service with { IsUp = false, IsFenced = Fact.Given(true) }
                        : values.IsEmptied(index) ? read.Service with { IsEnabled = false }
                        : read.Service,
                }),
            ],
        }).OrThrow();
    }
}
