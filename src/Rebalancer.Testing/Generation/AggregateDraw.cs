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
        bool isReal = draft.Shape.Sizes == FlavorSizes.Real;
        int[] zoneOf = isReal
            ? [.. ByRack(draft, rack => zones == 0 || random.Chance(0.1) ? -1 : rack % zones)]
            : [.. draft.Hosts.Select((_, i) => random.Chance(0.1) || zones == 0 ? -1 : i % zones)];
        for (int zone = 0; zone < zones; zone++)
        {
            Add(draft, $"az{zone + 1}", host => zoneOf[host] == zone, "availability_zone", $"az{zone + 1}");
        }

        int others = random.In(draft.Shape.Aggregates);
        if (draft.Shape.AggregateSpecShare > 0)
        {
            Add(draft, "fast", Holds(0.6), FlavorDraw.AggregateKey, "true");
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
            Add(draft, $"agg{i}", Holds(part), key, value);
        }

        Func<int, bool> Holds(double part)
        {
            bool[] holds = isReal ? [.. ByRack(draft, _ => random.Chance(part))] : [];
            return host => isReal ? holds[host] : random.Chance(part);
        }
    }

    /// <summary>Something that all hosts of a rack have in common, by host.</summary>
    private static IEnumerable<T> ByRack<T>(CloudDraft draft, Func<int, T> draw)
    {
        Dictionary<string, T> drawn = new(StringComparer.Ordinal);
        foreach (Host host in draft.Hosts)
        {
            string rack = host.Rack ?? "";
            if (!drawn.TryGetValue(rack, out T? common))
            {
                drawn.Add(rack, common = draw(drawn.Count));
            }

            yield return common;
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
