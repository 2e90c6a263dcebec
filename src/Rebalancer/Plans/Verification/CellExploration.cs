using System.Text;
using Rebalancer.Numa;
using Rebalancer.Rules;

namespace Rebalancer.Plans.Verification;

/// <summary>Explores all orders of what happens to the cells and devices of one host.</summary>
internal sealed class CellExploration
{
    private readonly ResolvedPlan plan;
    private readonly PageSizes pages;
    private readonly HostCells atStart;
    private readonly List<CellEvent> all = [];
    private readonly bool[][] needs;
    private readonly int[] twins;
    private readonly HashSet<string> seen = [];
    private readonly List<int> path = [];
    private int stepsLeft;

    public CellExploration(ResolvedPlan plan, HostEvents events, PageSizes pages, int steps)
    {
        this.plan = plan;
        this.pages = pages;
        stepsLeft = steps;
        atStart = plan.Start.CellsOf(events.Host);
        Collect(events);
        needs = [.. all.Select(next => all.Select(earlier => Precedes(events.Order, earlier, next)).ToArray())];
        twins = FindTwins();
    }

    /// <summary>How a search ended: with a refusal at the end of a path, without, or not at all.</summary>
    public sealed record Outcome(NumaRefusal? Refusal, IReadOnlyList<CellEvent> Path, bool IsOutOfBudget);

    public Outcome Run()
    {
        NumaRefusal? refusal = Explore(atStart, new GuestHolding?[all.Count], new bool[all.Count]);
        return new Outcome(refusal, [.. path.Select(place => all[place])], stepsLeft < 0);
    }

    /// <summary>Takes events out of a path to a refusal as long as the last of it is still refused.</summary>
    public IReadOnlyList<CellEvent> Shrink(IReadOnlyList<CellEvent> found)
    {
        List<int> kept = [.. found.Select(next => all.IndexOf(next))];
        for (int i = kept.Count - 2; i >= 0;)
        {
            List<int> smaller = [.. kept.Where((_, place) => place != i)];
            if (IsRefused(smaller))
            {
                kept = smaller;
                i = kept.Count - 2;
            }
            else
            {
                i--;
            }
        }

        return [.. kept.Select(place => all[place])];
    }

    private void Collect(HostEvents events)
    {
        Dictionary<ResolvedMove, int> arrivals = [];
        foreach (ResolvedMove move in events.Arrivals)
        {
            if (plan.Start.DemandOf(move.Instance).IsStructured)
            {
                arrivals.Add(move, all.Count);
                all.Add(new CellEvent(move.Step, true, plan.Start.DemandOf(move.Instance), null, -1));
            }
        }

        foreach (Release release in events.Releases)
        {
            InstanceDemand demand = plan.Start.DemandOf(plan.InstanceOf(release));
            if (release.Move?.Previous is { } previous)
            {
                if (arrivals.TryGetValue(previous, out int arrival))
                {
                    all.Add(new CellEvent(release.Step, false, demand, null, arrival));
                }
            }
            else if (HeldAtStart(release) is var held && HoldsSomething(held))
            {
                all.Add(new CellEvent(release.Step, false, demand, held, -1));
            }
        }

        AddUnwatched(events);
    }

    /// <summary>What is in flight may end at any time, watched or not; a resize when its owner confirms it.</summary>
    private void AddUnwatched(HostEvents events)
    {
        for (int move = 0; move < plan.Cluster.MovesInFlight.Length; move++)
        {
            Model.MoveInFlight read = plan.Cluster.MovesInFlight[move];
            bool isWithinOneHost = read.Destination == read.Source;
            if (plan.Cluster.IndexOf(read.Source) == events.Host && !isWithinOneHost
                && !events.Releases.Exists(release => release.InFlight == move)
                && HeldAtSource(move) is var held && HoldsSomething(held))
            {
                all.Add(new CellEvent(-1, false, plan.Start.DemandOf(plan.Cluster.IndexOf(read.Instance)), held, -1));
            }
        }
    }

    private GuestHolding HeldAtStart(Release release) => release.Move is not null ? plan.Start.HoldingOf(plan.InstanceOf(release)) : HeldAtSource(release.InFlight);

    private GuestHolding HeldAtSource(int inFlight)
    {
        Model.MoveInFlight read = plan.Cluster.MovesInFlight[inFlight];
        int instance = plan.Cluster.IndexOf(read.Instance);
        return plan.Cluster.Instances[instance].Host == read.Source ? plan.Start.HoldingOf(instance) : plan.Start.HeldInFlight(inFlight).Structure;
    }

    private static bool HoldsSomething(GuestHolding held) => held is { Topology: not null, Placement: not null } || !held.Devices.IsEmpty;

    /// <summary>Whether one event must have happened before another can.</summary>
    /// <remarks>The end of a wait step only tells that the release has happened, which may be at any time before.</remarks>
    private bool Precedes(StepOrder order, CellEvent earlier, CellEvent later)
    {
        bool floats = later.Step < 0 || (!later.IsClaim && plan.Steps[later.Step] is WaitStep);
        return !floats && earlier.Step >= 0 && earlier != later
            && (order.Precedes(earlier.Step, later.Step) || (earlier.Step == later.Step && earlier.IsClaim && !later.IsClaim));
    }

    /// <summary>For each event the first of those that could stand in its place: same demand, same order towards all others.</summary>
    private int[] FindTwins()
    {
        var found = new int[all.Count];
        Dictionary<string, int> known = [];
        HashSet<int> leavesAgain = [.. all.Where(next => next.Arrival >= 0).Select(next => next.Arrival)];
        for (int i = 0; i < all.Count; i++)
        {
            found[i] = i;
            if (all[i].IsClaim && !leavesAgain.Contains(i))
            {
                StringBuilder key = new();
                key.Append(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(all[i].Demand)).Append(':').Append(pages.NeededBy(all[i].Step));
                for (int j = 0; j < all.Count; j++)
                {
                    key.Append(needs[i][j] ? 'b' : needs[j][i] ? 'a' : '-');
                }

                if (!known.TryAdd(key.ToString(), i))
                {
                    found[i] = known[key.ToString()];
                }
            }
        }

        return found;
    }

    private NumaRefusal? Explore(HostCells cells, GuestHolding?[] holdings, bool[] done)
    {
        if (--stepsLeft < 0 || !IsAnyClaimOpen(done) || !seen.Add(CellStateKey.Of(all, twins, cells, holdings, done)))
        {
            return null;
        }

        bool[]? only = OnlyForLastClaim(done);
        HashSet<int> tried = [];
        for (int i = 0; i < all.Count; i++)
        {
            if (done[i] || only?[i] == false || !IsFree(i, done) || !tried.Add(twins[i]))
            {
                continue;
            }

            path.Add(i);
            GuestHolding? before = holdings[i];
            (HostCells after, NumaRefusal? refusal) = Happen(i, cells, holdings);
            if (refusal is not null || stepsLeft < 0)
            {
                return refusal;
            }

            done[i] = true;
            NumaRefusal? later = Explore(after, holdings, done);
            if (later is not null || stepsLeft < 0)
            {
                return later;
            }

            done[i] = false;
            holdings[i] = before;
            path.RemoveAt(path.Count - 1);
        }

        return null;
    }

    /// <summary>Once a single claim is open, the events it needs and itself: what else might be freed before could only help it.</summary>
    /// <returns><c>null</c> while several claims are open, and where more room may mean other pages than the guest may get.</returns>
    private bool[]? OnlyForLastClaim(bool[] done)
    {
        int last = -1;
        for (int i = 0; i < all.Count; i++)
        {
            if (all[i].IsClaim && !done[i])
            {
                if (last >= 0)
                {
                    return null;
                }

                last = i;
            }
        }

        bool isChoosy = all[last].Demand.Topology is { } guest && guest.Cells.Any(cell => cell.PageSize < 0);
        return isChoosy ? null : [.. Enumerable.Range(0, all.Count).Select(i => i == last || needs[last][i])];
    }

    private (HostCells After, NumaRefusal? Refusal) Happen(int place, HostCells cells, GuestHolding?[] holdings)
    {
        CellEvent next = all[place];
        if (!next.IsClaim)
        {
            GuestHolding held = next.Found ?? holdings[next.Arrival]!;
            return (cells.Without(held), null);
        }

        NumaFitResult fit = cells.Fit(next.Demand);
        if (!fit.Refusals.IsEmpty)
        {
            return (cells, fit.Refusals[0]);
        }

        if (pages.Got(next.Step, fit.Placement, () => [.. path.Select(done => all[done])]) is { } change)
        {
            return (cells, new NumaRefusal(PageSizes.ChangeCode, change, null));
        }

        GuestHolding holding = cells.HoldingOf(next.Demand, fit.Placement);
        holdings[place] = holding;
        return (cells.With(holding), null);
    }

    private bool IsAnyClaimOpen(bool[] done)
    {
        for (int i = 0; i < done.Length; i++)
        {
            if (all[i].IsClaim && !done[i])
            {
                return true;
            }
        }

        return false;
    }

    private bool IsFree(int place, bool[] done)
    {
        for (int j = 0; j < done.Length; j++)
        {
            if (needs[place][j] && !done[j])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a path can be gone and its last arrival, and none before, is refused.</summary>
    private bool IsRefused(List<int> places)
    {
        HostCells cells = atStart;
        var holdings = new GuestHolding?[all.Count];
        var done = new bool[all.Count];
        for (int i = 0; i < places.Count; i++)
        {
            if (!IsFree(places[i], done))
            {
                return false;
            }

            (cells, NumaRefusal? refusal) = Happen(places[i], cells, holdings);
            if (refusal is not null)
            {
                return i == places.Count - 1;
            }

            done[places[i]] = true;
        }

        return false;
    }
}
