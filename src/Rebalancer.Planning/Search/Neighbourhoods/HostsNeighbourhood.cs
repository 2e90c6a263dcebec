using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Planning.Search.Neighbourhoods;

/// <summary>Improves a placement a few hosts at a time, each time exactly; which hosts and how many follows what has paid.</summary>
internal sealed class HostsNeighbourhood<TTerm>(FlatState<TTerm> state, FastRandom random)
    where TTerm : struct, ITerm
{
    private const int MostInstances = 300;
    private const double DeterministicSeconds = 0.05;
    private const double MostSeconds = 2;

    private readonly AdaptiveChoice choices = new(3);
    private readonly double[] instancesWanted = [30, 30, 30];
    private readonly List<int> chosen = [];
    private FastRandom random = random;
    private HostGaps<TTerm>? gaps;

    private enum Choice
    {
        /// <summary>Any hosts.</summary>
        Random,

        /// <summary>A host that adds much to the gap and any others.</summary>
        Gap,

        /// <summary>A host, the origins of those it has and the hosts of those it had.</summary>
        Related,
    }

    /// <summary>Solves one neighbourhood and makes the moves if they pay.</summary>
    /// <returns>Whether the cost fell.</returns>
    public bool Step()
    {
        int kind = choices.Draw(ref random);
        ChooseHosts((Choice)kind, instancesWanted[kind]);
        int[] free = FreeInstances();
        if (chosen.Count < 2 || free.Length == 0)
        {
            return false;
        }

        int[]? destinations = new HostsModel<TTerm>(state, [.. chosen], free)
            .Solve(DeterministicSeconds, MostSeconds, random.Next(int.MaxValue), out bool isOptimal);
        long before = state.Cost;
        bool improved = destinations is not null && MakeMoves(free, destinations, before);

        choices.Note(kind, improved);
        instancesWanted[kind] = Math.Clamp(instancesWanted[kind] * (isOptimal ? 1.03 : 0.95), 10, MostInstances);
        return improved;
    }

    private void ChooseHosts(Choice choice, double instances)
    {
        FlatProblem problem = state.Problem;
        chosen.Clear();
        int first = choice == Choice.Gap ? (gaps ??= new(state)).Draw(ref random) : random.Next(problem.HostCount);
        chosen.Add(first);
        int[] related = choice == Choice.Related ? RelatedTo(first) : [];
        int count = state.MembersOf(first).Length;
        for (int draw = 0; draw < 64 && (count < instances || chosen.Count < 2); draw++)
        {
            int next = draw < related.Length ? related[draw] : random.Next(problem.HostCount);
            if (!chosen.Contains(next))
            {
                chosen.Add(next);
                count += state.MembersOf(next).Length;
            }
        }
    }

    private int[] RelatedTo(int host)
    {
        int[] origins = [.. state.MembersOf(host).ToArray().Select(instance => state.Problem.Origin[instance]).Where(origin => origin != host).Distinct()];
        for (int i = origins.Length - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (origins[i], origins[other]) = (origins[other], origins[i]);
        }

        return origins;
    }

    private int[] FreeInstances()
    {
        List<int> all = [.. chosen.SelectMany(host => state.MembersOf(host).ToArray())];
        while (all.Count > MostInstances)
        {
            int place = random.Next(all.Count);
            all[place] = all[^1];
            all.RemoveAt(all.Count - 1);
        }

        return [.. all];
    }

    private bool MakeMoves(int[] free, int[] destinations, long before)
    {
        int[] origins = [.. free.Select(instance => state.HostOf[instance])];
        if (state.Exchange(free, origins, destinations) && state.Cost < before)
        {
            return true;
        }

        state.Exchange(free, destinations, origins);
        return false;
    }
}
