using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Planning.Sequencing.Flat;

/// <summary>Who starts first of those that wait for the same room: whoever stands at the head of the longest chain of waiting moves.</summary>
internal sealed class MovePriorities
{
    private const int MostLinks = 12;
    private readonly double[] values;
    private readonly double raise;

    public MovePriorities(FlatProblem problem, int[] target, long[] durations, bool shortestFirst)
    {
        int[] moving = [.. Enumerable.Range(0, target.Length).Where(instance => target[instance] != problem.Origin[instance])];
        double longest = moving.Select(instance => (double)durations[instance]).DefaultIfEmpty(1).Max();
        bool[] isTight = TightHosts(problem, target, moving);

        // By host: how long those wait who need what leaves it.
        var tails = new double[problem.HostCount];
        for (int link = 0; link < MostLinks; link++)
        {
            bool changed = false;
            double[] before = [.. tails];
            foreach (int instance in moving)
            {
                int to = target[instance];
                double tail = isTight[to] ? durations[instance] + before[problem.Origin[instance]] : 0;
                changed |= tail > tails[to];
                tails[to] = Math.Max(tails[to], tail);
            }

            if (!changed)
            {
                break;
            }
        }

        raise = Math.Max(1, 2 * tails.DefaultIfEmpty().Max());
        values = new double[target.Length];
        foreach (int instance in moving)
        {
            double tie = durations[instance] / (2 * longest);
            values[instance] = tails[problem.Origin[instance]] + (shortestFirst ? 1 - tie : tie);
        }
    }

    /// <summary>By instance: higher starts first.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>Lets those who were stuck come earlier.</summary>
    public void Raise(IEnumerable<int> stuck)
    {
        foreach (int instance in stuck)
        {
            values[instance] += raise;
        }
    }

    /// <summary>Hosts that cannot hold all who arrive together with all who have not left.</summary>
    private static bool[] TightHosts(FlatProblem problem, int[] target, int[] moving)
    {
        var held = new long[problem.HostCount * problem.LaneCount];
        void Add(int instance, int host)
        {
            for (int lane = 0; lane < problem.LaneCount; lane++)
            {
                held[(host * problem.LaneCount) + lane] += problem.Demands[(instance * problem.LaneCount) + lane];
            }
        }

        for (int instance = 0; instance < target.Length; instance++)
        {
            Add(instance, problem.Origin[instance]);
        }

        foreach (int instance in moving)
        {
            Add(instance, target[instance]);
        }

        var isTight = new bool[problem.HostCount];
        for (int host = 0; host < isTight.Length; host++)
        {
            for (int quantity = 0; quantity < problem.QuantityCount; quantity++)
            {
                isTight[host] |= held[(host * problem.LaneCount) + quantity] > problem.CapacityOf(host)[quantity];
            }
        }

        // A mate in the way is waited for like room.
        foreach (int instance in moving)
        {
            isTight[problem.Origin[instance]] |= problem.GroupOf[instance] >= 0;
        }

        return isTight;
    }
}
