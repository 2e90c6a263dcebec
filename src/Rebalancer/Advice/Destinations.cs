using System.Collections.Immutable;
using Rebalancer.Rules;
using Rebalancer.Rules.Cpus;
using Rebalancer.Rules.Filters;
using Rebalancer.Rules.Hosts;

namespace Rebalancer.Advice;

/// <summary>Whether an instance could go anywhere by some kinds of move, the rest of the cloud staying as it is.</summary>
/// <remarks>
/// Asked once for all instances that the rules tell apart by their host alone; two destinations suffice to know that each of them
/// has one. What lasts is asked once per class.
/// </remarks>
internal sealed class Destinations
{
    // In a large cloud the commonest reason is the commonest among so many hosts, spread over all.
    private const int HostsAskedForReasons = 32;

    private static readonly ImmutableHashSet<string> OfTheSourcesService = ["nova.source-up", "policy.not-fenced", "assumed.fenced"];

    // The rules before the source's service look at the instance alone; of the rest those of storage and CPUs, at the end of the book,
    // refuse the most, and those that compare whole sets cost the most.
    private static readonly ImmutableArray<ILastingRule> CheapestFirst =
    [
        .. RuleBook.Lasting.TakeWhile(rule => rule is not SourceServiceRule),
        .. RuleBook.Lasting.SkipWhile(rule => rule is not SourceServiceRule).Reverse().OrderBy(rule => rule is CpuCompareRule or FilterRule),
    ];

    private static readonly int KindCount = Enum.GetValues<MoveKind>().Length;

    private readonly AdviceContext context;
    private readonly ImmutableArray<MoveKind> kinds;
    private readonly bool supposesSourceFailed;
    private readonly int[] askedIn;
    private readonly bool[] lasting;
    private readonly Dictionary<Key, Answer> answers = [];
    private readonly Dictionary<Key, Refusal?> reasons = [];
    private int searches;

    private Destinations(AdviceContext context, ImmutableArray<MoveKind> kinds, bool supposesSourceFailed)
    {
        this.context = context;
        this.kinds = kinds;
        this.supposesSourceFailed = supposesSourceFailed;
        askedIn = new int[context.Classes.HostClassCount * KindCount];
        lasting = new bool[context.Classes.HostClassCount * KindCount];
    }

    /// <summary>By migrations of these kinds, as the cloud is.</summary>
    public static Destinations ByMigration(AdviceContext context, params ImmutableArray<MoveKind> kinds) => new(context, kinds, supposesSourceFailed: false);

    /// <summary>By an evacuation, supposed that the instance's host has failed and is fenced.</summary>
    public static Destinations ByEvacuation(AdviceContext context) => new(context, [MoveKind.Evacuate], supposesSourceFailed: true);

    /// <summary>Whether some host could take an instance.</summary>
    public bool HasAny(int instance)
    {
        int source = context.State.HostOf(instance);
        Key key = KeyOf(instance);
        searches++;
        if (!answers.TryGetValue(key, out Answer answer))
        {
            answers.Add(key, answer = Search(instance, source));
        }

        // The first to ask did not look at its own host, which may be the only one for the others.
        return (answer.First >= 0 && answer.First != source) || answer.Second >= 0
            || (answer.Asker != source && IsAllowed(instance, answer.Asker));
    }

    /// <summary>The reason that speaks against the most hosts, as it reads for the first of them; <c>null</c> where there is no other host.</summary>
    public Refusal? CommonestReason(int instance)
    {
        Key key = KeyOf(instance);
        if (!reasons.TryGetValue(key, out Refusal? reason))
        {
            reasons.Add(key, reason = FindReason(instance));
        }

        return reason;
    }

    private Answer Search(int instance, int source)
    {
        int first = -1;
        foreach (int host in context.AllHosts)
        {
            if (host == source || !IsAllowed(instance, host))
            {
                continue;
            }

            if (first >= 0)
            {
                return new Answer(source, first, host);
            }

            first = host;
        }

        return new Answer(source, first, -1);
    }

    private bool IsAllowed(int instance, int host)
    {
        foreach (MoveKind kind in kinds)
        {
            if (IsAllowedForGood(instance, host, kind) && MigrationRules.IsAllowedByState(context.State, instance, host, kind, context.Profile))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Hosts of one class need one answer within a search; between searches little is shared that their keys do not share.</summary>
    private bool IsAllowedForGood(int instance, int host, MoveKind kind)
    {
        int place = (context.Classes.HostClassOf(host) * KindCount) + (int)kind;
        if (askedIn[place] != searches)
        {
            askedIn[place] = searches;
            lasting[place] = AsksLastingRules(instance, host, kind);
        }

        return lasting[place];
    }

    private bool AsksLastingRules(int instance, int host, MoveKind kind)
    {
        LastingMove move = new(context.Facts, instance, context.State.HostOf(instance), host, kind, context.Profile);
        VerdictBuilder verdict = VerdictBuilder.WithoutReasons;
        foreach (ILastingRule rule in CheapestFirst)
        {
            if (supposesSourceFailed && rule is SourceServiceRule)
            {
                continue;
            }

            rule.Check(move, ref verdict);
            if (!verdict.IsAllowed || (context.Profile.RefusesAssumptions && verdict.HasAssumptions))
            {
                return false;
            }
        }

        return true;
    }

    private Refusal? FindReason(int instance)
    {
        Dictionary<string, (int Hosts, int Order, Refusal Refusal)> counts = new(StringComparer.Ordinal);
        int stride = 1 + (context.Cluster.Hosts.Length / HostsAskedForReasons);
        for (int host = 0; host < context.Cluster.Hosts.Length; host += stride)
        {
            if (host == context.State.HostOf(instance))
            {
                continue;
            }

            foreach (Refusal refusal in ReasonsAgainst(instance, host).DistinctBy(refusal => refusal.Code))
            {
                counts[refusal.Code] = counts.TryGetValue(refusal.Code, out (int Hosts, int Order, Refusal Refusal) known)
                    ? known with { Hosts = known.Hosts + 1 }
                    : (1, counts.Count, refusal);
            }
        }

        return counts.Count == 0 ? null : counts.Values.OrderByDescending(count => count.Hosts).ThenBy(count => count.Order).First().Refusal;
    }

    /// <summary>Why an instance cannot go to a host: by the kind with the fewest lasting reasons, what the state says where there is none.</summary>
    private ImmutableArray<Refusal> ReasonsAgainst(int instance, int host)
    {
        (MoveKind Kind, ImmutableArray<Refusal> Refusals) nearest = kinds.Select(kind => (Kind: kind, Refusals: LastingReasons(instance, host, kind))).MinBy(pair => pair.Refusals.Length);
        return nearest.Refusals.IsEmpty
            ? MigrationRules.CheckState(context.State, instance, host, nearest.Kind, context.Profile).Refusals
            : nearest.Refusals;
    }

    private ImmutableArray<Refusal> LastingReasons(int instance, int host, MoveKind kind)
    {
        int source = context.State.HostOf(instance);
        ImmutableArray<Refusal> refusals = MigrationRules.CheckLasting(context.Cluster, instance, source, host, kind, context.Profile).Refusals;
        return supposesSourceFailed ? [.. refusals.Where(refusal => !OfTheSourcesService.Contains(refusal.Code))] : refusals;
    }

    private Key KeyOf(int instance) => new(
        context.Classes.InstanceClassOf(instance),
        context.Classes.HostClassOf(context.State.HostOf(instance)),
        string.Join(',', context.Cluster.GroupsOf(instance)),
        context.State.PlacementOf(instance) is { Cells: [{ PageSizeKiB: { } size }, ..] } ? size : -1,
        context.State.LetsGo(instance),
        context.State.IsMoving(instance),
        context.Facts.StateFilters[instance].Any(filter => filter is SameHostFilter or DifferentHostFilter or JsonFilter or SimpleCIDRAffinityFilter) ? instance : -1);

    /// <summary>All that the rules see of an instance beside the host it is on; one with hints is told apart from all others.</summary>
    private readonly record struct Key(int InstanceClass, int SourceClass, string Groups, long PageSizeKiB, bool LetsGo, bool IsMoving, int Hinted);

    /// <summary>Up to two destinations beside the host of the instance that asked first.</summary>
    private readonly record struct Answer(int Asker, int First, int Second);
}
