using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Local;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search;

/// <summary>Looks for the placement of least cost, with as many workers as asked for.</summary>
internal static class FlatSearch
{
    /// <summary>The best placement found within the limits; the start if there is none better.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="newTerm">Makes the objective, once for each worker.</param>
    /// <param name="settings">Limits, workers and seed.</param>
    /// <param name="progress">Told of each better incumbent.</param>
    /// <param name="cancellation">Ends the search with the best so far.</param>
    public static SearchAnswer Run<TTerm>(
        FlatProblem problem, Func<TTerm> newTerm, SearchSettings settings, IProgress<SearchProgress>? progress = null, CancellationToken cancellation = default)
        where TTerm : struct, ITerm
    {
        long startedAt = settings.TimeProvider.GetTimestamp();
        FlatState<TTerm>[] states = [.. Enumerable.Range(0, settings.Workers).Select(_ => new FlatState<TTerm>(problem, newTerm()))];
        SharedIncumbent incumbent = new(
            problem.Origin, states[0].Cost, (cost, worker) => progress?.Report(new SearchProgress(cost, settings.TimeProvider.GetElapsedTime(startedAt), worker)));
        var proposals = Proposals.Of(problem, newTerm());
        SearchWorker<TTerm>[] workers =
            [.. states.Select((state, index) => new SearchWorker<TTerm>(index, state, newTerm, proposals, incumbent, settings, new SearchClock(settings, startedAt, cancellation)))];
        if (problem.InstanceCount > 0 && problem.HostCount > 1)
        {
            if (workers.Length == 1)
            {
                workers[0].Run();
            }
            else
            {
                Task[] running = [.. workers.Select(worker => Task.Factory.StartNew(worker.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
                Task.WaitAll(running, CancellationToken.None);
            }
        }

        return new SearchAnswer(incumbent.Copy(), incumbent.Cost, workers.Sum(worker => worker.Tried), workers.Sum(worker => worker.Evaluated));
    }
}
