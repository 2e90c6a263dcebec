using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Model;

namespace Rebalancer.Testing.Generation;

/// <summary>Draws availability zones and other aggregates.</summary>
internal static class AggregateDraw
{
    /// <summary>Adds the aggregates of the shape to the draft; a host is in one zone at most.</summary>
    public static void AddTo(CloudDraft draft)
    {
        SeededRandom random = draft.Random;
        int zones = random.In(draft.Shape.Zones);
        int[] zoneOf = [.. draft.Hosts.Select((_, i) => random.Chance(0.1) || zones == 0 ? -1 : i % zones)];
        for (int zone = 0; zone < zones; zone++)
        {
            Add(draft, $"az{zone + 1}", host => zoneOf[host] == zone, "availability_zone", $"az{zone + 1}");
        }

        bool isReal = draft.Shape.Sizes == FlavorSizes.Real;
        int others = random.In(draft.Shape.Aggregates);
        if (draft.Shape.AggregateSpecShare > 0)
        {
            Add(draft, "fast", _ => random.Chance(0.6), FlavorDraw.AggregateKey, "true");
            others--;
        }

        for (int i = 1; i <= others; i++)
        {
            (string key, string value) = random.Below(10) switch
            {
                < 4 => (FlavorDraw.AggregateKey, random.Pick("true", "true", "false")),
                < 7 => ("filter_tenant_id", random.Pick("blue", "green")),
                < 9 => ("os_distro", "debian"),
                _ => ($"trait:{FlavorDraw.CustomTrait}", "required"),
            };
            // Many tenants' own hosts would leave the others without room.
            double part = isReal && key == "filter_tenant_id" ? 0.02 : isReal ? 0.2 : 0.5;
            Add(draft, $"agg{i}", _ => random.Chance(part), key, value);
        }
    }

    private static void Add(CloudDraft draft, string name, Func<int, bool> holds, string key, string value) => draft.Aggregates.Add(new Aggregate
    {
        Id = (draft.Aggregates.Count + 1).ToString(CultureInfo.InvariantCulture),
        Name = name,
        Hosts = [.. Enumerable.Range(0, draft.Hosts.Count).Where(holds).Select(host => draft.Hosts[host].Name)],
        Metadata = ImmutableSortedDictionary<string, string>.Empty.Add(key, value),
    });
}
