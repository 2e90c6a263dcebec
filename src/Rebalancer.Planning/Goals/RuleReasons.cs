using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Goals;

/// <summary>The refusals of every destination and kind in the state that a plan ends in, one entry per code, those of most hosts first.</summary>
/// <remarks>
/// In a small cloud every host is asked about everything. In a large one the lasting rules are asked once per class of hosts, and the
/// state only of hosts where they allow a kind: what is refused for good needs no second reason.
/// </remarks>
internal sealed class RuleReasons
{
    /// <summary>The most hosts that a reason names.</summary>
    public const int MostNamed = 100;

    private const int MostAskedInFull = 1000;

    private readonly Cluster cluster;
    private readonly PlanState final;
    private readonly GoalScope scope;
    private readonly Profile profile;
    private readonly bool[] isAsked;
    private readonly int[]? classes;

    public RuleReasons(PlanState final, GoalScope scope, Profile profile)
    {
        this.final = final;
        this.scope = scope;
        this.profile = profile;
        cluster = final.Cluster;
        isAsked = [.. scope.HostsOf(scope.Limits.HostsLeftAlone).Select((isLeftAlone, host) => !isLeftAlone && !scope.Emptied[host])];
        classes = isAsked.Length > MostAskedInFull ? ClassesOf(cluster) : null;
    }

    /// <summary>Why an instance goes to no host.</summary>
    public IEnumerable<StayReason> Of(int instance)
    {
        Dictionary<string, Entry> byCode = [];
        Dictionary<int, Refusal[]> ofClass = [];
        int asked = 0;
        int source = final.HostOf(instance);
        for (int host = 0; host < isAsked.Length; host++)
        {
            if (host == source || !isAsked[host])
            {
                continue;
            }

            asked++;
            foreach (Refusal refusal in RefusalsOf(instance, host, ofClass))
            {
                Collect(byCode, refusal, host);
            }
        }

        if (asked == 0)
        {
            yield return new StayReason("limit.no-destination", "There is no host that may take it.", "Leave fewer hosts alone, or drain fewer at once.", []);
        }

        foreach (Entry entry in byCode.Values.OrderByDescending(entry => entry.Count))
        {
            bool isAll = entry.Count == asked;
            yield return new StayReason(entry.Refusal.Code, entry.Refusal.Message, entry.Refusal.Remedy, isAll ? [] : [.. entry.Named])
            {
                MoreHosts = isAll ? 0 : entry.Count - entry.Named.Count,
            };
        }
    }

    private static int[] ClassesOf(Cluster cluster)
    {
        var classes = MoveClasses.Of(cluster);
        return [.. Enumerable.Range(0, cluster.Hosts.Length).Select(classes.HostClassOf)];
    }

    private Refusal[] RefusalsOf(int instance, int host, Dictionary<int, Refusal[]> ofClass)
    {
        if (classes is null)
        {
            return ClosestOf([.. Kinds(instance).Select(kind => MigrationRules.Check(final, instance, host, kind, profile))]);
        }

        if (!ofClass.TryGetValue(classes[host], out Refusal[]? lasting))
        {
            Verdict[] verdicts = [.. Kinds(instance).Select(kind => MigrationRules.CheckLasting(cluster, instance, final.HostOf(instance), host, kind, profile))];
            ofClass[classes[host]] = lasting = verdicts.Any(verdict => verdict.IsAllowed) ? [] : ClosestOf(verdicts);
        }

        return lasting.Length > 0 ? lasting : ClosestOf([.. Kinds(instance).Select(kind => MigrationRules.Check(final, instance, host, kind, profile))]);
    }

    private IEnumerable<MoveKind> Kinds(int instance) =>
        scope.Limits.Kinds.Where(kind => kind == MoveKind.Evacuate == scope.Evacuated[final.HostOf(instance)]).Distinct();

    /// <summary>Every kind's refusals; of live and block-live the one that comes closer, since shared disks or local ones always bar the other.</summary>
    private static Refusal[] ClosestOf(Verdict[] verdicts)
    {
        Verdict? live = verdicts.Where(IsLive).MinBy(verdict => verdict.Refusals.Length);
        return [.. verdicts.Where(verdict => !IsLive(verdict) || ReferenceEquals(verdict, live)).SelectMany(verdict => verdict.Refusals)];

        static bool IsLive(Verdict verdict) => verdict.Kind is MoveKind.Live or MoveKind.BlockLive;
    }

    private void Collect(Dictionary<string, Entry> byCode, Refusal refusal, int host)
    {
        if (!byCode.TryGetValue(refusal.Code, out Entry? entry))
        {
            byCode[refusal.Code] = entry = new Entry(refusal);
        }

        if (entry.LastHost != host)
        {
            entry.LastHost = host;
            entry.Count++;
            if (entry.Named.Count < MostNamed)
            {
                entry.Named.Add(cluster.Hosts[host].Name);
            }
        }
    }

    /// <summary>A code with the hosts that refuse by it.</summary>
    private sealed class Entry(Refusal refusal)
    {
        public Refusal Refusal { get; } = refusal;

        public List<HostName> Named { get; } = [];

        public int Count { get; set; }

        public int LastHost { get; set; } = -1;
    }
}
