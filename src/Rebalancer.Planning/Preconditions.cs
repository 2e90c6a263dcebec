using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Goals;

namespace Rebalancer.Planning;

/// <summary>Checks what a caller asks for; one exception names all that is wrong.</summary>
internal static class Preconditions
{
    /// <summary>Checks a goal against a cluster, and the options.</summary>
    /// <exception cref="ArgumentException">Something is wrong with them.</exception>
    public static void Check(Cluster cluster, Goal goal, PlanningOptions options)
    {
        List<string> wrong = [];
        wrong.AddRange(GoalChecks.Of(cluster, goal));
        PlanLimits limits = goal.Limits;
        wrong.AddRange(limits.HostsLeftAlone.Where(host => cluster.IndexOf(host) < 0).Select(host => $"host '{host}', to be left alone, is not in the cluster"));
        wrong.AddRange(limits.InstancesLeftAlone.Where(instance => cluster.IndexOf(instance) < 0).Select(instance => $"instance '{instance}', to be left alone, is not in the cluster"));
        Require(limits.Headroom is >= 0 and < 1, $"headroom is {limits.Headroom}; it is a share from 0 to below 1");
        Require(limits.MaxMoves is null or >= 0, $"at most {limits.MaxMoves} moves; it is 0 or more");
        Require(limits.MaxGiB is null or (>= 0 and <= 1L << 32), $"at most {limits.MaxGiB} GiB; it is 0 to 2^32");
        Require(limits.MaxOutOfHost >= 1, $"at most {limits.MaxOutOfHost} migrations out of a host; it is 1 or more");
        Require(limits.MaxIntoHost is null or >= 1, $"at most {limits.MaxIntoHost} migrations into a host; it is 1 or more");
        Require(limits.MaxInAll is null or >= 1, $"at most {limits.MaxInAll} migrations in all; it is 1 or more");
        wrong.AddRange(limits.Survives.Where(host => cluster.IndexOf(host) < 0).Select(host => $"host '{host}', which may fail, is not in the cluster"));
        wrong.AddRange(limits.SurvivesRacks.Where(rack => !Domains.HasRack(cluster, rack)).Select(rack => $"no host has the label rack with '{rack}', which may fail"));
        Require(limits.MaxDetours is null or >= 0, $"at most {limits.MaxDetours} detours; it is 0 or more");
        Require(limits.Window is null || limits.Window > TimeSpan.Zero, $"a window of {limits.Window}; it is more than nothing");
        Require(options.Workers >= 1, $"{options.Workers} workers; it is 1 or more");
        Require(options.TimeLimit is null || options.TimeLimit > TimeSpan.Zero, $"a time limit of {options.TimeLimit}; it is more than nothing");
        Require(options.WorkLimit is null or > 0, $"a work limit of {options.WorkLimit}; it is more than 0");
        Require(options.TimeLimit is not null || options.WorkLimit is not null, "neither a time nor a work limit; one is needed");
        if (wrong.Count > 0)
        {
            throw new ArgumentException("The plan cannot be made: " + string.Join("; ", wrong) + ".", nameof(goal));
        }

        void Require(bool holds, string otherwise)
        {
            if (!holds)
            {
                wrong.Add(otherwise);
            }
        }
    }
}
