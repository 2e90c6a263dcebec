using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Sequencing.Flat;

/// <summary>One run through time: whenever a host gives something back, those who wait for it try again.</summary>
internal sealed class ScheduleRun
{
    private const int MostDetoursPerMove = 3;

    private readonly FlatProblem problem;
    private readonly int[] target;
    private readonly long[] durations;
    private readonly HostHoldings holdings;
    private readonly double[] priorities;
    private readonly int[] hostOf;
    private readonly List<int>[] waiting;
    private readonly List<FlatMove> moves = [];
    private readonly PriorityQueue<int, (long End, int Order)> running = new();
    private readonly SortedSet<int> pending;
    private readonly List<int> ready = [];
    private long now;
    private int detours;

    public ScheduleRun(FlatProblem problem, int[] target, long[] durations, HostConcurrency limits, ReadOnlySpan<double> priorities)
    {
        this.problem = problem;
        this.target = target;
        this.durations = durations;
        this.priorities = priorities.ToArray();
        holdings = new HostHoldings(problem, limits);
        hostOf = [.. problem.Origin];
        waiting = [.. Enumerable.Range(0, problem.HostCount).Select(_ => new List<int>())];
        pending = [.. Enumerable.Range(0, target.Length).Where(instance => target[instance] != hostOf[instance])];
    }

    /// <summary>Who did not arrive.</summary>
    public IEnumerable<int> Stuck => pending;

    /// <summary>What was scheduled.</summary>
    public FlatSchedule Schedule => new(moves, detours);

    /// <summary>Runs until everybody is where they should be.</summary>
    /// <param name="mayDetour">Whether an instance may go by another host when nothing else can start.</param>
    /// <returns>Whether all arrived.</returns>
    public bool Run(bool mayDetour)
    {
        int mostDetours = MostDetoursPerMove * pending.Count;
        ready.AddRange(pending);
        while (true)
        {
            StartReady();
            if (running.Count > 0)
            {
                EndNext();
            }
            else if (pending.Count == 0)
            {
                return true;
            }
            else if (!mayDetour || detours >= mostDetours || !TakeDetour())
            {
                return false;
            }
        }
    }

    private void StartReady()
    {
        ready.Sort((left, right) => priorities[left] != priorities[right] ? priorities[right].CompareTo(priorities[left]) : left.CompareTo(right));
        foreach (int instance in ready)
        {
            int from = hostOf[instance], to = target[instance];
            if (!holdings.MaySend(from))
            {
                waiting[from].Add(instance);
            }
            else if (!holdings.MayReceive(instance, to))
            {
                waiting[to].Add(instance);
            }
            else
            {
                Start(instance, to);
                pending.Remove(instance);
            }
        }

        ready.Clear();
    }

    private void Start(int instance, int to)
    {
        int from = hostOf[instance];
        holdings.Begin(instance, from, to);
        running.Enqueue(moves.Count, (now + durations[instance], moves.Count));
        moves.Add(new FlatMove(instance, from, to, now, now + durations[instance]));
        hostOf[instance] = to;
    }

    private void EndNext()
    {
        running.TryPeek(out _, out (long End, int Order) first);
        now = first.End;
        while (running.TryPeek(out int index, out (long End, int Order) next) && next.End == now)
        {
            running.Dequeue();
            FlatMove move = moves[index];
            holdings.End(move.Instance, move.From, move.To);
            WakeWaiters(move.From);
            WakeWaiters(move.To);
            if (target[move.Instance] != move.To)
            {
                ready.Add(move.Instance);
            }
        }
    }

    private void WakeWaiters(int host)
    {
        ready.AddRange(waiting[host]);
        waiting[host].Clear();
    }

    /// <summary>Lets one instance go where it need not, so that another can go where it must.</summary>
    private bool TakeDetour()
    {
        (int Instance, int Host) best = (-1, -1);
        double bestWorth = double.NegativeInfinity;
        foreach (int blocked in pending)
        {
            int wanted = target[blocked];
            for (int other = 0; other < hostOf.Length; other++)
            {
                if (hostOf[other] != wanted || other == blocked)
                {
                    continue;
                }

                // Whoever leaves anyhow costs one move more, whoever must come back two.
                bool frees = holdings.HasRoom(blocked, wanted, other);
                double worth = (frees ? 100 : 0) + (pending.Contains(other) ? 10 : 0) - (5.0 * durations[other] / durations.Max());
                if (worth > bestWorth && RoomiestHost(other) is var host and >= 0)
                {
                    (best, bestWorth) = ((other, host), worth);
                }
            }
        }

        if (best.Instance < 0)
        {
            return false;
        }

        foreach (List<int> waiters in waiting)
        {
            waiters.Remove(best.Instance);
        }

        detours += pending.Add(best.Instance) ? 2 : 1;
        Start(best.Instance, best.Host);
        return true;
    }

    private int RoomiestHost(int instance)
    {
        HostSet allowed = problem.AllowedHosts[problem.ClassOf[instance]];
        int best = -1;
        double most = double.NegativeInfinity;
        for (int host = 0; host < problem.HostCount; host++)
        {
            if (host != hostOf[instance] && host != target[instance] && allowed.Contains(host) && holdings.MayReceive(instance, host)
                && holdings.FreeShare(host) is var free && free > most)
            {
                (best, most) = (host, free);
            }
        }

        return best;
    }
}
