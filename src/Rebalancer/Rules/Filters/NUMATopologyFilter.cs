using Rebalancer.Numa;

namespace Rebalancer.Rules.Filters;

/// <summary>The guest's cells must fit on the host's.</summary>
internal sealed class NUMATopologyFilter : HostFilter
{
    /// <inheritdoc/>
    public override bool HostPasses(HostState host, RequestSpec spec)
    {
        if (host.Cells is { } cells && AsksForThreads(spec) && !cells.Cells.Any(cell => cell.Siblings.Any(siblings => siblings.Count > 1)))
        {
            return false;
        }

        if (spec.Topology is not { } guest)
        {
            return true;
        }

        return host.Cells is { } topology
            && NumaFit.Fit(topology, host.Usage ?? NumaUsage.None(topology), guest, host.FitOptions, spec.Pci, host.Devices).Placement is not null;
    }

    private static bool AsksForThreads(RequestSpec spec) =>
        (spec.ExtraSpecs.GetValueOrDefault("hw:cpu_policy") == "dedicated" || spec.Image["hw_cpu_policy"] == "dedicated")
        && (spec.ExtraSpecs.GetValueOrDefault("hw:cpu_thread_policy") == "require" || spec.Image["hw_cpu_thread_policy"] == "require");
}
