using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews;

/// <summary>The hosts that a plan changes, before and after.</summary>
internal static class HostTable
{
    public static void Write(IOutline page, Cluster cluster, ImmutableArray<HostChange> hosts)
    {
        ImmutableArray<HostChange> touched = [.. hosts.Where(host => host.IsTouched)];
        if (touched.IsEmpty)
        {
            return;
        }

        page.Heading("Hosts, before -> after / capacity");
        (ImmutableArray<int> shown, int signs) = Choose(page, cluster, touched);
        page.Table(Build(cluster, touched, shown, signs));
        page.Paragraph(Bar.Legend, 2, 2);
        ImmutableArray<string> hidden =
        [
            .. Changing(cluster, touched).Except(shown)
                .OrderByDescending(index => touched.Max(host => host.Quantities[index].ShareAfter))
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

    /// <summary>VCPU and MEMORY_MB, then the scarcest of the other classes that change: as many as the width takes, with bars as long as it allows.</summary>
    private static (ImmutableArray<int> Classes, int Signs) Choose(IOutline page, Cluster cluster, ImmutableArray<HostChange> touched)
    {
        ImmutableArray<int> wanted =
        [
            .. Changing(cluster, touched)
                .OrderByDescending(index => cluster.ResourceClasses[index] == ResourceClass.Vcpu)
                .ThenByDescending(index => cluster.ResourceClasses[index] == ResourceClass.MemoryMb)
                .ThenByDescending(index => touched.Max(host => host.Quantities[index].ShareAfter)),
        ];
        for (int classes = wanted.Length; classes > 1; classes--)
        {
            // Two classes with long bars tell less than three with short ones.
            for (int signs = 10; signs >= (classes > 3 ? 8 : 5); signs--)
            {
                ImmutableArray<int> shown = [.. wanted.Take(classes)];
                if (Build(cluster, touched, shown, signs).NaturalWidth() + 2 <= page.Width)
                {
                    return (shown, signs);
                }
            }
        }

        return ([.. wanted.Take(1)], 5);
    }

    private static IEnumerable<int> Changing(Cluster cluster, ImmutableArray<HostChange> touched) =>
        Enumerable.Range(0, cluster.ResourceClasses.Length)
            .Where(index => touched.Any(host => host.Quantities[index].Arrives != 0 || host.Quantities[index].Leaves != 0));

    private static Table Build(Cluster cluster, ImmutableArray<HostChange> touched, ImmutableArray<int> shown, int signs)
    {
        Table table = new(
        [
            ("host", Align.Left),
            ("instances", Align.Right),
            .. shown.Select(index => (Title(cluster.ResourceClasses[index]), Align.Left)),
        ]);
        ImmutableArray<int> widths = [.. shown.Select(index => touched.Max(host => Numbers(host.Quantities[index]).Length))];
        foreach (HostChange host in touched)
        {
            table.Add(
            [
                cluster.Hosts[host.Host].Name.ToString(),
                $"{host.InstancesBefore} -> {host.InstancesAfter}",
                .. shown.Select((index, place) => $"{BarOf(host.Quantities[index], signs)} {Numbers(host.Quantities[index]).PadLeft(widths[place])}"),
            ]);
        }

        return table;
    }

    private static string Title(ResourceClass resourceClass) =>
        Units.UnitOf(resourceClass) is { Length: > 0 } unit ? $"{resourceClass}, {unit}" : resourceClass.ToString();

    private static string BarOf(QuantityChange quantity, int signs) =>
        Bar.Of(quantity.Capacity, quantity.Before - quantity.Leaves, quantity.Arrives, quantity.Leaves, signs);

    private static string Numbers(QuantityChange quantity)
    {
        string before = Units.Amount(quantity.ResourceClass, quantity.Before);
        string after = Units.Amount(quantity.ResourceClass, quantity.After);
        string capacity = Units.Amount(quantity.ResourceClass, quantity.Capacity);
        return $"{before} -> {after} / {capacity}";
    }
}
