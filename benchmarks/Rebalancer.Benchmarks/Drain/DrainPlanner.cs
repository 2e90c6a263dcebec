using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Repacking;
using Rebalancer.Planning.Sequencing.Flat;

namespace Rebalancer.Benchmarks.Drain;

/// <summary>What the planner found for an instance of the drain family.</summary>
/// <param name="Schedule">The schedule; <c>null</c> if nothing was found.</param>
/// <param name="Violations">What the schedule breaks.</param>
/// <param name="MovesBound">No answer to the scenario has fewer moves.</param>
/// <param name="HostsInUse">Hosts with an instance in the end.</param>
/// <param name="HostsBound">No placement uses fewer hosts.</param>
/// <param name="Floor">No schedule of this placement goes below.</param>
/// <param name="CpuSecondsToFirst">What the process had used when it had checked its first plan.</param>
internal sealed record DrainAnswer(
    FlatSchedule? Schedule, IReadOnlyList<string> Violations, int MovesBound, int HostsInUse, int HostsBound, ScheduleFloor Floor, double CpuSecondsToFirst);

/// <summary>From a scenario to a schedule.</summary>
internal sealed class DrainPlanner
{
    private readonly DrainInstance instance;
    private readonly DrainScenario scenario;
    private readonly bool serialize;
    private readonly FlatProblem problem;
    private readonly bool[] isClosed;
    private readonly long[] durations;
    private readonly HostConcurrency limits;
    private (int[] HostOf, FlatSchedule? Schedule, IReadOnlyList<string> Violations)? checkedLast;
    private double? cpuSecondsToFirst;

    private DrainPlanner(DrainInstance instance, DrainScenario scenario, bool serialize)
    {
        (this.instance, this.scenario, this.serialize) = (instance, scenario, serialize);
        problem = instance.Compile();
        isClosed = new bool[problem.HostCount];
        durations = [.. Enumerable.Range(0, problem.InstanceCount).Select(instance.SecondsToMove)];
        limits = new HostConcurrency(serialize ? 1 : 0, 0);
    }

    public static DrainAnswer Plan(DrainInstance instance, DrainScenario scenario, bool serialize, SearchSettings settings) =>
        new DrainPlanner(instance, scenario, serialize).Plan(settings);

    private DrainAnswer Plan(SearchSettings settings)
    {
        (Repacking? found, int movesBound) = Search(settings);
        int hostsBound = problem.HostCount - new HostsToClose(problem).Most;
        if (found is not { IsFeasible: true })
        {
            return new DrainAnswer(null, ["no placement was found"], movesBound, 0, hostsBound, default, Environment.CpuUsage.TotalTime.TotalSeconds);
        }

        (FlatSchedule? schedule, IReadOnlyList<string> violations) = Checked(found.HostOf);
        ScheduleFloor floor = ScheduleFloor.Of(HostLimits.WithoutArrivals(problem, isClosed), found.HostOf, durations, limits);
        return new DrainAnswer(schedule, violations, movesBound, found.HostOf.Distinct().Count(), hostsBound, floor, cpuSecondsToFirst ?? Environment.CpuUsage.TotalTime.TotalSeconds);
    }

    private (Repacking? Found, int MovesBound) Search(SearchSettings settings)
    {
        Repacking? found;
        switch (scenario)
        {
            case DrainScenario.Consolidate(var most):
                Consolidator consolidator = new(problem, settings);
                Consolidation? closing = most is { } hosts ? consolidator.ToHosts(hosts) : consolidator.ToFewest(null);
                closing?.IsClosed.CopyTo(isClosed, 0);
                return (closing?.Repacking, closing?.Bound ?? 0);

            case DrainScenario.Cap(var percent):
                FlatProblem capped = instance.Compile();
                for (int host = 0; host < capped.HostCount; host++)
                {
                    capped.CapacityOf(host)[0] = instance.Vcpus[host] * percent / 100;
                    capped.CapacityOf(host)[1] = instance.MemoryMiB[host] * percent / 100;
                }

                found = FewestMoves.Find(capped, settings, first: hostOf => Checked(hostOf));
                break;

            default:
                foreach (int host in instance.Drained)
                {
                    isClosed[host] = true;
                }

                found = FewestMoves.Find(HostLimits.Closed(problem, isClosed), settings, first: hostOf => Checked(hostOf));
                break;
        }

        return (found, found.Bound);
    }

    /// <summary>A placement's schedule, and what that breaks.</summary>
    private (FlatSchedule? Schedule, IReadOnlyList<string> Violations) Checked(int[] hostOf)
    {
        if (checkedLast is { } last && last.HostOf == hostOf)
        {
            return (last.Schedule, last.Violations);
        }

        FlatSchedule? schedule = FlatSequencer.Find(HostLimits.WithoutArrivals(problem, isClosed), hostOf, durations, limits);
        List<string> violations = schedule is null ? ["no order was found"] : DrainCheck.Violations(instance, scenario, serialize, schedule.Moves);
        checkedLast = (hostOf, schedule, violations);
        cpuSecondsToFirst ??= violations.Count == 0 ? Environment.CpuUsage.TotalTime.TotalSeconds : null;
        return (schedule, violations);
    }
}
