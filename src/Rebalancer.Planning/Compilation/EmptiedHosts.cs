using System.Collections.Concurrent;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>Tells whether a guest's cells and devices could fit on a host even if everybody who may leave it had left.</summary>
/// <remarks>
/// More free cells never turn a fit into a refusal, with one exception: a guest that asks for large or any pages keeps the size
/// that the first cell offers, which a fuller host may offer differently. Such guests are not judged here.
/// </remarks>
internal sealed class EmptiedHosts
{
    private const long LargePages = -2;
    private const long AnyPages = -3;

    private readonly PlanState start;
    private readonly HostCells[] emptied;
    private readonly ConcurrentDictionary<(InstanceDemand Demand, int Host), bool> answers = [];

    public EmptiedHosts(PlanState start, IReadOnlyList<bool> movable)
    {
        this.start = start;
        emptied = [.. Enumerable.Range(0, start.Cluster.Hosts.Length).Select(start.CellsOf)];
        for (int instance = 0; instance < movable.Count; instance++)
        {
            if (movable[instance] && start.DemandOf(instance).IsStructured)
            {
                int host = start.HostOf(instance);
                emptied[host] = emptied[host].Without(start.HoldingOf(instance));
            }
        }
    }

    /// <summary>Whether the guest could fit, as far as this can be told.</summary>
    public bool CouldFit(int instance, int host)
    {
        InstanceDemand demand = start.DemandOf(instance);
        if (!demand.IsStructured || (demand.Topology is { } guest && guest.Cells.Any(cell => cell.PageSize is LargePages or AnyPages)))
        {
            return true;
        }

        return answers.GetOrAdd((demand, host), static (asked, emptied) => emptied[asked.Host].Fit(asked.Demand).Refusals.IsEmpty, emptied);
    }
}
