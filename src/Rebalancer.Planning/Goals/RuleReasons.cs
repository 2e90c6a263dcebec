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

    private readonly PlanState final;
    private readonly GoalScope scope;
    private readonly Profile profile;
    private readonly int[][] asked;
    private readonly LastingCodes? lasting;

    public RuleReasons(PlanState final, GoalScope scope, Profile profile, int mostAskedInFull)
    {
        this.final = final;
        this.scope = scope;
        this.profile = profile;
        bool[] leftAlone = scope.HostsOf(scope.Limits.HostsLeftAlone);
        lasting = leftAlone.Length > mostAskedInFull ? new LastingCodes(final.Cluster) : null;
        asked =
        [
            .. Enumerable.Range(0, leftAlone.Length).Where(host => !leftAlone[host] && !scope.Emptied[host])
                .GroupBy(host => lasting?.ClassOf(host) ?? 0).Select(group => group.ToArray()),
        ];
    }

    /// <summary>Why an instance goes to no host.</summary>
    public IEnumerable<StayReason> Of(int instance)
    {
        int source = final.HostOf(instance);
        MoveKind[] kinds = [.. scope.Limits.Kinds.Where(kind => kind == MoveKind.Evacuate == scope.Evacuated[source]).Distinct()];
        Dictionary<string, Entry> byCode = [];
        int count = 0;
        foreach (int[] alike in asked)
        {
            int[] hosts = Array.BinarySearch(alike, source) < 0 ? alike : [.. alike.Where(host => host != source)];
            count += hosts.Length;
            string[][]? forGood = hosts.Length > 0 ? lasting?.Of(instance, source, hosts[0], kinds, LastingCodesOf) : null;
            if (forGood?.All(codes => codes.Length > 0) == true)
            {
                foreach (string code in ClosestOf([.. kinds.Zip(forGood)]).Distinct())
                {
                    Note(byCode, code, hosts, true);
                }

                continue;
            }

            foreach (int host in hosts)
            {
                foreach (string code in ClosestOf([.. kinds.Select((kind, index) => (kind, CodesOf(instance, source, host, kind, forGood?[index])))]).Distinct())
                {
                    Note(byCode, code, [host], false);
                }
            }
        }

        if (count == 0)
        {
            yield return new StayReason("limit.no-destination", "There is no host that may take it.", "Leave fewer hosts alone, or drain fewer at once.", []);
        }

        foreach ((string code, Entry entry) in byCode.OrderByDescending(pair => pair.Value.Count))
        {
            Refusal[] refusals = entry.IsOfClass ? LastingOf(instance, source, entry.Named[0], kinds) : RefusalsOf(instance, entry.Named[0], kinds);
            Refusal refusal = refusals.First(found => found.Code == code);
            bool isAll = entry.Count == count;
            yield return new StayReason(code, refusal.Message, refusal.Remedy, isAll ? [] : [.. entry.Named.Order().Select(host => final.Cluster.Hosts[host].Name)])
            {
                MoreHosts = isAll ? 0 : entry.Count - entry.Named.Count,
            };
        }
    }

    /// <summary>What the lasting rules say against every kind.</summary>
    private Refusal[] LastingOf(int instance, int source, int host, MoveKind[] kinds) =>
        ClosestOf([.. kinds.Select(kind => (kind, Lasting(instance, source, host, kind)))]);

    private string[] LastingCodesOf(int instance, int source, int host, MoveKind kind) => [.. Lasting(instance, source, host, kind).Select(refusal => refusal.Code)];

    private Refusal[] Lasting(int instance, int source, int host, MoveKind kind) => [.. MigrationRules.CheckLasting(final.Cluster, instance, source, host, kind, profile).Refusals];

    private Refusal[] RefusalsOf(int instance, int host, MoveKind[] kinds) =>
        ClosestOf([.. kinds.Select(kind => (kind, MigrationRules.Check(final, instance, host, kind, profile).Refusals.ToArray()))]);

    /// <summary>The codes of all that stands against a move; of hosts in classes, those by which the lasting rules refuse the class are given.</summary>
    private string[] CodesOf(int instance, int source, int host, MoveKind kind, string[]? forGood) =>
        [.. forGood ?? LastingCodesOf(instance, source, host, kind), .. MigrationRules.CodesByState(final, instance, host, kind, profile)];

    /// <summary>Every kind's refusals; of live and block-live the one that comes closer, since shared disks or local ones always bar the other.</summary>
    private static T[] ClosestOf<T>((MoveKind Kind, T[] Refusals)[] verdicts)
    {
        T[]? live = verdicts.Where(IsLive).Select(verdict => verdict.Refusals).MinBy(refusals => refusals.Length);
        return [.. verdicts.Where(verdict => !IsLive(verdict) || ReferenceEquals(verdict.Refusals, live)).SelectMany(verdict => verdict.Refusals)];

        static bool IsLive((MoveKind Kind, T[] Refusals) verdict) => verdict.Kind is MoveKind.Live or MoveKind.BlockLive;
    }

    private static void Note(Dictionary<string, Entry> byCode, string code, ReadOnlySpan<int> hosts, bool isOfClass)
    {
        if (!byCode.TryGetValue(code, out Entry? entry))
        {
            byCode[code] = entry = new Entry(isOfClass);
        }

        entry.Count += hosts.Length;
        entry.Named.AddRange(hosts[..Math.Min(hosts.Length, MostNamed - entry.Named.Count)]);
    }

    /// <summary>A code with the hosts that refuse by it, and whether the first of them does by its class.</summary>
    private sealed class Entry(bool isOfClass)
    {
        public bool IsOfClass { get; } = isOfClass;

        public List<int> Named { get; } = [];

        public int Count { get; set; }
    }
}
