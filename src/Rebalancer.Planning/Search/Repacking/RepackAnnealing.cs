using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Repacking;

/// <summary>
/// Anneals a placement towards one that overfills no host and moves few instances. Hosts may be overfull meanwhile, at a price; most
/// trials concern those on overfull hosts and those away from home.
/// </summary>
internal sealed class RepackAnnealing
{
    /// <summary>The cost of one move.</summary>
    public const long MoveCost = 1_000_000;

    private const double Hot = 0.5;
    private const double Cold = 0.05;
    private const int Block = 1024;

    private readonly FlatProblem problem;
    private readonly FlatState<Sum<ExcessTerm, MoveCostTerm>> state;
    private readonly long[] baseWeights;
    private readonly long[] weights;
    private readonly int[] openHosts;
    private readonly IndexBag overfull;
    private readonly IndexBag active;
    private readonly bool[] isBound;
    private readonly int[] best;
    private FastRandom random;
    private double pressure = 1;

    /// <param name="problem">Hosts with the limits that hold in the end.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="seed">The seed of every random choice.</param>
    public RepackAnnealing(FlatProblem problem, int[] start, int seed)
    {
        this.problem = problem;
        random = new FastRandom(seed, 0);
        openHosts = [.. Enumerable.Range(0, problem.HostCount).Where(host => problem.CapacityOf(host).ContainsAnyExcept(0L))];
        isBound = [.. problem.Origin.Select(origin => !problem.CapacityOf(origin).ContainsAnyExcept(0L))];
        baseWeights = WeightsOf(problem);
        weights = [.. baseWeights];
        long[] costs = [.. isBound.Select(bound => bound ? 0L : MoveCost)];
        state = new(HostLimits.Soft(problem), new(new ExcessTerm(problem.Capacities, weights), new MoveCostTerm(problem.Origin, costs)));
        overfull = new IndexBag(problem.HostCount);
        active = new IndexBag(problem.InstanceCount);
        best = [.. start];
        Load(start);
        Keep();
    }

    /// <summary>Moves proposed.</summary>
    public long Tried { get; private set; }

    /// <summary>The best placement: with no overfull host if there is one, and then the fewest moves.</summary>
    public ReadOnlySpan<int> Best => best;

    /// <summary>Whether <see cref="Best"/> overfills no host.</summary>
    public bool IsFeasible { get; private set; }

    /// <summary>The moves of <see cref="Best"/>.</summary>
    public int BestMoves { get; private set; } = int.MaxValue;

    /// <summary>Cools once from hot to cold.</summary>
    /// <param name="trials">How many moves to propose.</param>
    /// <param name="fewest">Ends when a feasible placement has no more moves than this.</param>
    /// <param name="isOver">Asked now and then whether to stop.</param>
    public void Cool(long trials, int fewest, Func<bool> isOver)
    {
        for (long done = 0; done < trials && !(IsFeasible && BestMoves <= fewest); done += Block)
        {
            if ((done & 0xffff) == 0 && isOver())
            {
                return;
            }

            Run(MoveCost * Hot * Math.Pow(Cold / Hot, (double)done / trials));
        }

        // Room is made dearer until hosts end within it, and cheaper again while they do.
        pressure = Math.Clamp(pressure * (overfull.Count > 0 ? 1.4 : 0.85), 0.05, 50);
        for (int lane = 0; lane < weights.Length; lane++)
        {
            weights[lane] = (long)(baseWeights[lane] * pressure);
        }

        Load(state.HostOf.ToArray());
    }

    /// <summary>Goes on from the best.</summary>
    public void Return() => Load(best);

    private static long[] WeightsOf(FlatProblem problem)
    {
        var weights = new long[problem.Capacities.Length];
        for (int quantity = 0; quantity < problem.QuantityCount; quantity++)
        {
            double sum = 0;
            for (int instance = 0; instance < problem.InstanceCount; instance++)
            {
                sum += problem.DemandOf(instance)[quantity];
            }

            long weight = Math.Max(1, (long)(MoveCost * problem.InstanceCount / Math.Max(1, sum)));
            for (int host = 0; host < problem.HostCount; host++)
            {
                weights[(host * problem.LaneCount) + quantity] = problem.CapacityOf(host)[quantity] < FlatProblem.Unlimited ? weight : 0;
            }
        }

        return weights;
    }

    private void Load(int[] placement)
    {
        state.Load(placement);
        for (int host = 0; host < problem.HostCount; host++)
        {
            Note(host);
        }

        for (int instance = 0; instance < placement.Length; instance++)
        {
            active.Set(instance, isBound[instance] || placement[instance] != problem.Origin[instance]);
        }
    }

    private void Run(double temperature)
    {
        for (int trial = 0; trial < Block; trial++)
        {
            ulong bits = random.Next();
            int instance = Draw(bits);
            int from = state.HostOf[instance];
            int origin = problem.Origin[instance];
            int to = from != origin && !isBound[instance] && (bits & 0x30) == 0 ? origin : openHosts[random.Next(openHosts.Length)];
            if (to == from)
            {
                continue;
            }

            double limit = -temperature * Math.Log(Math.Max(1e-12, random.NextDouble()));
            ReadOnlySpan<int> others = state.MembersOf(to);
            if ((bits & 0x40) == 0 || others.IsEmpty)
            {
                if (state.AllowsMove(instance, to) && state.DeltaOfMove(state.Departure(instance), instance, to) <= limit)
                {
                    state.Move(instance, to);
                    NoteMove(instance, from, to);
                    Keep();
                }

                continue;
            }

            int other = others[random.Next(others.Length)];
            if (state.AllowsSwap(instance, other) && state.DeltaOfSwap(instance, other) <= limit)
            {
                state.Swap(instance, other);
                NoteMove(instance, from, to);
                NoteMove(other, to, from);
                Keep();
            }
        }

        Tried += Block;
    }

    private int Draw(ulong bits)
    {
        int kind = (int)(bits & 0xf);
        if (kind < 8 && overfull.Count > 0)
        {
            ReadOnlySpan<int> members = state.MembersOf(overfull[random.Next(overfull.Count)]);
            return members[random.Next(members.Length)];
        }

        return kind < 13 && active.Count > 0 ? active[random.Next(active.Count)] : random.Next(problem.InstanceCount);
    }

    private void NoteMove(int instance, int from, int to)
    {
        Note(from);
        Note(to);
        active.Set(instance, isBound[instance] || to != problem.Origin[instance]);
    }

    private void Note(int host)
    {
        ReadOnlySpan<long> used = state.UsedOn(host), most = problem.CapacityOf(host);
        bool isOver = false;
        for (int quantity = 0; quantity < used.Length; quantity++)
        {
            isOver |= used[quantity] > most[quantity];
        }

        overfull.Set(host, isOver);
    }

    private void Keep()
    {
        if (overfull.Count == 0 && active.Count < BestMoves)
        {
            (IsFeasible, BestMoves) = (true, active.Count);
            state.HostOf.CopyTo(best);
        }
    }
}
