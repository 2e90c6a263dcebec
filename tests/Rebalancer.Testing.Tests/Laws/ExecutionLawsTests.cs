using Rebalancer.Execution;
using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Journals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Testing.Laws;
using Rebalancer.Testing.Simulation;

namespace Rebalancer.Testing.Tests.Laws;

/// <summary>The executor of this library keeps the laws; one that waits for nothing does not.</summary>
public sealed class ExecutionLawsTests
{
    private static readonly SimulatedFaults BadLine = new() { ReadFailure = 0.05, LostAnswer = 0.1, LostCommand = 0.1, LateCommand = 0.1 };

    [Fact]
    public void The_executor_of_this_library_keeps_all_laws() =>
        new ExecutorTrial(Run) { Cases = 60 }.MustKeep(ExecutionLaws.All);

    [Fact]
    public void It_keeps_them_on_a_bad_line() =>
        new ExecutorTrial(Run) { Cases = 60, Faults = BadLine }.MustKeep(ExecutionLaws.All);

    [Fact]
    public void One_that_sends_nothing_is_found_with_a_single_move() =>
        Assert.Single(Found((_, _, _, _) => Task.CompletedTask, ExecutionLaws.EveryInstanceEndsWhereThePlanSays, nameof(ExecutionLaws.EveryInstanceEndsWhereThePlanSays)).Plan!.Steps);

    [Fact]
    public void One_that_moves_everybody_back_is_found() =>
        Found(MoveBack, ExecutionLaws.NothingIsDoneTwice, nameof(ExecutionLaws.NothingIsDoneTwice));

    [Fact]
    public void One_that_throws_is_found() =>
        Found((_, _, _, _) => throw new FormatException("not today"), ExecutionLaws.All, "TheExecutorEndsTheRun");

    private static LawViolationException Found(Func<Cluster, Plan, IComputeCloud, TimeProvider, Task> executor, Action<ExecutedRun> law, string name)
    {
        LawViolationException? found = new ExecutorTrial(executor).FirstViolation(law);
        Assert.NotNull(found);
        Assert.Equal(name, found.Law);
        return found;
    }

    private static async Task Run(Cluster cluster, Plan plan, IComputeCloud cloud, TimeProvider time)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using (Journal journal = Journal.Create(path))
        {
            await new PlanExecutor(cloud, new ExecutionOptions(), time).RunAsync(cluster, plan, journal);
        }

        File.Delete(path);
    }

    private static async Task MoveBack(Cluster cluster, Plan plan, IComputeCloud cloud, TimeProvider time)
    {
        foreach (MoveStep move in plan.Steps.OfType<MoveStep>().Where(move => move.Kind == MoveKind.Live))
        {
            foreach (HostName host in new[] { move.Destination, move.Source })
            {
                await cloud.SendAsync(new LiveMigrateCommand(move.Instance, host), CancellationToken.None);
                await Task.Delay(TimeSpan.FromHours(2), time);
            }
        }
    }
}
