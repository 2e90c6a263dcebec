using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Search.Repacking;

/// <summary>Empties hosts: which, and where their instances go.</summary>
internal sealed class Consolidator
{
    private const double FirstSlice = 0.02;
    private const double SliceGrowth = 1.5;
    private const double ShareForHosts = 0.8;
    private const double ShareOneByOne = 0.6;
    private const double ShareBeforeProof = 0.4;
    private const double ShareForProofs = 0.9;
    private const double SlicesForNearest = 4;
    private static readonly double[] Fills = [1, 0.995, 0.99, 0.985, 0.98, 0.97, 0.96, 0.95, 0.93, 0.9, 0.85];

    private readonly FlatProblem problem;
    private readonly SearchSettings settings;
    private readonly bool[]? mayClose;
    private readonly HostsToClose choice;
    private readonly SearchClock clock;
    private readonly int emptyNow;
    private int round;

    /// <param name="problem">Where everybody is.</param>
    /// <param name="settings">A time limit, and the seed.</param>
    /// <param name="mayClose">By host: whether it may be emptied; all may where <c>null</c>.</param>
    public Consolidator(FlatProblem problem, SearchSettings settings, bool[]? mayClose = null)
    {
        this.problem = problem;
        this.settings = settings;
        clock = new SearchClock(settings, settings.TimeProvider.GetTimestamp(), CancellationToken.None);
        this.mayClose = mayClose;
        choice = new HostsToClose(problem, mayClose);
        emptyNow = choice.IsEmptyNow.Count(isEmpty => isEmpty);
    }

    /// <summary>Empties hosts until no more than some are in use, with few moves.</summary>
    /// <returns><c>null</c> if no such placement was found.</returns>
    public Consolidation? ToHosts(int mostHosts)
    {
        int count = Math.Max(emptyNow, problem.HostCount - mostHosts);
        return count > choice.Most ? null : Find(count, int.MaxValue, 0.5) is { } found ? WithFewerMoves(found, count) : null;
    }

    /// <summary>Empties as many hosts as it can within the time.</summary>
    /// <param name="excess">The share by which the moves may exceed the instances of as many hosts with the fewest; <c>null</c> for any number.</param>
    /// <param name="mostMoves">How many moves there may be at most.</param>
    /// <param name="proves">Whether some of the time, by the clock, goes to proofs that no more hosts can be empty within the moves.</param>
    public Consolidation ToFewest(double? excess, int mostMoves = int.MaxValue, bool proves = false)
    {
        int Limit(int count) => Math.Min(mostMoves, excess is { } share ? (int)(choice.FewestInstances(count) * (1 + share)) : int.MaxValue);
        Consolidation best = OneByOne(Limit);
        int low = best.IsClosed.Count(isClosed => isClosed), high = choice.Most;
        while (low < high && !IsLate())
        {
            int count = (low + high + 1) / 2;
            if (Greedy(count, Limit(count)) is { } found)
            {
                (best, low) = (found, count);
            }
            else
            {
                high = count - 1;
            }
        }

        ClassModel? model = proves ? new ClassModel(problem, mayClose) : null;
        double until = model is { IsSmall: true } ? ShareBeforeProof : ShareForHosts;
        for (int count = low + 1; count <= choice.Most && Find(count, Limit(count), until) is { } found; count++)
        {
            (best, low) = (found, count);
        }

        (Consolidation? more, int most) = model is null ? (null, choice.Most) : Prove(model, low, Limit);
        return WithFewerMoves(more ?? best, more is null ? low : most) with { MostEmpty = most };
    }

    private Consolidation OneByOne(Func<int, int> limitOf)
    {
        StepwiseEmptying steps = new(problem, choice.IsEmptyNow, settings.Seed);
        bool[] isClosed = steps.Run(choice.Cheapest(), more => limitOf(emptyNow + more), () => clock.Spent(0) > ShareOneByOne);
        return Answer([.. steps.HostOf], isClosed, isClosed.Count(closed => closed));
    }

    private bool IsLate() => clock.Spent(0) >= ShareForHosts;

    private Consolidation? Greedy(int count, int mostMoves)
    {
        foreach (double fill in Fills)
        {
            if (IsLate() || choice.Find(count, fill) is not { } isClosed || choice.InstancesOn(isClosed) > mostMoves)
            {
                return null;
            }

            FlatProblem closed = HostLimits.Closed(problem, isClosed);
            int[] hostOf = GreedyRepacking.Find(closed, Leavers.Find(closed, out _), out int unplaced, IsLate);
            if (unplaced == 0)
            {
                return Answer(hostOf, isClosed, count);
            }
        }

        return null;
    }

    /// <summary>Tries choices of hosts with more and more room left, for longer and longer, until a share of the time is spent.</summary>
    private Consolidation? Find(int count, int mostMoves, double until)
    {
        if (Greedy(count, mostMoves) is { } quick)
        {
            return quick;
        }

        (bool[] IsClosed, int[] HostOf, int Moves)? nearest = null;
        round = 0;
        double slice = FirstSlice;
        for (int sweep = 0; clock.Spent(0) < until; slice *= SliceGrowth, sweep++)
        {
            if (nearest is { } near)
            {
                // Everybody fits, only with too many moves: on from there.
                double share = Math.Min(SlicesForNearest * slice, until - clock.Spent(0));
                FlatProblem closed = HostLimits.Closed(problem, near.IsClosed);
                Repacking again = AtOnce(settings.Workers, _ => closed, share, mostMoves, near.HostOf).MinBy(found => found.IsFeasible ? found.Moves : int.MaxValue)!;
                if (again.IsFeasible && again.Moves <= mostMoves)
                {
                    return Answer(again.HostOf, near.IsClosed, count);
                }

                nearest = again.IsFeasible && again.Moves < near.Moves ? (near.IsClosed, again.HostOf, again.Moves) : near;
            }

            foreach (bool[][] choices in Choices(count, mostMoves, sweep, until).Chunk(settings.Workers))
            {
                Repacking[] all = AtOnce(choices.Length, i => HostLimits.Closed(problem, choices[i]), Math.Min(slice, until - clock.Spent(0)), mostMoves, null);
                foreach ((Repacking found, bool[] isClosed) in all.Zip(choices))
                {
                    if (found.IsFeasible && found.Moves <= mostMoves)
                    {
                        return Answer(found.HostOf, isClosed, count);
                    }

                    nearest = found.IsFeasible && (nearest is null || found.Moves < nearest.Value.Moves) ? (isClosed, found.HostOf, found.Moves) : nearest;
                }
            }
        }

        return null;
    }

    /// <summary>Choices of hosts to empty, with more and more room left on the others; none twice in a row.</summary>
    private IEnumerable<bool[]> Choices(int count, int mostMoves, int sweep, double until)
    {
        bool[]? before = null;
        foreach (double fill in Fills)
        {
            // The first sweep takes the cheapest hosts, the others try some near them.
            int variant = sweep == 0 ? 0 : unchecked(settings.Seed + round + 1) & int.MaxValue;
            if (choice.Find(count, fill, variant) is not { } isClosed || choice.InstancesOn(isClosed) > mostMoves || clock.Spent(0) >= until)
            {
                yield break;
            }

            if (before is null || !before.SequenceEqual(isClosed))
            {
                before = isClosed;
                yield return isClosed;
            }
        }
    }

    /// <summary>Several searches, each in a thread and with a seed of its own.</summary>
    private Repacking[] AtOnce(int searches, Func<int, FlatProblem> problemOf, double share, int enough, int[]? start)
    {
        int first = round;
        round += searches;
        var found = new Repacking[searches];
        Parallel.For(0, searches, new ParallelOptions { MaxDegreeOfParallelism = settings.Workers }, i =>
            found[i] = FewestMoves.Find(problemOf(i), Slice(share, first + i + 1), enough, start));
        return found;
    }

    /// <summary>Rules out what was not found, the most hosts first; what cannot be ruled out may be found on the way.</summary>
    /// <returns>Something with more empty hosts than was found, and how many hosts can be empty at most.</returns>
    private (Consolidation? More, int Most) Prove(ClassModel model, int found, Func<int, int> limitOf)
    {
        int most = choice.Most;
        for (; most > found && clock.Spent(0) < ShareForProofs; most--)
        {
            if (choice.Bound(most) > limitOf(most))
            {
                continue;
            }

            if (!model.IsSmall)
            {
                break;
            }

            double seconds = settings.TimeLimit!.Value.TotalSeconds * (ShareForProofs - clock.Spent(0));
            int[]? hostOf = model.Find(most, limitOf(most), seconds, settings, out bool isImpossible);
            if (hostOf is not null)
            {
                return (Answer(hostOf, [.. Enumerable.Range(0, problem.HostCount).Select(host => !hostOf.Contains(host))], most), most);
            }

            if (!isImpossible)
            {
                break;
            }
        }

        return (null, most);
    }

    private Consolidation WithFewerMoves(Consolidation found, int count)
    {
        int bound = choice.Bound(count);
        if (found.Repacking.Moves <= bound || clock.Spent(0) >= 1)
        {
            return found with { Bound = bound };
        }

        Repacking better = FewestMoves.Find(HostLimits.Closed(problem, found.IsClosed), Slice(1 - clock.Spent(0), 0), bound, found.Repacking.HostOf);
        return found with { Repacking = better.IsFeasible && better.Moves < found.Repacking.Moves ? better : found.Repacking, Bound = bound };
    }

    private SearchSettings Slice(double share, int round) => settings with { TimeLimit = settings.TimeLimit * Math.Max(0, share), Seed = unchecked(settings.Seed + (round * 7919)) };

    private Consolidation Answer(int[] hostOf, bool[] isClosed, int count)
    {
        return new Consolidation(isClosed, new Repacking(hostOf, true, problem.MovesTo(hostOf), 0), choice.Most, choice.FewestInstances(count));
    }
}
