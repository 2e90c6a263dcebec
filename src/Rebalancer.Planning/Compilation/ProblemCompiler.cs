using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning.Goals;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>Compiles a goal into placement problems, from narrow (only who must leave) to wide (everybody may move, by a detour too).</summary>
internal sealed class ProblemCompiler
{
    private const int FewestCandidates = 12;
    private const int MostCandidates = 120;
    private static readonly MoveKind[] Evacuation = [MoveKind.Evacuate];

    private readonly Cluster cluster;
    private readonly PlanState start;
    private readonly GoalScope scope;
    private readonly PlanLimits limits;
    private readonly Profile profile;
    private readonly VerdictTable verdicts;
    private readonly bool[] takes;
    private readonly bool[] movable;
    private readonly ILookup<int, int> residents;
    private readonly Lazily<bool[]> movableSomewhere;
    private readonly long[] arrivalLimits;
    private readonly EmptiedHosts emptied;
    private readonly HintsInFlight hints;
    private readonly MoveKind[] kindsByCost;
    private readonly Level[] levels;

    public ProblemCompiler(PlanState start, Goal goal, GoalScope scope, Profile profile)
    {
        this.start = start;
        this.scope = scope;
        cluster = start.Cluster;
        limits = goal.Limits;
        this.profile = profile;
        kindsByCost = [.. new[] { MoveKind.Live, MoveKind.BlockLive, MoveKind.Cold }.Where(kind => limits.Kinds.Contains(kind))];
        verdicts = VerdictTable.Of(cluster, profile);
        arrivalLimits = Compilation.ArrivalLimits.Of(start, profile);
        bool[] leftAlone = scope.HostsOf(limits.HostsLeftAlone);
        takes =
        [
            .. cluster.Hosts.Select((host, index) => !scope.Emptied[index] && !leftAlone[index] && host.Service is { IsUp: true, IsForcedDown: false, IsEnabled: true }),
        ];
        var instancesLeftAlone = limits.InstancesLeftAlone.ToHashSet();
        movable = [.. cluster.Instances.Select(IsMovable)];
        residents = Enumerable.Range(0, movable.Length).ToLookup(start.HostOf);
        emptied = new EmptiedHosts(start, movable);
        hints = new HintsInFlight(start, profile);
        levels = new GoalLevels(start, scope).All(goal);
        movableSomewhere = new Lazily<bool[]>(() =>
        {
            WaysOut ways = new(start, arrivalLimits, DestinationClasses.Of(cluster, verdicts.Classes, takes), verdicts.Classes, scope.Evacuated, MayGo, MayArrive);
            return [.. movable.Select((may, instance) => may && ways.Has(instance))];
        });

        // Whoever holds some of what its host has too much of stays, so the host keeps too much of it.
        bool IsMovable(Instance read, int instance) =>
            start.LetsGo(instance) && scope.InFlightOf(instance) is null && !instancesLeftAlone.Contains(read.Id)
            && (scope.MustLeave[instance] || !leftAlone[start.HostOf(instance)])
            && (read.Policy.ValueOr(new OwnerPolicy(AllowedMoves.LiveOnly)).NotBefore is not { } moment || limits.StartsAt >= moment);
    }

    /// <summary>By instance: whether it may move at all.</summary>
    public IReadOnlyList<bool> Movable => movable;

    /// <summary>By instance: whether it may move, and has anywhere to go.</summary>
    public IReadOnlyList<bool> MovableSomewhere => movableSomewhere.Value;

    /// <summary>Hosts that may take an instance.</summary>
    public IReadOnlyList<bool> Takes => takes;

    /// <summary>The classes of the cluster.</summary>
    public MoveClasses Classes => verdicts.Classes;

    /// <summary>Where everybody is at the start.</summary>
    public PlanState Start => start;

    /// <summary>Options as the wide problem would have, at most.</summary>
    public long WideSize => movable.LongCount(may => may) * takes.LongCount(may => may);

    /// <summary>Whether detours are allowed, and few enough to look at them all.</summary>
    public bool MayDetour(long most) => limits.MaxDetours != 0 && WideSize * takes.LongCount(may => may) <= most;

    /// <summary>Only instances that must leave may move, straight to where they stay; to some hosts each, where all would be too many.</summary>
    /// <param name="most">The most options, about.</param>
    /// <param name="seed">The seed of the choice.</param>
    public PlacementProblem Narrow(long most, int seed)
    {
        int leavers = Enumerable.Range(0, movable.Length).Count(MayLeave);
        if (leavers * takes.LongCount(may => may) <= most)
        {
            return Compile(AddDirect, MayLeave);
        }

        var floors = new MoverFloor?[movable.Length];
        int each = (int)Math.Clamp(most / leavers, FewestCandidates, MostCandidates);
        CandidateHosts candidates = new(
            start, Compilation.ArrivalLimits.WithHeadroom(arrivalLimits, limits.Headroom), DestinationClasses.Of(cluster, verdicts.Classes, takes), MayArrive, WaysTo, seed);
        return Compile((instance, options) => options.AddRange(candidates.Of(instance, each, out floors[instance])), MayLeave, isPart: true, floors);

        bool MayLeave(int instance) => movable[instance] && scope.MustLeave[instance];
    }

    /// <summary>Every instance may move, straight to where it stays.</summary>
    public PlacementProblem Wide() => Compile(AddDirect, _ => true);

    /// <summary>Every instance may move, also by way of a third host.</summary>
    /// <param name="isOnlyWhereBetter">
    /// Only detours that matter for where an instance may end: where it cannot go straight, or only with downtime, or, where GiB are limited, not for as few bytes.
    /// </param>
    public PlacementProblem WithDetours(bool isOnlyWhereBetter) => Compile(
        (instance, options) =>
        {
            int first = options.Count;
            AddDirect(instance, options);
            AddDetours(instance, options, first, isOnlyWhereBetter);
        },
        _ => true);

    /// <summary>A state on the way as a flat problem.</summary>
    /// <param name="state">Who is where by now.</param>
    /// <param name="settled">Instances that have moved already.</param>
    public FlatCloud Flat(PlanState state, IReadOnlySet<int> settled) => FlatCloud.Of(
        state,
        [.. movable.Select((may, instance) => may && !settled.Contains(instance) && !scope.MustLeave[instance])],
        takes,
        Compilation.ArrivalLimits.WithHeadroom(arrivalLimits, limits.Headroom),
        verdicts.Classes,
        (instance, host) => KindsBetween(instance, state.HostOf(instance), host).Any());

    /// <summary>Some instances may move, each to one host and no other.</summary>
    /// <param name="hostOf">By instance: the host, or -1.</param>
    public PlacementProblem To(int[] hostOf) => Compile(
        (instance, options) => options.AddRange(WaysTo(instance, hostOf[instance])),
        instance => hostOf[instance] >= 0 && hostOf[instance] != start.HostOf(instance),
        isPart: true);

    /// <summary>Some instances may move among some hosts, and back to where they start; whoever else has moved keeps the option that was chosen.</summary>
    /// <param name="chosen">The options chosen so far, one for each instance that moves.</param>
    /// <param name="free">Instances that may move; those that may move at all.</param>
    /// <param name="hosts">Where to.</param>
    public PlacementProblem Around(IReadOnlyDictionary<int, MoveOption> chosen, IReadOnlySet<int> free, IReadOnlyCollection<int> hosts) => Compile(
        (instance, options) =>
        {
            int first = options.Count;
            if (free.Contains(instance))
            {
                options.AddRange(hosts.Where(host => host != start.HostOf(instance) && MayArrive(instance, host)).SelectMany(host => WaysTo(instance, host)));
            }

            if (chosen.TryGetValue(instance, out MoveOption option) && options.IndexOf(option, first) < 0)
            {
                options.Add(option);
            }
        },
        instance => free.Contains(instance) || chosen.ContainsKey(instance),
        isPart: true);

    /// <summary>The index of an instance.</summary>
    public int IndexOf(InstanceId instance) => cluster.IndexOf(instance);

    /// <summary>Whether the lasting rules let an instance go to a host that takes instances, by some kind of move.</summary>
    public bool MayGo(int instance, int host) => takes[host] && KindsBetween(instance, start.HostOf(instance), host).Any();

    private PlacementProblem Compile(Action<int, List<MoveOption>> add, Predicate<int> mayMove, bool isPart = false, MoverFloor?[]? floors = null)
    {
        List<MoveOption> options = [];
        var first = new int[movable.Length + 1];
        for (int instance = 0; instance < movable.Length; instance++)
        {
            first[instance] = options.Count;
            if (movable[instance] && mayMove(instance))
            {
                add(instance, options);
            }
        }

        first[^1] = options.Count;
        return new PlacementProblem
        {
            Start = start,
            Residents = residents,
            Profile = profile,
            Limits = limits,
            MostBytes = scope.MostBytes,
            ArrivalLimits = arrivalLimits,
            FinalLimits = Compilation.ArrivalLimits.WithHeadroom(arrivalLimits, limits.Headroom),
            Options = [.. options],
            FirstOption = first,
            MustLeave = scope.MustLeave,
            IsPart = isPart,
            Floors = floors,
            Levels = levels,
        };
    }

    private void AddDirect(int instance, List<MoveOption> options)
    {
        int source = start.HostOf(instance);
        for (int host = 0; host < takes.Length; host++)
        {
            if (host == source || !MayArrive(instance, host))
            {
                continue;
            }

            options.AddRange(WaysTo(instance, host));
        }
    }

    private IEnumerable<MoveOption> WaysTo(int instance, int host)
    {
        int source = start.HostOf(instance);
        return KindsBetween(instance, source, host)
            .Select(kind => new MoveOption(instance, host, kind, HasDowntime(instance, kind), BytesOf(instance, source, host, kind)));
    }

    private void AddDetours(int instance, List<MoveOption> options, int firstDirect, bool isOnlyWhereBetter)
    {
        int source = start.HostOf(instance);
        if (limits.MaxDetours == 0 || scope.Evacuated[source])
        {
            return;
        }

        MoveOption[] direct = [.. options.Skip(firstDirect)];
        Dictionary<int, long> straight = direct
            .Where(option => !option.HasDowntime || direct.All(other => other.HasDowntime))
            .GroupBy(option => option.Destination)
            .ToDictionary(ways => ways.Key, ways => limits.MaxGiB is null ? 0 : ways.Min(option => option.Bytes));
        foreach (int stop in direct.Select(option => option.Destination).Distinct().ToArray())
        {
            for (int host = 0; host < takes.Length; host++)
            {
                bool isHome = host == source;
                bool isOpen = isHome ? takes[host] && MayReturn(instance) : MayArrive(instance, host);
                if (host != stop && isOpen && !(isOnlyWhereBetter && isHome))
                {
                    long below = isOnlyWhereBetter ? straight.GetValueOrDefault(host, long.MaxValue) : long.MaxValue;
                    IEnumerable<MoveOption> ways = WaysOver(instance, source, stop, host).Where(option => option.Bytes < below);
                    options.AddRange(IsOneEnough(instance) ? ways.OrderBy(option => option.Cost).Take(1) : ways);
                }
            }
        }
    }

    /// <summary>Who comes back counts as having stayed, with what it holds: not where its record is wrong and a move would put it right.</summary>
    private bool MayReturn(int instance) =>
        !scope.MustLeave[instance] && start.HeldBy(instance).SequenceEqual(start.AmountsOn(instance, start.HostOf(instance)));

    private IEnumerable<MoveOption> WaysOver(int instance, int source, int stop, int host) =>
        from first in kindsByCost
        where verdicts.IsAllowed(instance, source, stop, first)
        from second in kindsByCost
        where verdicts.IsAllowed(instance, stop, host, second)
        select new MoveOption(
            instance,
            host,
            second,
            HasDowntime(instance, first) || HasDowntime(instance, second),
            BytesOf(instance, source, stop, first) + BytesOf(instance, stop, host, second),
            new Detour(stop, first));

    /// <summary>The rules of the state treat all kinds of a floating instance alike, so the cheapest stands for all.</summary>
    private bool IsOneEnough(int instance) => !start.DemandOf(instance).IsStructured && limits.MaxGiB is null && !IsStoppedAnyway(instance);

    private bool IsStoppedAnyway(int instance) => scope.Round?.Stopped[instance] == true;

    private bool MayArrive(int instance, int host) =>
        takes[host] && HasMemberWhereNeeded(instance, host) && emptied.CouldFit(instance, host) && !hints.MayRefuse(instance, host);

    private IEnumerable<MoveKind> KindsBetween(int instance, int source, int host)
    {
        MoveKind[] kinds = scope.Evacuated[source] ? limits.Kinds.Contains(MoveKind.Evacuate) ? Evacuation : [] : kindsByCost;
        IEnumerable<MoveKind> allowed = kinds.Where(kind => verdicts.IsAllowed(instance, source, host, kind));
        return IsOneEnough(instance) ? allowed.Take(1) : allowed;
    }

    /// <summary>A member of a strict affinity group can only follow another member.</summary>
    private bool HasMemberWhereNeeded(int instance, int host)
    {
        foreach (int group in cluster.GroupsOf(instance))
        {
            if (start.RequiresCompany(group) && start.SettledMembersOn(group, host) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private bool HasDowntime(int instance, MoveKind kind) => kind == MoveKind.Cold && cluster.Instances[instance].VmState != VmState.Stopped && !IsStoppedAnyway(instance);

    private long BytesOf(int instance, int source, int host, MoveKind kind) => MoveEstimate.Of(cluster, instance, source, host, kind).Bytes;
}
