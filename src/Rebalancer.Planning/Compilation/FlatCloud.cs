using Rebalancer.Model;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>A state as a flat problem: who may go anywhere with room, and where to; everybody else stays and takes away room.</summary>
/// <param name="Problem">The problem. It knows lasting rules, amounts and anti-affinity, and nothing of cells and devices; all that it allows is asked again, rule by rule, when moves are put in order.</param>
/// <param name="Instances">By index of the problem: the index in the cluster.</param>
/// <param name="IsHeld">By host: whether somebody is there who stays.</param>
internal sealed record FlatCloud(FlatProblem Problem, int[] Instances, bool[] IsHeld)
{
    /// <summary>Compiles a state.</summary>
    /// <param name="state">Who is where.</param>
    /// <param name="mayMove">Instances that may move at all.</param>
    /// <param name="takes">Hosts that take instances.</param>
    /// <param name="limits">What hosts may hold in the end, by host and class.</param>
    /// <param name="classes">The classes of the cluster.</param>
    /// <param name="isAllowed">Whether the lasting rules let an instance go to a host by some kind.</param>
    public static FlatCloud Of(
        PlanState state, IReadOnlyList<bool> mayMove, IReadOnlyList<bool> takes, long[] limits, MoveClasses classes, Func<int, int, bool> isAllowed)
    {
        Cluster cluster = state.Cluster;
        bool[] floats = [.. mayMove.Select((may, instance) => may && IsFree(state, instance))];
        foreach (ServerGroup group in cluster.ServerGroups.Where(group => group.Policy == GroupPolicy.AntiAffinity))
        {
            // A flat group counts all its members or none.
            int[] members = [.. group.Members.Distinct().Select(member => cluster.IndexOf(member)).Where(member => member >= 0)];
            if (!members.All(member => floats[member] && cluster.GroupsOf(member).Count(other => cluster.ServerGroups[other].Policy == GroupPolicy.AntiAffinity) == 1))
            {
                Array.ForEach(members, member => floats[member] = false);
            }
        }

        int[] instances = [.. Enumerable.Range(0, floats.Length).Where(instance => floats[instance])];
        int classCount = cluster.ResourceClasses.Length;
        FlatProblem problem = new(takes.Count, instances.Length, classCount + 1);
        for (int host = 0; host < takes.Count; host++)
        {
            Span<long> room = problem.CapacityOf(host);
            for (int c = 0; c < classCount; c++)
            {
                room[c] = limits[(host * classCount) + c] - state.Used(host, c);
            }

            room[classCount] = state.InstanceLimitOf(host) == int.MaxValue ? FlatProblem.Unlimited : state.InstanceLimitOf(host) - state.InstancesOn(host);
        }

        var isHeld = new bool[takes.Count];
        for (int instance = 0; instance < floats.Length; instance++)
        {
            isHeld[state.HostOf(instance)] |= !floats[instance];
        }

        AddInstances(problem, state, instances, new AllowedHosts(problem, takes, classes, isAllowed));
        for (int lane = 0; lane < problem.Capacities.Length; lane++)
        {
            problem.Capacities[lane] = Math.Max(0, problem.Capacities[lane]);
        }

        return new FlatCloud(problem, instances, isHeld);
    }

    /// <summary>Whether neither hints nor company tie an instance to others.</summary>
    private static bool IsFree(PlanState state, int instance) =>
        !(state.Cluster.Instances[instance].SchedulerHints.TryGet(out var hints) && !hints.IsEmpty)
        && !state.IsMoving(instance)
        && !state.Cluster.GroupsOf(instance).Any(state.RequiresCompany);

    private static void AddInstances(FlatProblem problem, PlanState state, int[] instances, AllowedHosts allowed)
    {
        Cluster cluster = state.Cluster;
        Dictionary<int, int> groups = [];
        List<FlatGroup> found = [];
        for (int index = 0; index < instances.Length; index++)
        {
            int instance = instances[index];
            int origin = state.HostOf(instance);
            problem.Origin[index] = origin;
            problem.ClassOf[index] = allowed.ClassOf(instance, origin, out int anyHost);
            Span<long> demand = problem.DemandOf(index);
            Span<long> room = problem.CapacityOf(origin);
            ReadOnlySpan<long> held = state.HeldBy(instance);
            ReadOnlySpan<long> amounts = anyHost < 0 ? held : state.AmountsOn(instance, anyHost);
            for (int c = 0; c < held.Length; c++)
            {
                demand[c] = Math.Max(held[c], amounts[c]);
                room[c] += held[c];
            }

            demand[^1] = 1;
            room[^1] = room[^1] == FlatProblem.Unlimited ? FlatProblem.Unlimited : room[^1] + 1;
            foreach (int group in cluster.GroupsOf(instance))
            {
                if (cluster.ServerGroups[group].Policy == GroupPolicy.AntiAffinity)
                {
                    if (!groups.TryGetValue(group, out int number))
                    {
                        groups.Add(group, number = found.Count);
                        found.Add(new FlatGroup(cluster.ServerGroups[group].MaxServerPerHost, 0));
                    }

                    problem.GroupOf[index] = number;
                }
            }
        }

        problem.Groups = [.. found];
    }

    /// <summary>The classes of a flat problem, one for each set of hosts.</summary>
    private sealed class AllowedHosts(FlatProblem problem, IReadOnlyList<bool> takes, MoveClasses classes, Func<int, int, bool> isAllowed)
    {
        private readonly int[][] byClass =
        [
            .. Enumerable.Range(0, takes.Count).Where(host => takes[host]).GroupBy(classes.HostClassOf).Select(group => group.ToArray()),
        ];

        private readonly Dictionary<(int InstanceClass, int HostClass), (int Class, int AnyHost)> known = [];
        private readonly Dictionary<string, int> bySet = new(StringComparer.Ordinal);

        /// <summary>The class of an instance, with one of its hosts, or -1 where it has none.</summary>
        public int ClassOf(int instance, int origin, out int anyHost)
        {
            var key = (classes.InstanceClassOf(instance), classes.HostClassOf(origin));
            if (!known.TryGetValue(key, out (int Class, int AnyHost) answer))
            {
                int[] open = [.. Enumerable.Range(0, byClass.Length).Where(kind => isAllowed(instance, byClass[kind][0]))];
                string set = string.Join(' ', open);
                if (!bySet.TryGetValue(set, out int number))
                {
                    var isOpen = new bool[problem.HostCount];
                    foreach (int host in open.SelectMany(kind => byClass[kind]))
                    {
                        isOpen[host] = true;
                    }

                    bySet.Add(set, number = problem.AddClass(HostSet.Of(problem.HostCount, host => isOpen[host])));
                }

                known.Add(key, answer = (number, open.Length == 0 ? -1 : byClass[open[0]][0]));
            }

            anyHost = answer.AnyHost;
            return answer.Class;
        }
    }
}
