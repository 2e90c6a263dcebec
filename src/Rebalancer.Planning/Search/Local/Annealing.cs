using System.Runtime.CompilerServices;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Local;

/// <summary>Simulated annealing over shifts, returns to the origin, swaps, chains, pushes and trades: proposals are random, worse ones pass while it is hot.</summary>
/// <remarks>No move overfills a host, so that what is overfull at the start becomes no worse.</remarks>
internal sealed class Annealing<TTerm>
    where TTerm : struct, ITerm
{
    /// <summary>Trials between two looks at the temperature.</summary>
    public const int Block = 2048;

    private const int DrawCount = 1 << 12;
    private const int PriceSamples = 1000;

    // Out of so many proposals.
    private const int Kinds = 64;
    private const int ReturnsBelow = 8;
    private const int ShiftsBelow = 28;
    private const int SwapsBelow = 44;
    private const int ChainsBelow = 56;
    private const int PushesBelow = 62;

    // How many leave for one that comes, and how many of a host are asked whether they can make room.
    private const int MostInTrade = 4;
    private const int MostAsked = 16;

    private static readonly double[] NegativeLog = [.. Enumerable.Range(0, DrawCount).Select(i => -Math.Log((i + 0.5) / DrawCount))];

    private readonly FlatState<TTerm> state;
    private readonly FlatProblem problem;
    private readonly double[] awayPrices;
    private readonly Proposals proposals;
    private readonly Push<TTerm> push;
    private readonly double farPrice;
    private readonly int[] best;
    private FastRandom random;
    private int blocksUntilKept;

    /// <summary>Begins where the state is.</summary>
    /// <param name="state">The state.</param>
    /// <param name="awayPrices">What it takes to be away; see <see cref="AwayPrices"/>.</param>
    /// <param name="proposals">Who is proposed to go where.</param>
    /// <param name="random">Where all draws come from.</param>
    public Annealing(FlatState<TTerm> state, double[] awayPrices, Proposals proposals, FastRandom random)
    {
        this.state = state;
        this.awayPrices = awayPrices;
        this.proposals = proposals;
        this.random = random;
        problem = state.Problem;
        push = new Push<TTerm>(state, proposals);
        farPrice = MeanPlacementRise(PriceSamples);
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

    /// <summary>Keeps the state if it is the best so far.</summary>
    public void Keep()
    {
        if (state.Cost < BestCost)
        {
            BestCost = state.Cost;
            state.HostOf.CopyTo(best);
        }
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

    /// <summary>What being on a random host costs more than being at home, in the mean.</summary>
    private double MeanPlacementRise(int samples)
    {
        double sum = 0;
        for (int sample = 0; sample < samples && problem.InstanceCount > 0; sample++)
        {
            int instance = random.Next(problem.InstanceCount);
            sum += state.Term.OfPlacement(instance, random.Next(problem.HostCount)) - state.Term.OfPlacement(instance, problem.Origin[instance]);
        }

        return sum / samples;
    }

    /// <summary>Tries a block of moves.</summary>
    /// <param name="temperature">The rise in cost that passes with a chance of 1 in e.</param>
    /// <param name="awayShare">The share of the prices for being away that counts.</param>
    /// <param name="pushes">Whether large instances push their way in: a push takes as long as ten other moves.</param>
    public void Run(double temperature, double awayShare, bool pushes)
    {
        Try(temperature, temperature * awayShare, pushes ? ChainsBelow : PushesBelow);

        // Copying a placement costs as much as many moves, so that not every better one is kept at once.
        Tried += Block;
        if (--blocksUntilKept <= 0)
        {
            Keep();
            blocksUntilKept = problem.InstanceCount / Block;
        }
    }

    private void Try(double temperature, double awayUnit, int chainsBelow)
    {
        FastRandom draws = random;
        long evaluated = 0;

        // From which draw on the limit is below the price of going far.
        ulong nearFrom = farPrice > 0 ? (ulong)Math.Ceiling(Math.Exp(-farPrice / temperature) * DrawCount) : DrawCount;
        for (int trial = 0; trial < Block; trial++)
        {
            ulong bits = draws.Next(), more = draws.Next();
            int kind = (int)(more >> 12 & (Kinds - 1));
            bool pushes = kind >= chainsBelow && kind < PushesBelow;
            (int instance, int to) =
                pushes ? proposals.Large(bits)
                : (more & (DrawCount - 1)) >= nearFrom ? proposals.Near(bits, more, kind < ReturnsBelow, state.Away, state.HostOf)
                : proposals.Any(bits, kind < ReturnsBelow);
            int from = state.HostOf[instance];
            if (to == from)
            {
                continue;
            }

            if (kind < ShiftsBelow)
            {
                if (state.AllowsMove(instance, to))
                {
                    evaluated++;
                    double limit = LimitOf(temperature, more) - (awayUnit * Away(instance, from, to));
                    if (state.DeltaOfMove(state.Departure(instance), instance, to) <= limit)
                    {
                        state.Move(instance, to);
                    }
                }

                continue;
            }

            ReadOnlySpan<int> others = state.MembersOf(to);
            if (others.IsEmpty)
            {
                continue;
            }

            int first = FastRandom.Below((uint)(more >> 32), others.Length);

            if (kind < SwapsBelow)
            {
                int partner = state.FindSwap(instance, to, first, MostAsked);
                if (partner >= 0)
                {
                    evaluated++;
                    double limit = LimitOf(temperature, more) - (awayUnit * (Away(instance, from, to) + Away(partner, to, from)));
                    if (state.DeltaOfSwap(instance, partner) <= limit)
                    {
                        state.Swap(instance, partner);
                    }
                }

                continue;
            }

            if (pushes)
            {
                if (state.AllowsMoveButForRoom(instance, to) && push.TryMake(instance, to, first, ref draws))
                {
                    evaluated++;
                    KeepIfPasses(awayUnit, LimitOf(temperature, more));
                }

                continue;
            }

            if (kind >= PushesBelow)
            {
                evaluated += Trade(instance, to, first, awayUnit, LimitOf(temperature, more));
                continue;
            }

            int onward = draws.Next(problem.HostCount), other = state.FindChain(instance, to, first, MostAsked, ref onward);
            if (other >= 0)
            {
                evaluated++;
                double limit = LimitOf(temperature, more) - (awayUnit * (Away(instance, from, to) + Away(other, to, onward)));
                if (state.DeltaOfChain(instance, other, onward) <= limit)
                {
                    state.TryChain(instance, other, onward);
                }
            }
        }

        random = draws;
        Evaluated += evaluated;
    }

    /// <summary>By how much the cost may rise at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double LimitOf(double temperature, ulong bits) => temperature * NegativeLog[bits & (DrawCount - 1)];

    /// <summary>Takes back the last push if it does not pass.</summary>
    private void KeepIfPasses(double awayUnit, double limit)
    {
        foreach ((int instance, int from, int to) in push.Steps)
        {
            limit -= awayUnit * Away(instance, from, to);
        }

        if (push.Delta > limit)
        {
            push.TakeBack();
        }
    }

    /// <summary>An instance changes places with as many of another host as must leave for it.</summary>
    /// <returns>How many evaluations that took.</returns>
    private int Trade(int instance, int to, int first, double awayUnit, double limit)
    {
        int from = state.HostOf[instance];
        if (!state.AllowsMoveButForRoom(instance, to))
        {
            return 0;
        }

        Span<int> leaving = stackalloc int[MostInTrade];
        int count = state.ChooseTrade(instance, to, first, leaving);
        if (count == 0)
        {
            return 0;
        }

        leaving = leaving[..count];
        limit -= awayUnit * Away(instance, from, to);
        foreach (int other in leaving)
        {
            limit -= awayUnit * Away(other, to, from);
        }

        if (state.DeltaOfTrade(instance, leaving) <= limit)
        {
            state.TryTrade(instance, leaving, limit);
        }

        return 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Away(int instance, int from, int to)
    {
        int origin = problem.Origin[instance];
        return from == origin ? awayPrices[instance] : to == origin ? -awayPrices[instance] : 0;
    }
}
