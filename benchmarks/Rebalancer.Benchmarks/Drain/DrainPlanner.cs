using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Repacking;
using Rebalancer.Planning.Sequencing.Flat;

namespace Rebalancer.Benchmarks.Drain;

/// <summary>What the planner found for an instance of the drain family.</summary>
/// <param name="Schedule">The schedule; <c>null</c> if nothing was found.</param>
/// <param name="MovesBound">No answer to the scenario has fewer moves.</param>
/// <param name="HostsInUse">Hosts with an instance in the end.</param>
/// <param name="HostsBound">No placement uses fewer hosts.</param>
/// <param name="Floor">No schedule of this placement goes below.</param>
/// <param name="CpuSecondsToFirst">What the process had used when it had its first plan.</param>
internal sealed record DrainAnswer(FlatSchedule? Schedule, int MovesBound, int HostsInUse, int HostsBound, ScheduleFloor Floor, double CpuSecondsToFirst);

/// <summary>From a scenario to a schedule.</summary>
internal static class DrainPlanner
{
    public static DrainAnswer Plan(DrainInstance instance, DrainScenario scenario, bool serialize, SearchSettings settings)
    {
        FlatProblem problem = instance.Compile();
        Consolidation? closing = null;
        bool[] isClosed = new bool[problem.HostCount];
        long[] capacities = [.. problem.Capacities];
        Repacking? found;
        switch (scenario)
        {
            case DrainScenario.Consolidate(var most):
                Consolidator consolidator = new(problem, settings);
                closing = most is { } hosts ? consolidator.ToHosts(hosts) : consolidator.ToFewest(null);
                found = closing?.Repacking;
                isClosed = closing?.IsClosed ?? isClosed;
                break;

            case DrainScenario.Cap(var percent):
                for (int host = 0; host < problem.HostCount; host++)
                {
                    problem.CapacityOf(host)[0] = instance.Vcpus[host] * percent / 100;
                    problem.CapacityOf(host)[1] = instance.MemoryMiB[host] * percent / 100;
                }

                found = FewestMoves.Find(problem, settings);
                break;

            default:
                foreach (int host in instance.Drained)
                {
                    isClosed[host] = true;
                }

                found = FewestMoves.Find(HostLimits.Closed(problem, isClosed), settings);
                break;
        }

        double toFirst = Environment.CpuUsage.TotalTime.TotalSeconds;
        capacities.CopyTo(problem.Capacities, 0);
        FlatProblem now = HostLimits.WithoutArrivals(problem, isClosed);
        int hostsBound = problem.HostCount - new HostsToClose(problem).Most;
        if (found is not { IsFeasible: true })
        {
            return new DrainAnswer(null, found?.Bound ?? 0, 0, hostsBound, default, toFirst);
        }

        long[] durations = [.. Enumerable.Range(0, problem.InstanceCount).Select(instance.SecondsToMove)];
        HostConcurrency limits = new(serialize ? 1 : 0, 0);
        FlatSchedule? schedule = FlatSequencer.Find(now, found.HostOf, durations, limits);
        ScheduleFloor floor = ScheduleFloor.Of(now, found.HostOf, durations, limits);
        return new DrainAnswer(schedule, closing?.Bound ?? found.Bound, found.HostOf.Distinct().Count(), hostsBound, floor, toFirst);
    }
}
