using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Repacking;

/// <summary>Empties hosts one after the other: each of which all instances find room elsewhere, at most by pushing one other instance on.</summary>
/// <remarks>Where hosts and instances are of many kinds, many a host cannot be emptied; here that costs no other.</remarks>
internal sealed class StepwiseEmptying
{
    // How many hosts with room are compared, and how many are asked whether somebody could be pushed on.
    private const int MostFits = 24;
    private const int MostPushes = 256;
    private const int MostAsked = 16;

    private readonly FlatProblem problem;
    private readonly FlatState<MoveCostTerm> state;
    private readonly MeanHost mean;
    private readonly bool[] takes;
    private readonly List<(int Instance, int From)> made = [];
    private FastRandom random;

    /// <param name="problem">Where everybody is.</param>
    /// <param name="isEmpty">By host: whether it is empty and stays so.</param>
    /// <param name="seed">The seed of all draws.</param>
    public StepwiseEmptying(FlatProblem problem, bool[] isEmpty, int seed)
    {
        this.problem = problem;
        var costs = new long[problem.InstanceCount];
        Array.Fill(costs, 1);
        state = new FlatState<MoveCostTerm>(problem, new MoveCostTerm(problem.Origin, costs));
        mean = new MeanHost(problem);
        random = new FastRandom(seed, 13);
        takes = [.. isEmpty.Select(empty => !empty)];
    }

    /// <summary>By instance: its host.</summary>
    public ReadOnlySpan<int> HostOf => state.HostOf;

    /// <summary>Goes through hosts once.</summary>
    /// <param name="hosts">The hosts, in the order in which they are to be emptied.</param>
    /// <param name="limitOf">The most moves, by how many more hosts are empty.</param>
    /// <param name="isOver">Ends it early.</param>
    /// <returns>By host: whether it is empty and takes nobody.</returns>
    public bool[] Run(IEnumerable<int> hosts, Func<int, int> limitOf, Func<bool> isOver)
    {
        int emptied = 0;
        foreach (int host in hosts.Where(host => takes[host]))
        {
            if (isOver())
            {
                break;
            }

            takes[host] = false;
            made.Clear();
            if (IsEmptied(host) && state.Away.Count <= limitOf(emptied + 1))
            {
                emptied++;
                continue;
            }

            takes[host] = true;
            for (int last = made.Count - 1; last >= 0; last--)
            {
                state.Move(made[last].Instance, made[last].From);
            }
        }

        return [.. takes.Select(takesAny => !takesAny)];
    }

    private bool IsEmptied(int host)
    {
        int[] guests = [.. state.MembersOf(host).ToArray().OrderByDescending(guest => mean.LargestShareOf(guest))];
        return Array.TrueForAll(guests, guest => GoesWhereItFitsBest(guest) || PushesAnother(guest));
    }

    private bool GoesWhereItFitsBest(int guest)
    {
        int best = -1;
        double least = double.PositiveInfinity;
        int first = random.Next(problem.HostCount), fits = 0;
        for (int next = 0; next < problem.HostCount && fits < MostFits; next++)
        {
            int host = (first + next) % problem.HostCount;
            if (!takes[host] || !state.AllowsMove(guest, host))
            {
                continue;
            }

            fits++;
            double left = RoomOn(host);
            (best, least) = left < least ? (host, left) : (best, least);
        }

        if (best < 0)
        {
            return false;
        }

        Move(guest, best);
        return true;
    }

    private double RoomOn(int host)
    {
        double room = 0;
        ReadOnlySpan<double> scale = mean.ShareOfOne;
        for (int quantity = 0; quantity < scale.Length; quantity++)
        {
            room += (problem.CapacityOf(host)[quantity] - state.UsedOn(host)[quantity]) * scale[quantity];
        }

        return room;
    }

    private bool PushesAnother(int guest)
    {
        int from = state.HostOf[guest];
        for (int push = 0; push < MostPushes; push++)
        {
            int host = random.Next(problem.HostCount), onward = random.Next(problem.HostCount);
            if (!takes[host] || state.MembersOf(host).IsEmpty)
            {
                continue;
            }

            int other = state.FindChain(guest, host, random.Next(state.MembersOf(host).Length), MostAsked, ref onward);
            if (other >= 0 && takes[onward] && state.TryChain(guest, other, onward))
            {
                made.Add((other, host));
                made.Add((guest, from));
                return true;
            }
        }

        return false;
    }

    private void Move(int instance, int to)
    {
        made.Add((instance, state.HostOf[instance]));
        state.Move(instance, to);
    }
}
