using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Plans.Verification;

/// <summary>A well-formed plan by the indexes of the cluster and by the places of its steps.</summary>
internal sealed class ResolvedPlan
{
    private readonly HostEvents?[] events;
    private readonly Dictionary<int, int> places = [];
    private readonly Dictionary<int, ResolvedMove> moveOf = [];
    private readonly ILookup<int, ResolvedMove> hops;
    private readonly Dictionary<int, ResolvedMove> releasedBy;
    private readonly Dictionary<int, ResolvedWait> waitOf;
    private readonly Dictionary<int, ResolvedWait> waitAt;

    public ResolvedPlan(
        Cluster cluster, Profile profile, ImmutableArray<PlanStep> steps, StepGraph graph, ImmutableArray<ResolvedMove> moves, IReadOnlyList<ResolvedWait> waits)
    {
        Cluster = cluster;
        Profile = profile;
        Steps = steps;
        Graph = graph;
        Moves = moves;
        Start = PlanState.Of(cluster);
        events = new HostEvents?[cluster.Hosts.Length];
        hops = moves.Where(move => move.ReleaseStep >= 0).ToLookup(move => move.Instance);
        releasedBy = moves.Where(move => move.ReleaseStep >= 0).ToDictionary(move => move.ReleaseStep);
        waitOf = waits.ToDictionary(wait => wait.InFlight);
        waitAt = waits.ToDictionary(wait => wait.Step);
        foreach (ResolvedMove move in moves)
        {
            moveOf.Add(move.Step, move);
            On(move.Destination).Arrivals.Add(move);
            On(move.Source).Departures.Add(move);
            if (move.ReleaseStep >= 0)
            {
                On(move.Source).Releases.Add(new Release(move.ReleaseStep, move, -1));
            }
        }

        foreach (ResolvedWait wait in waits)
        {
            On(wait.Source).Releases.Add(new Release(wait.Step, null, wait.InFlight));
            On(wait.Destination).SettledWaits.Add(wait);
        }

        for (int step = 0; step < steps.Length; step++)
        {
            places.Add(steps[step].Id, step);
            switch (steps[step])
            {
                case DisableStep disable:
                    On(cluster.IndexOf(disable.Host)).Disables.Add(step);
                    break;
                case EnableStep enable:
                    On(cluster.IndexOf(enable.Host)).Enables.Add(step);
                    break;
                case MaintainStep maintain:
                    foreach (HostName host in maintain.Hosts)
                    {
                        On(cluster.IndexOf(host)).Maintenances.Add(step);
                    }

                    break;
            }
        }
    }

    public Cluster Cluster { get; }

    public Profile Profile { get; }

    public ImmutableArray<PlanStep> Steps { get; }

    public StepGraph Graph { get; }

    public ImmutableArray<ResolvedMove> Moves { get; }

    /// <summary>The state before the first step.</summary>
    public PlanState Start { get; }

    /// <summary>The move that a step makes, or <c>null</c> for a step of another kind.</summary>
    public ResolvedMove? MoveOf(int step) => moveOf.GetValueOrDefault(step);

    /// <summary>The moves of an instance that come to a release, in the order in which they run.</summary>
    public IEnumerable<ResolvedMove> HopsOf(int instance) => hops[instance];

    /// <summary>The step that waits for a migration in flight to release its source, or <c>null</c>.</summary>
    public ResolvedWait? WaitFor(int inFlight) => waitOf.GetValueOrDefault(inFlight);

    /// <summary>What a wait step waits for, or <c>null</c> for a step of another kind.</summary>
    public ResolvedWait? WaitAt(int step) => waitAt.GetValueOrDefault(step);

    /// <summary>The move whose source the end of a step releases, or <c>null</c>.</summary>
    public ResolvedMove? ReleasedBy(int step) => releasedBy.GetValueOrDefault(step);

    /// <summary>The place of the step with a number.</summary>
    public int PlaceOf(int id) => places[id];

    /// <summary>What happens on each host that the plan touches, by the hosts' order.</summary>
    public IEnumerable<HostEvents> Hosts => events.OfType<HostEvents>();

    /// <summary>What a release gives back on its host, by resource class.</summary>
    public ReadOnlySpan<long> AmountsOf(Release release)
    {
        if (release.Move is not { } move)
        {
            int instance = Cluster.IndexOf(Cluster.MovesInFlight[release.InFlight].Instance);
            return Cluster.MovesInFlight[release.InFlight].Source == Cluster.Instances[instance].Host
                ? Start.HeldBy(instance)
                : Start.HeldInFlight(release.InFlight).Amounts.Span;
        }

        return move.Previous is null ? Start.HeldBy(move.Instance) : Start.AmountsOn(move.Instance, move.Source);
    }

    /// <summary>The instance that a release concerns.</summary>
    public int InstanceOf(Release release) => release.Move?.Instance ?? Cluster.IndexOf(Cluster.MovesInFlight[release.InFlight].Instance);

    private HostEvents On(int host) => events[host] ??= new HostEvents(host, Graph);
}

/// <summary>A move of a well-formed plan.</summary>
/// <param name="Step">The place of its step.</param>
/// <param name="Instance">The instance.</param>
/// <param name="Source">The host it leaves.</param>
/// <param name="Destination">The host it goes to.</param>
/// <param name="Kind">How it goes.</param>
/// <param name="ReleaseStep">The place of the step whose end releases the source: itself, or its confirm step; -1 for never.</param>
/// <param name="Previous">The instance's move before this one.</param>
internal sealed record ResolvedMove(int Step, int Instance, int Source, int Destination, MoveKind Kind, int ReleaseStep, ResolvedMove? Previous);

/// <summary>A wait step whose end releases the source of a migration that the snapshot saw in flight.</summary>
/// <param name="Step">The place of the step.</param>
/// <param name="InFlight">The migration's place in the cluster.</param>
/// <param name="Source">The host that it releases.</param>
/// <param name="Destination">The host on which the instance is then settled.</param>
internal sealed record ResolvedWait(int Step, int InFlight, int Source, int Destination);

/// <summary>An event that ends what an instance holds on a host: the end of a step.</summary>
/// <param name="Step">The place of the step.</param>
/// <param name="Move">The move whose source it releases, or <c>null</c> for a migration in flight.</param>
/// <param name="InFlight">The migration's place in the cluster, or -1.</param>
internal sealed record Release(int Step, ResolvedMove? Move, int InFlight);
