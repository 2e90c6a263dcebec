using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Benchmarks.Reassignment;

/// <summary>A rule: each neighbourhood with a process of a service has one of each service that it depends on.</summary>
internal readonly struct DependencyTerm : ITerm
{
    private readonly int[] neighbourhoodOf;
    private readonly int neighbourhoodCount;
    private readonly int[] serviceOf;
    private readonly int[][] needs;
    private readonly int[][] neededBy;
    private readonly int[] counts;

    public DependencyTerm(ReassignmentModel model)
    {
        neighbourhoodOf = [.. model.Machines.Select(machine => machine.Neighbourhood)];
        neighbourhoodCount = neighbourhoodOf.Max() + 1;
        int[][] dependsOn = [.. model.Services.Select((service, s) => service.DependsOn.Distinct().Where(needed => needed != s).ToArray())];
        ILookup<int, int> dependants = dependsOn.SelectMany((all, s) => all.Select(needed => (needed, s))).ToLookup(pair => pair.needed, pair => pair.s);

        // Only services on either side of a dependency are counted.
        int[] index = new int[model.Services.Length];
        int count = 0;
        for (int s = 0; s < index.Length; s++)
        {
            index[s] = dependsOn[s].Length > 0 || dependants.Contains(s) ? count++ : -1;
        }

        int[] counted = [.. Enumerable.Range(0, index.Length).Where(s => index[s] >= 0)];
        needs = [.. counted.Select(s => dependsOn[s].Select(needed => index[needed]).ToArray())];
        neededBy = [.. counted.Select(s => dependants[s].Select(dependant => index[dependant]).ToArray())];
        serviceOf = [.. model.Processes.Select(process => index[process.Service])];
        counts = new int[counted.Length * neighbourhoodCount];
    }

    public Vector256<long> OfUse(int lane, Vector256<long> used) => Vector256<long>.Zero;

    public void AddPieces(int lane, long most, List<UsePiece> pieces)
    {
    }

    public long OfMembers(int host, int members) => 0;

    public long OfPlacement(int instance, int host) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AllowsMove(int instance, int from, int to)
    {
        int service = serviceOf[instance];
        return service < 0 || neighbourhoodOf[from] == neighbourhoodOf[to] || KeepsRule(service, neighbourhoodOf[from], -1, neighbourhoodOf[to]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AllowsSwap(int left, int leftHost, int right, int rightHost)
    {
        (int one, int other) = (serviceOf[left], serviceOf[right]);
        (int here, int there) = (neighbourhoodOf[leftHost], neighbourhoodOf[rightHost]);
        return here == there || one == other || ((one < 0 || KeepsRule(one, here, other, there)) && (other < 0 || KeepsRule(other, there, one, here)));
    }

    public long OfMove(int instance, int from, int to) => 0;

    public long OfSwap(int left, int leftHost, int right, int rightHost) => 0;

    public void Apply(int instance, int from, int to)
    {
        if (serviceOf[instance] >= 0)
        {
            counts[(serviceOf[instance] * neighbourhoodCount) + neighbourhoodOf[from]]--;
            counts[(serviceOf[instance] * neighbourhoodCount) + neighbourhoodOf[to]]++;
        }
    }

    public long OfWhole(ReadOnlySpan<int> hostOf)
    {
        Array.Clear(counts);
        for (int instance = 0; instance < hostOf.Length; instance++)
        {
            if (serviceOf[instance] >= 0)
            {
                counts[(serviceOf[instance] * neighbourhoodCount) + neighbourhoodOf[hostOf[instance]]]++;
            }
        }

        return 0;
    }

    /// <summary>Whether a process may leave a neighbourhood for another, while one of another service (or none: -1) goes the other way.</summary>
    private bool KeepsRule(int service, int from, int contrary, int to)
    {
        if (counts[(service * neighbourhoodCount) + from] == 1)
        {
            foreach (int dependant in neededBy[service])
            {
                if (counts[(dependant * neighbourhoodCount) + from] + (dependant == contrary ? 1 : 0) > 0)
                {
                    return false;
                }
            }
        }

        if (counts[(service * neighbourhoodCount) + to] == 0)
        {
            foreach (int needed in needs[service])
            {
                if (counts[(needed * neighbourhoodCount) + to] - (needed == contrary ? 1 : 0) <= 0)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
