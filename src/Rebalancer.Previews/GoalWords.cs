using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews;

/// <summary>Goals in words.</summary>
internal static class GoalWords
{
    private const int HostsNamed = 4;

    /// <summary>A goal in a few words.</summary>
    public static string Of(Goal goal, InstanceNames names) => goal switch
    {
        DrainGoal drain => $"Drain {Words.List(drain.Hosts)}{(drain.IsUrgent ? " urgently" : "")}",
        EvacuateGoal evacuate => $"Evacuate {Words.List(evacuate.Hosts)}",
        ConsolidateGoal consolidate => $"Consolidate {Hosts(consolidate.Hosts)}{(consolidate.Weights.IsEmpty ? "" : " by weight")}",
        SpreadGoal spread => $"Spread {Measures(spread)} over {Domains(spread)}",
        LocalityGoal { Wishes: [var wish] } => $"Bring {Wish(wish, names)}",
        LocalityGoal locality => $"Bring {Units.Count(locality.Wishes.SelectMany(wish => wish.Instances).Distinct().Count(), "instance")} near what they should be near",
        WaveGoal waves => $"Empty {Hosts(waves.Hosts)} in waves of {waves.Width.ToString(CultureInfo.InvariantCulture)}",
        GoalList list => $"{Units.Count(list.Goals.Length, "goal")}, {(list.Weights.IsEmpty ? "the most important first" : "weighted")}",
        _ => goal.GetType().Name,
    };

    /// <summary>The goals of a list, numbered; nothing for a single goal.</summary>
    public static IEnumerable<string> PartsOf(Goal goal, InstanceNames names) => goal is GoalList list
        ? list.Goals.Select((part, place) => string.Create(
            CultureInfo.InvariantCulture,
            $"{place + 1}. {Of(part, names)}{(list.Weights.IsEmpty ? "" : string.Create(CultureInfo.InvariantCulture, $" (weight {list.Weights[place]})"))}"))
        : [];

    /// <summary>A measure of load by name.</summary>
    public static string Of(SpreadMeasure measure) => measure.Class?.ToString() ?? "measured CPU load";

    private static string Measures(SpreadGoal spread) =>
        spread.Measures.IsEmpty ? $"{ResourceClass.Vcpu} and {ResourceClass.MemoryMb}" : string.Join(" and ", spread.Measures.Select(Of));

    private static string Domains(SpreadGoal spread) => spread.Across switch
    {
        FailureDomain.Rack => "racks",
        FailureDomain.Zone => "zones",
        _ => spread.Hosts.IsEmpty ? "all hosts in service" : Hosts(spread.Hosts),
    };

    private static string Wish(NearWish wish, InstanceNames names)
    {
        List<string> places = [];
        void Add(bool isSaid, string text)
        {
            if (isSaid)
            {
                places.Add(text);
            }
        }

        Add(!wish.Hosts.IsEmpty, $"near {Words.List(wish.Hosts, HostsNamed)}");
        Add(!wish.Racks.IsEmpty, $"into rack {Words.List(wish.Racks, HostsNamed)}");
        Add(!wish.Zones.IsEmpty, $"into zone {Words.List(wish.Zones, HostsNamed)}");
        string fixedPlaces = string.Join(" or ", places);
        string others = wish.Others.IsEmpty ? "" : $"near {Words.List([.. wish.Others.Select(names.Of)], HostsNamed)}";
        return $"{Words.List([.. wish.Instances.Select(names.Of)], HostsNamed)} {string.Join(" and ", new[] { fixedPlaces, others }.Where(text => text.Length > 0))}";
    }

    private static string Hosts(ImmutableArray<HostName> hosts) =>
        hosts.IsEmpty ? "all hosts" : hosts.Length <= HostsNamed ? string.Join(", ", hosts) : Units.Count(hosts.Length, "host");
}
