namespace Rebalancer.Plans.Verification;

/// <summary>Something of a host that adds up: what is held of it at the start, what each arrival claims and each release gives back.</summary>
internal sealed class HostQuantity
{
    private readonly ResolvedPlan plan;
    private readonly HostEvents events;
    private readonly long start;
    private readonly long limit;
    private readonly List<(int Step, long Amount)> claims = [];
    private readonly List<(int Step, long Amount)> frees = [];
    private readonly Func<Release, long> freed;

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
            (int Step, List<int> Before) first = FirstExcess(prefix);
            if (first.Step == prefix.Last)
            {
                return prefix;
            }

            (starts, last) = (first.Before, first.Step);
        }
    }

    private (int Step, List<int> Before) FirstExcess(Prefix prefix)
    {
        long held = start;
        List<int> before = [];
        Dictionary<int, long> claimOf = claims.ToDictionary(claim => claim.Step, claim => claim.Amount);
        ILookup<int, long> freesOf = frees.ToLookup(free => free.Step, free => free.Amount);
        foreach (PlanEvent next in prefix.ToEvents())
        {
            int step = plan.PlaceOf(next.Step);
            if (next.Kind == PlanEventKind.End)
            {
                held -= freesOf[step].Sum();
            }
            else if (claimOf.TryGetValue(step, out long amount))
            {
                held += amount;
                if (held > limit)
                {
                    return (step, before);
                }

                before.Add(step);
            }
        }

        return (prefix.Last, before);
    }
}
