using System.Runtime.CompilerServices;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Local;

/// <summary>Simulated annealing over shifts, returns to the origin and swaps: proposals are random, worse ones pass while it is hot.</summary>
internal sealed class Annealing<TTerm>
    where TTerm : struct, ITerm
{
    /// <summary>Trials between two looks at the temperature.</summary>
    public const int Block = 2048;

    private const int DrawCount = 1 << 12;
    private const int Kinds = 64;
    private const int ReturnsBelow = 8;
    private const int ShiftsBelow = 24;

    private static readonly double[] NegativeLog = [.. Enumerable.Range(0, DrawCount).Select(i => -Math.Log((i + 0.5) / DrawCount))];

    private readonly FlatState<TTerm> state;
    private readonly FlatProblem problem;
    private readonly double[] awayPrices;
    private readonly int[] best;
    private FastRandom random;
    private int blocksUntilKept;

    /// <summary>Begins where the state is.</summary>
    public Annealing(FlatState<TTerm> state, double[] awayPrices, FastRandom random)
    {
        this.state = state;
        this.awayPrices = awayPrices;
        this.random = random;
        problem = state.Problem;
        best = state.HostOf.ToArray();
        BestCost = state.Cost;
    }

    /// <summary>The cost of the best placement kept.</summary>
    public long BestCost { get; private set; }

    /// <summary>The best placement kept.</summary>
    public ReadOnlySpan<int> Best => best;

    /// <summary>Moves proposed so far.</summary>
    public long Tried { get; private set; }

    /// <summary>Moves of which the worth was computed so far.</summary>
    public long Evaluated { get; private set; }

    /// <summary>Begins anew from a placement.</summary>
    public void Restart(ReadOnlySpan<int> placement) => state.Load(placement);

    /// <summary>Forgets the best, so that what is found from here on is kept even if it is worse.</summary>
    public void Forget()
    {
        BestCost = long.MaxValue;
        blocksUntilKept = 0;
        Keep();
    }

    /// <summary>The mean rise in cost of random moves that are allowed and worse; 1 if there are none.</summary>
    public double MeanRise(int trials)
    {
        double sum = 0;
        int count = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            int instance = random.Next(problem.InstanceCount), host = random.Next(problem.HostCount);
            if (host != state.HostOf[instance] && state.AllowsMove(instance, host))
            {
                long delta = state.DeltaOfMove(state.Departure(instance), instance, host);
                sum += Math.Max(0, delta);
                count += delta > 0 ? 1 : 0;
            }
        }

        return count > 0 ? sum / count : 1;
    }

    /// <summary>Tries a block of moves.</summary>
    public void Run(double temperature)
    {
        int instances = problem.InstanceCount, hosts = problem.HostCount;
        FastRandom draws = random;
        long evaluated = 0;
        for (int trial = 0; trial < Block; trial++)
        {
            ulong bits = draws.Next();
            ulong more = draws.Next();
            int instance = Below((uint)(bits >> 32), instances);
            int from = state.HostOf[instance];
            int kind = (int)(more >> 12 & (Kinds - 1));
            int to = kind < ReturnsBelow ? problem.Origin[instance] : Below(unchecked((uint)bits), hosts);
            if (to == from)
            {
                continue;
            }

            double limit = temperature * NegativeLog[more & (DrawCount - 1)];
            if (kind < ShiftsBelow)
            {
                if (!state.AllowsMove(instance, to))
                {
                    continue;
                }

                evaluated++;
                limit -= temperature * Away(instance, from, to);
                if (state.DeltaOfMove(state.Departure(instance), instance, to) <= limit)
                {
                    state.Move(instance, to);
                }

                continue;
            }

            ReadOnlySpan<int> others = state.MembersOf(to);
            if (others.IsEmpty)
            {
                continue;
            }

            int other = others[Below((uint)(more >> 32), others.Length)];
            if (!state.AllowsSwap(instance, other))
            {
                continue;
            }

            evaluated++;
            limit -= temperature * (Away(instance, from, to) + Away(other, to, from));
            if (state.DeltaOfSwap(instance, other) <= limit)
            {
                state.Swap(instance, other);
            }
        }

        random = draws;
        Tried += Block;
        Evaluated += evaluated;

        // Copying a placement costs as much as many moves, so that not every better one is kept at once.
        if (--blocksUntilKept <= 0)
        {
            Keep();
            blocksUntilKept = instances / Block;
        }
    }

    /// <summary>Keeps the state if it is the best so far.</summary>
    public void Keep()
    {
        if (state.Cost < BestCost)
        {
            BestCost = state.Cost;
            state.HostOf.CopyTo(best);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Below(uint bits, int limit) => (int)(((ulong)bits * (uint)limit) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Away(int instance, int from, int to)
    {
        int origin = problem.Origin[instance];
        return from == origin ? awayPrices[instance] : to == origin ? -awayPrices[instance] : 0;
    }
}
