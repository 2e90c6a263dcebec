using System.Collections.Immutable;

namespace Rebalancer.Plans.Verification;

/// <summary>Something of a host that adds up: what is held of it at the start, what each arrival claims and each release gives back.</summary>
internal sealed class HostQuantity
{
    private const int LongestTried = 2000;

    private readonly ResolvedPlan plan;
    private readonly HostEvents events;
    private readonly long start;
    private readonly long limit;
    private readonly List<(int Step, long Amount)> claims = [];
    private readonly List<(int Step, long Amount)> frees = [];
    private readonly Func<Release, long> freed;
    private readonly Dictionary<int, long> claimedBy;
    private readonly ILookup<int, long> freedBy;

    public HostQuantity(
        ResolvedPlan plan, HostEvents events, long start, long limit, Func<ResolvedMove, long> claimed, Func<Release, long> freed)
    {
        this.plan = plan;
        this.events = events;
        this.start = start;
        this.limit = limit;
        this.freed = freed;
        foreach (ResolvedMove move in events.Arrivals)
        {
            if (claimed(move) is > 0 and var amount)
            {
                claims.Add((move.Step, amount));
            }
        }

        foreach (Release release in events.Releases)
        {
            if (freed(release) is > 0 and var amount)
            {
                frees.Add((release.Step, amount));
            }
        }

        claimedBy = claims.ToDictionary(claim => claim.Step, claim => claim.Amount);
        freedBy = frees.ToLookup(free => free.Step, free => free.Amount);
    }

    /// <summary>What a release gives back.</summary>
    public long AmountOf(Release release) => freed(release);

    /// <summary>What is held after the events of a prefix.</summary>
    public long HeldIn(Prefix prefix)
    {
        long held = start;
        foreach ((int step, long amount) in claims)
        {
            held += prefix.HasStarted(step) ? amount : 0;
        }

        foreach ((int step, long amount) in frees)
        {
            held -= prefix.HasEnded(step) ? amount : 0;
        }

        return held;
    }

    /// <summary>A shortest way to an arrival that passes the limit, or <c>null</c> where no order has one.</summary>
    public Prefix? FindExcess()
    {
        if (start + claims.Sum(claim => claim.Amount) <= limit)
        {
            return null;
        }

        if (start <= limit)
        {
            (long most, List<int> chosen) = MostHeld(-1);
            return most > limit ? Shrink(chosen, chosen.MaxBy(plan.Graph.PositionOf)) : null;
        }

        foreach ((int step, _) in claims)
        {
            (long most, List<int> chosen) = MostHeld(step);
            if (most > limit)
            {
                return Shrink(chosen, step);
            }
        }

        return null;
    }

    /// <summary>A shortest way to a state over the limit at the start of a departure, or <c>null</c> where no order has one.</summary>
    public Prefix? FindExcessAt(int departure)
    {
        (long most, List<int> chosen) = MostHeld(departure);
        return most > limit ? Prefix.Shrink(plan, chosen, departure, prefix => HeldIn(prefix) > limit) : null;
    }

    /// <summary>The most that can be held at the start of a step (its own claim included), or at any time for -1; and the claims made by then.</summary>
    private (long Most, List<int> Chosen) MostHeld(int at)
    {
        StepOrder order = events.Order;
        long held = start;
        List<int> chosen = [];
        List<(int Step, long Amount)> open = [];
        foreach ((int step, long amount) in claims)
        {
            if (at >= 0 && (step == at || order.Precedes(step, at)))
            {
                held += amount;
                chosen.Add(step);
            }
            else if (at < 0 || !order.Precedes(at, step))
            {
                open.Add((step, amount));
            }
        }

        List<(int Step, long Amount)> losses = [];
        foreach ((int step, long amount) in frees)
        {
            if (at >= 0 && order.Precedes(step, at))
            {
                held -= amount;
            }
            else
            {
                losses.Add((step, amount));
            }
        }

        (long value, bool[] taken) = MaxClosure.Solve(
            [.. open.Select(claim => claim.Amount)],
            [.. losses.Select(loss => loss.Amount)],
            (claim, loss) => order.Precedes(losses[loss].Step, open[claim].Step));
        chosen.AddRange(open.Where((_, place) => taken[place]).Select(claim => claim.Step));
        return (held + value, chosen);
    }

    /// <summary>Cuts the way off at the first claim that passes the limit and leaves out what it does not need.</summary>
    private Prefix Shrink(IEnumerable<int> starts, int last)
    {
        while (true)
        {
            Prefix prefix = Prefix.Shrink(plan, starts, last, candidate => HeldIn(candidate) > limit);
            if (FindShorter(prefix.ToEvents()) is not { } shorter)
            {
                return prefix;
            }

            (last, starts) = shorter;
        }
    }

    /// <summary>A claim that passes the limit before the last event, or once one event is left out; very long ways are taken as they are.</summary>
    private (int Step, List<int> Before)? FindShorter(ImmutableArray<PlanEvent> events)
    {
        if (FirstExcess(events, events.Length - 1) is { } early)
        {
            return early;
        }

        for (int skipped = 0; skipped < events.Length - 1 && events.Length <= LongestTried; skipped++)
        {
            if (FirstExcess(events, skipped) is { } shorter)
            {
                return shorter;
            }
        }

        return null;
    }

    /// <summary>The first claim that passes the limit when one event is left out, and with it whatever can then no longer happen.</summary>
    private (int Step, List<int> Before)? FirstExcess(ImmutableArray<PlanEvent> events, int skipped)
    {
        long held = start;
        List<int> before = [];
        HashSet<PlanEvent> done = [];
        for (int i = 0; i < events.Length; i++)
        {
            int step = plan.PlaceOf(events[i].Step);
            if (i == skipped || !MayHappen(events[i], done))
            {
                continue;
            }

            done.Add(events[i]);
            if (events[i].Kind == PlanEventKind.End)
            {
                held -= freedBy[step].Sum();
            }
            else if (claimedBy.TryGetValue(step, out long amount))
            {
                held += amount;
                if (held > limit)
                {
                    return (step, before);
                }

                before.Add(step);
            }
        }

        return null;
    }

    private static bool IsDone(HashSet<PlanEvent> done, int id, PlanEventKind kind) => done.Contains(new PlanEvent(id, kind));

    private bool MayHappen(PlanEvent next, HashSet<PlanEvent> done)
    {
        if (next.Kind == PlanEventKind.End)
        {
            return IsDone(done, next.Step, PlanEventKind.Start);
        }

        foreach (int before in plan.Steps[plan.PlaceOf(next.Step)].After)
        {
            if (!IsDone(done, before, PlanEventKind.End))
            {
                return false;
            }
        }

        return true;
    }
}
