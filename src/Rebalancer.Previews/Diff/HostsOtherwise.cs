using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews.Diff;

/// <summary>The hosts that hold something else after one plan than after the other.</summary>
internal static class HostsOtherwise
{
    private const int Most = 200;

    public static void Write(IOutline page, Cluster cluster, PlanDiff diff)
    {
        if (PlanFigures.Of(cluster, diff.Old).Figures is not { } old || PlanFigures.Of(cluster, diff.New).Figures is not { } changed)
        {
            return;
        }

        (HostChange Old, HostChange New)[] hosts = [.. old.Hosts.Zip(changed.Hosts).Where(pair => !After(pair.First).SequenceEqual(After(pair.Second)))];
        if (hosts.Length == 0)
        {
            return;
        }

        ImmutableArray<int> classes =
        [
            .. Enumerable.Range(0, cluster.ResourceClasses.Length)
                .Where(index => hosts.Any(pair => pair.Old.Quantities[index].After != pair.New.Quantities[index].After))
                .OrderByDescending(index => cluster.ResourceClasses[index] == ResourceClass.Vcpu)
                .ThenByDescending(index => cluster.ResourceClasses[index] == ResourceClass.MemoryMb)
                .Take(3),
        ];
        page.Heading(string.Create(CultureInfo.InvariantCulture, $"Hosts otherwise at the end ({hosts.Length}): old | new"));
        Table table = new([("host", Align.Left), ("instances", Align.Right), .. classes.Select(index => (Title(cluster.ResourceClasses[index]), Align.Right))]);
        foreach ((HostChange before, HostChange after) in hosts.Take(Most))
        {
            table.Add(
            [
                cluster.Hosts[before.Host].Name.ToString(),
                Both(before.InstancesAfter.ToString(CultureInfo.InvariantCulture), after.InstancesAfter.ToString(CultureInfo.InvariantCulture)),
                .. classes.Select(index => $"{Both(Amount(before.Quantities[index]), Amount(after.Quantities[index]))} / {Units.Amount(cluster.ResourceClasses[index], before.Quantities[index].Capacity)}"),
            ]);
        }

        page.Table(table);
        if (hosts.Length > Most)
        {
            page.Paragraph(string.Create(CultureInfo.InvariantCulture, $"and {hosts.Length - Most} more"), 2);
        }
    }

    private static IEnumerable<long> After(HostChange host) => host.Quantities.Select(quantity => quantity.After).Prepend(host.InstancesAfter);

    private static string Amount(QuantityChange quantity) => Units.Amount(quantity.ResourceClass, quantity.After);

    private static string Both(string old, string changed) => old == changed ? old : $"{old} | {changed}";

    private static string Title(ResourceClass resourceClass) => Units.UnitOf(resourceClass) is { Length: > 0 } unit ? $"{resourceClass}, {unit}" : resourceClass.ToString();
}
