using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews;

/// <summary>The hosts that a plan changes, before and after.</summary>
internal static class HostTable
{
    private const int Signs = 10;

    public static void Write(Page page, Cluster cluster, ImmutableArray<HostChange> hosts)
    {
        ImmutableArray<HostChange> touched = [.. hosts.Where(host => host.IsTouched)];
        if (touched.IsEmpty)
        {
            return;
        }

        page.Heading("Hosts, before -> after / capacity");
        ImmutableArray<int> shown = Columns(page, cluster, touched);
        Build(cluster, touched, shown).Write(page, 2);
        page.Paragraph(Bar.Legend, 2, 2);
        ImmutableArray<string> hidden =
        [
            .. Changing(cluster, touched).Except(shown)
                .Select(index => $"{cluster.ResourceClasses[index]} (at most {Units.Percent(touched.Max(host => host.Quantities[index].ShareAfter))} used after)"),
        ];
        if (!hidden.IsEmpty)
        {
            page.Paragraph($"Not shown for want of width: {Words.List(hidden)}.", 2, 2);
        }

        if (hosts.Length > touched.Length)
        {
            page.Paragraph($"{Units.Count(hosts.Length - touched.Length, "other host")} unchanged.", 2, 2);
        }
    }

    /// <summary>VCPU and MEMORY_MB, then the scarcest of the other classes that change, as many as the width takes.</summary>
    private static ImmutableArray<int> Columns(Page page, Cluster cluster, ImmutableArray<HostChange> touched)
    {
        IEnumerable<int> others = Changing(cluster, touched)
            .OrderByDescending(index => cluster.ResourceClasses[index] == ResourceClass.Vcpu)
            .ThenByDescending(index => cluster.ResourceClasses[index] == ResourceClass.MemoryMb)
            .ThenByDescending(index => touched.Max(host => host.Quantities[index].ShareAfter));
        ImmutableArray<int> shown = [];
        foreach (int index in others)
        {
            ImmutableArray<int> more = shown.Add(index);
            if (shown.Length > 0 && Build(cluster, touched, more).NaturalWidth() + 2 > page.Width)
            {
                break;
            }

            shown = more;
        }

        return shown;
    }

    private static IEnumerable<int> Changing(Cluster cluster, ImmutableArray<HostChange> touched) =>
        Enumerable.Range(0, cluster.ResourceClasses.Length)
            .Where(index => touched.Any(host => host.Quantities[index].Arrives != 0 || host.Quantities[index].Leaves != 0));

    private static Table Build(Cluster cluster, ImmutableArray<HostChange> touched, ImmutableArray<int> shown)
    {
        Table table = new(
        [
            ("host", Align.Left),
            ("instances", Align.Right),
            .. shown.SelectMany(index => new[] { (Title(cluster.ResourceClasses[index]), Align.Left), ("", Align.Right) }),
        ]);
        foreach (HostChange host in touched)
        {
            table.Add(
            [
                cluster.Hosts[host.Host].Name.ToString(),
                $"{host.InstancesBefore} -> {host.InstancesAfter}",
                .. shown.SelectMany(index => Cells(host.Quantities[index])),
            ]);
        }

        return table;
    }

    private static string Title(ResourceClass resourceClass) =>
        Units.UnitOf(resourceClass) is { Length: > 0 } unit ? $"{resourceClass}, {unit}" : resourceClass.ToString();

    private static string[] Cells(QuantityChange quantity)
    {
        long stays = quantity.Before - quantity.Leaves;
        string before = Units.Amount(quantity.ResourceClass, quantity.Before);
        string after = Units.Amount(quantity.ResourceClass, quantity.After);
        string capacity = Units.Amount(quantity.ResourceClass, quantity.Capacity);
        return
        [
            Bar.Of(quantity.Capacity, stays, quantity.Arrives, quantity.Leaves, Signs),
            $"{before} -> {after} / {capacity}",
        ];
    }
}
