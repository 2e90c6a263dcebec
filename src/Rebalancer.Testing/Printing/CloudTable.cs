using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Rebalancer.Model;
using Rebalancer.Numa;

namespace Rebalancer.Testing.Printing;

/// <summary>A cloud as a few tables that fit a test's output.</summary>
internal static class CloudTable
{
    /// <summary>The tables: hosts with what is used of what they have, instances, groups, aggregates, moves in flight.</summary>
    public static string Of(Cluster cluster)
    {
        StringBuilder text = new();
        text.Append("cloud: Nova ").Append(Known(cluster.Options.NovaRelease))
            .Append(", Placement ").Append(Known(cluster.Options.PlacementMajor)).Append('\n');
        HostTable.Of(cluster).WriteTo(text);
        InstanceTable.Of(cluster).WriteTo(text);
        TextTable groups = new("groups", "group", "policy", "members");
        foreach (ServerGroup group in cluster.ServerGroups)
        {
            string limit = group.Policy == GroupPolicy.AntiAffinity ? $" ({group.MaxServerPerHost} per host)" : "";
            groups.Add(group.Name, group.Policy + limit, string.Join(' ', group.Members.Select(member => NameOf(cluster, member))));
        }

        groups.WriteTo(text);
        TextTable aggregates = new("aggregates", "aggregate", "metadata", "hosts");
        foreach (Aggregate aggregate in cluster.Aggregates)
        {
            aggregates.Add(aggregate.Name, Pairs(aggregate.Metadata), string.Join(' ', aggregate.Hosts));
        }

        aggregates.WriteTo(text);
        TextTable moves = new("moves in flight", "instance", "kind", "status", "from", "to", "holds on the other host");
        foreach (MoveInFlight move in cluster.MovesInFlight)
        {
            moves.Add(
                NameOf(cluster, move.Instance), move.Kind.ToString(), move.Status, move.Source.Value, move.Destination?.Value ?? "?",
                string.Join(' ', move.OtherAllocations.Select(pair => $"{pair.Key}={pair.Value}")) + Prefixed(CellsOf(move.OtherPlacement)));
        }

        moves.WriteTo(text);
        return text.ToString();
    }

    /// <summary>The display name of an instance, or its id.</summary>
    public static string NameOf(Cluster cluster, InstanceId id) =>
        cluster.IndexOf(id) is >= 0 and var index && cluster.Instances[index].Name.Length > 0 ? cluster.Instances[index].Name : id.Value;

    /// <summary>Where the cells of a guest are and what they pin: <c>1:4-5/2048K</c>.</summary>
    public static string CellsOf(Fact<GuestPlacement> placement) => placement.TryGet(out GuestPlacement? known)
        ? string.Join(' ', known.Cells.Select(cell =>
        {
            string pages = cell.PageSizeKiB is { } size ? $"/{size}K" : "";
            return $"{cell.HostCell}:{CpuSet.Of(cell.Pinning.Values.Concat(cell.ReservedCpus))}{pages}";
        }))
        : "";

    /// <summary>Keys and values in one line.</summary>
    public static string Pairs(ImmutableSortedDictionary<string, string> pairs) => string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>A fact, or a question mark.</summary>
    public static string Known<T>(Fact<T> fact) => fact.IsKnown ? string.Create(CultureInfo.InvariantCulture, $"{fact.Value}") : "?";

    private static string Prefixed(string text) => text.Length == 0 ? "" : $" {text}";
}
