namespace Rebalancer.Plans.Verification;

/// <summary>Everything a plan does on one host, and the order it forces upon it.</summary>
internal sealed class HostEvents(int host, StepGraph graph)
{
    private StepOrder? order;

    public int Host { get; } = host;

    /// <summary>Moves to the host; each claims at the start of its step.</summary>
    public List<ResolvedMove> Arrivals { get; } = [];

    /// <summary>Moves away from the host.</summary>
    public List<ResolvedMove> Departures { get; } = [];

    /// <summary>Ends of steps that free something on the host.</summary>
    public List<Release> Releases { get; } = [];

    /// <summary>Waits whose end settles an instance on the host.</summary>
    public List<ResolvedWait> SettledWaits { get; } = [];

    /// <summary>Steps that disable the host's service.</summary>
    public List<int> Disables { get; } = [];

    /// <summary>Steps that enable the host's service.</summary>
    public List<int> Enables { get; } = [];

    /// <summary>Steps for which the host is to be empty.</summary>
    public List<int> Maintenances { get; } = [];

    /// <summary>The forced order of all steps named here; made when first asked for, as most hosts need none.</summary>
    public StepOrder Order => order ??= StepOrder.Of(
        graph,
        [
            .. Arrivals.Select(move => move.Step), .. Arrivals.Where(move => move.ReleaseStep >= 0).Select(move => move.ReleaseStep),
            .. Departures.Select(move => move.Step), .. Releases.Select(release => release.Step),
            .. SettledWaits.Select(wait => wait.Step), .. Disables, .. Enables, .. Maintenances,
        ]);
}
