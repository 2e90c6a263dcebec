using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews.Html;

/// <summary>Tables of hosts: what each holds before and after of a few resource classes, and of its NUMA cells where they change.</summary>
internal sealed class HostRows
{
    private readonly Markup markup;
    private readonly Cluster cluster;
    private readonly PlanState before;
    private readonly PlanState? final;
    private readonly ILookup<int, string> arriving;

    public HostRows(Markup markup, Cluster cluster, Plan plan, PlanFigures figures)
    {
        this.markup = markup;
        this.cluster = cluster;
        Classes = ClassesOf(cluster, figures);
        before = PlanState.Of(cluster);
        final = FinalState(cluster, plan, figures);
        arriving = plan.Steps.OfType<MoveStep>().ToLookup(move => cluster.IndexOf(move.Destination), move => cluster.Instances[cluster.IndexOf(move.Instance)].Name);
    }

    /// <summary>The resource classes that have columns.</summary>
    public ImmutableArray<int> Classes { get; }

    /// <summary>VCPU and MEMORY_MB, then the scarcest of the other classes that change; at most four.</summary>
    public static ImmutableArray<int> ClassesOf(Cluster cluster, PlanFigures figures) =>
    [
        .. Enumerable.Range(0, cluster.ResourceClasses.Length)
            .Where(index => figures.Hosts.Any(host => host.Quantities[index].Arrives != 0 || host.Quantities[index].Leaves != 0)
                || cluster.ResourceClasses[index] == ResourceClass.Vcpu || cluster.ResourceClasses[index] == ResourceClass.MemoryMb)
            .OrderByDescending(index => cluster.ResourceClasses[index] == ResourceClass.Vcpu)
            .ThenByDescending(index => cluster.ResourceClasses[index] == ResourceClass.MemoryMb)
            .ThenByDescending(index => figures.Hosts.Max(host => host.Quantities[index].ShareAfter))
            .Take(4),
    ];

    /// <summary>Writes one table; a part without a title has none.</summary>
    public void Write(IEnumerable<(string? Title, IEnumerable<HostChange> Hosts)> parts)
    {
        markup.Raw("<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">host</th><th scope=\"col\" class=\"num\">instances</th>");
        foreach (int index in Classes)
        {
            string unit = Units.UnitOf(cluster.ResourceClasses[index]) is { Length: > 0 } known ? ", " + known : "";
            markup.Add($"<th scope=\"col\">{cluster.ResourceClasses[index]}{unit}</th>");
        }

        markup.Raw("</tr></thead>\n<tbody>\n");
        foreach ((string? title, IEnumerable<HostChange> hosts) in parts)
        {
            if (title is not null)
            {
                markup.Add($"<tr class=\"line\"><td colspan=\"{Classes.Length + 2}\">{title}</td></tr>\n");
            }

            foreach (HostChange host in hosts)
            {
                WriteHost(host);
            }
        }

        markup.Raw("</tbody></table></div>\n");
    }

    private void WriteHost(HostChange host)
    {
        HostName name = cluster.Hosts[host.Host].Name;
        IEnumerable<string> holds = cluster.InstancesOn(host.Host).Select(instance => cluster.Instances[instance].Name).Concat(arriving[host.Host]);
        markup.Add($"<tr data-find=\"{string.Join(' ', holds.Prepend(name.ToString())).ToLowerInvariant()}\"");
        if (host.IsTouched)
        {
            markup.Add($" data-host=\"{host.Host}\"");
        }

        markup.Add($"><td class=\"name\">{name}");
        if (host.IsTouched)
        {
            markup.Raw("<span class=\"moving\"> moving</span>");
            WriteCells(host.Host);
        }

        markup.Add($"</td><td class=\"num\">{Change(host.InstancesBefore, host.InstancesAfter)}</td>");
        foreach (int index in Classes)
        {
            WriteQuantity(host.Quantities[index]);
        }

        markup.Raw("</tr>\n");
    }

    private static string Change(long before, long after) =>
        before == after ? before.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{before} → {after}");

    private void WriteQuantity(QuantityChange quantity)
    {
        markup.Raw("<td class=\"quantity\">");
        if (quantity.Capacity > 0 || quantity.Before > 0)
        {
            double whole = Math.Max(1, Math.Max(quantity.Capacity, quantity.Before + quantity.Arrives));
            double stays = 100 * (quantity.Before - quantity.Leaves) / whole;
            double arrives = 100 * quantity.Arrives / whole;
            double leaves = 100 * quantity.Leaves / whole;
            markup.Raw("<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">")
                .Add($"<rect class=\"stay\" width=\"{stays}\" height=\"10\"/>");
            if (arrives > 0)
            {
                markup.Add($"<rect x=\"{stays}\" width=\"{arrives}\" height=\"10\" fill=\"url(#arrive)\"/>");
            }

            if (leaves > 0)
            {
                markup.Add($"<rect x=\"{stays + arrives}\" width=\"{leaves}\" height=\"10\" fill=\"url(#leave)\"/>");
            }

            if (quantity.After > quantity.Capacity)
            {
                markup.Raw("<rect class=\"over\" width=\"100\" height=\"10\"/>");
            }

            markup.Raw("</svg>");
        }

        string amount = Units.Amount(quantity.ResourceClass, quantity.Before);
        string change = quantity.After == quantity.Before ? amount : $"{amount} → {Units.Amount(quantity.ResourceClass, quantity.After)}";
        markup.Add($"<span class=\"amount\">{change} / {Units.Amount(quantity.ResourceClass, quantity.Capacity)}</span></td>");
    }

    private void WriteCells(int host)
    {
        if (before.CellsOf(host) is not { Cells: { } cells, Usage: { } first } || final?.CellsOf(host).Usage is not { } last)
        {
            return;
        }

        for (int i = 0; i < cells.Cells.Length; i++)
        {
            (CellUsage was, CellUsage will) = (first.Cells[i], last.Cells[i]);
            NumaHostCell cell = cells.Cells[i];
            string[] parts =
            [
                .. was.PinnedCpus.Count + will.PinnedCpus.Count > 0 ? [$"{Change(was.PinnedCpus.Count, will.PinnedCpus.Count)} of {cell.DedicatedCpus.Count} CPUs pinned"] : Array.Empty<string>(),
                .. was.MemoryMiB + will.MemoryMiB > 0 ? [$"{Change(was.MemoryMiB, will.MemoryMiB)} of {cell.MemoryMiB} MiB"] : Array.Empty<string>(),
            ];
            if (parts.Length > 0)
            {
                markup.Add($"<br><span class=\"cells\">cell {cell.Id}: {string.Join(", ", parts)}</span>");
            }
        }
    }

    /// <summary>The state after all moves, in the order in which they would end; <c>null</c> for a plan whose moves cannot be followed.</summary>
    private static PlanState? FinalState(Cluster cluster, Plan plan, PlanFigures figures)
    {
        PlanState state = PlanState.Of(cluster);
        try
        {
            foreach (MoveStep move in plan.Steps.Select((step, place) => (step, figures.Schedule.Steps[place].End)).OrderBy(pair => pair.End).Select(pair => pair.step).OfType<MoveStep>())
            {
                state.Claim(cluster.IndexOf(move.Instance), cluster.IndexOf(move.Destination));
                if (move.Kind != Rules.MoveKind.Evacuate)
                {
                    state.Release(cluster.IndexOf(move.Instance));
                }
            }
        }
        catch (InvalidOperationException)
        {
            // An unsafe plan may claim what is not free.
            return null;
        }

        return state;
    }
}
