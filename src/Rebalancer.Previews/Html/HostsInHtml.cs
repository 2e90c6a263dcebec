using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews.Html;

/// <summary>Hosts before and after as bars, the changed ones first; the others stand behind a fold.</summary>
internal static class HostsInHtml
{
    private const int MostUnchanged = 1000;

    /// <summary>Writes the section with its slider and filter, which a script brings to life.</summary>
    public static void Write(Markup markup, Cluster cluster, Plan plan, PlanFigures figures)
    {
        ImmutableArray<int> classes = ClassesOf(cluster, figures);
        markup.Raw("<h2>Hosts, before and after</h2>\n").Raw("""
            <div class="tools" hidden><label>Moment <input id="moment" type="range" min="0" max="1000" value="0" aria-label="Moment of the plan"><output id="moment-shown"></output></label>
            <button id="whole" type="button">before and after</button><label>Filter <input id="filter" type="search" placeholder="host or instance"></label></div>
            <p class="legend"><span><svg aria-hidden="true"><rect width="22" height="11" fill="var(--stay)"/></svg>stays</span><span><svg aria-hidden="true"><rect width="22" height="11" fill="url(#arrive)"/></svg>arrives</span><span><svg aria-hidden="true"><rect width="22" height="11" fill="url(#leave)"/></svg>leaves</span><span><svg aria-hidden="true"><rect width="22" height="11" fill="var(--free)"/></svg>free</span></p>

            """.ReplaceLineEndings("\n"));
        PlanState? final = FinalState(cluster, plan, figures);
        WriteTable(markup, cluster, figures.Hosts.Where(host => host.IsTouched), classes, final);
        HostChange[] others = [.. figures.Hosts.Where(host => !host.IsTouched)];
        if (others.Length > 0)
        {
            markup.Add($"<details><summary>{Units.Count(others.Length, "other host")} unchanged</summary>\n");
            WriteTable(markup, cluster, others.Take(MostUnchanged), classes, null);
            if (others.Length > MostUnchanged)
            {
                markup.Add($"<p>and {others.Length - MostUnchanged} more</p>\n");
            }

            markup.Raw("</details>\n");
        }
    }

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

    private static void WriteTable(Markup markup, Cluster cluster, IEnumerable<HostChange> hosts, ImmutableArray<int> classes, PlanState? final)
    {
        markup.Raw("<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">host</th><th scope=\"col\" class=\"num\">instances</th>");
        foreach (int index in classes)
        {
            string unit = Units.UnitOf(cluster.ResourceClasses[index]) is { Length: > 0 } known ? ", " + known : "";
            markup.Add($"<th scope=\"col\">{cluster.ResourceClasses[index]}{unit}</th>");
        }

        markup.Raw("</tr></thead>\n<tbody>\n");
        PlanState before = PlanState.Of(cluster);
        foreach (HostChange host in hosts)
        {
            HostName name = cluster.Hosts[host.Host].Name;
            string instances = host.InstancesBefore == host.InstancesAfter ? $"{host.InstancesBefore}" : $"{host.InstancesBefore} → {host.InstancesAfter}";
            markup.Add($"<tr data-host=\"{host.Host}\" data-find=\"{name.ToString().ToLowerInvariant()}\"><td class=\"name\">{name}");
            WriteCells(markup, host.Host, before, final);
            markup.Add($"</td><td class=\"num\">{instances}</td>");
            foreach (int index in classes)
            {
                WriteQuantity(markup, host.Quantities[index]);
            }

            markup.Raw("</tr>\n");
        }

        markup.Raw("</tbody></table></div>\n");
    }

    private static void WriteQuantity(Markup markup, QuantityChange quantity)
    {
        markup.Raw("<td class=\"quantity\">");
        if (quantity.Capacity > 0 || quantity.Before > 0)
        {
            double whole = Math.Max(1, Math.Max(quantity.Capacity, quantity.Before + quantity.Arrives));
            double stays = 100 * (quantity.Before - quantity.Leaves) / whole;
            double arrives = 100 * quantity.Arrives / whole;
            double leaves = 100 * quantity.Leaves / whole;
            markup.Raw("<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">")
                .Add($"<rect class=\"stay\" width=\"{stays}\" height=\"10\"/><rect x=\"{stays}\" width=\"{arrives}\" height=\"10\" fill=\"url(#arrive)\"/>")
                .Add($"<rect x=\"{stays + arrives}\" width=\"{leaves}\" height=\"10\" fill=\"url(#leave)\"/>");
            if (quantity.After > quantity.Capacity)
            {
                markup.Raw("<rect class=\"over\" width=\"100\" height=\"10\"/>");
            }

            markup.Raw("</svg>");
        }

        string before = Units.Amount(quantity.ResourceClass, quantity.Before);
        string change = quantity.After == quantity.Before ? before : $"{before} → {Units.Amount(quantity.ResourceClass, quantity.After)}";
        markup.Add($"<span class=\"amount\">{change} / {Units.Amount(quantity.ResourceClass, quantity.Capacity)}</span></td>");
    }

    private static void WriteCells(Markup markup, int host, PlanState before, PlanState? final)
    {
        if (final is null || before.CellsOf(host) is not { Cells: { } cells, Usage: { } first } || final.CellsOf(host).Usage is not { } last)
        {
            return;
        }

        for (int i = 0; i < cells.Cells.Length; i++)
        {
            (CellUsage was, CellUsage will) = (first.Cells[i], last.Cells[i]);
            NumaHostCell cell = cells.Cells[i];
            string[] parts =
            [
                .. was.PinnedCpus.Count + will.PinnedCpus.Count > 0 ? [$"{was.PinnedCpus.Count} → {will.PinnedCpus.Count} of {cell.DedicatedCpus.Count} CPUs pinned"] : Array.Empty<string>(),
                .. was.MemoryMiB + will.MemoryMiB > 0 ? [$"{was.MemoryMiB} → {will.MemoryMiB} of {cell.MemoryMiB} MiB"] : Array.Empty<string>(),
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
