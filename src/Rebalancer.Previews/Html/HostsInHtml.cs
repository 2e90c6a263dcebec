using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews.Html;

/// <summary>Hosts before and after as bars: those that give first, then those that take; many of a kind fold away, and the unchanged ones by zone or rack.</summary>
internal static class HostsInHtml
{
    private const int MostOpen = 60;
    private const int MostUnchanged = 1000;

    /// <summary>Writes the section with its slider and filter, which a script brings to life.</summary>
    public static void Write(Markup markup, Cluster cluster, Plan plan, PlanFigures figures)
    {
        markup.Raw("<h2>Hosts, before and after</h2>\n").Raw("""
            <div class="tools" hidden><label>Moment <input id="moment" type="range" min="0" max="1000" value="0" aria-label="Moment of the plan"></label>
            <button id="back" type="button">earlier</button><button id="on" type="button">later</button><button id="whole" type="button">whole plan</button>
            <label>Filter <input id="filter" type="search" placeholder="host or instance"></label>
            <output id="moment-shown" for="moment">the whole plan, before and after</output></div>
            <p class="legend"><span><svg aria-hidden="true"><rect width="22" height="11" fill="var(--stay)"/></svg>stays</span><span><svg aria-hidden="true"><rect width="22" height="11" fill="url(#arrive)"/></svg>arrives</span><span><svg aria-hidden="true"><rect width="22" height="11" fill="url(#leave)"/></svg>leaves</span><span><svg aria-hidden="true"><rect width="22" height="11" fill="var(--free)"/></svg>free</span></p>

            """.ReplaceLineEndings("\n"));
        HostRows rows = new(markup, cluster, plan, figures);
        (string Title, HostChange[] Hosts)[] changed =
        [
            .. figures.Hosts.Where(host => host.IsTouched)
                .GroupBy(host => Math.Sign(host.InstancesAfter - host.InstancesBefore)).OrderBy(group => group.Key)
                .Select(group => (Title(group.Key, group.Count()), group.ToArray())),
        ];
        rows.Write(changed.Select(group => ((string?)group.Title, group.Hosts.Take(MostOpen))));
        foreach ((string title, HostChange[] hosts) in changed.Where(group => group.Hosts.Length > MostOpen))
        {
            WriteFold(markup, rows, $"{hosts.Length - MostOpen} more of the {title}", hosts.Skip(MostOpen));
        }

        HostChange[] others = [.. figures.Hosts.Where(host => !host.IsTouched)];
        foreach ((string where, HostChange[] hosts) in Grouped(cluster, others))
        {
            string more = hosts.Length > MostUnchanged ? $"; the first {MostUnchanged}" : "";
            WriteFold(markup, rows, $"{Units.Count(hosts.Length, "other host")} unchanged{where}: {Filled(cluster, hosts, rows.Classes)}{more}", hosts.Take(MostUnchanged));
        }
    }

    private static void WriteFold(Markup markup, HostRows rows, string summary, IEnumerable<HostChange> hosts)
    {
        markup.Add($"<details><summary>{summary}</summary>\n");
        rows.Write([(null, hosts)]);
        markup.Raw("</details>\n");
    }

    private static string Title(int sign, int hosts) => sign switch
    {
        < 0 => $"{Units.Count(hosts, "host")} with fewer instances",
        0 => $"{Units.Count(hosts, "host")} with as many instances",
        _ => $"{Units.Count(hosts, "host")} with more instances",
    };

    /// <summary>By zone where there are several, else by rack where there are several, else all in one.</summary>
    private static IEnumerable<(string Where, HostChange[] Hosts)> Grouped(Cluster cluster, HostChange[] hosts)
    {
        (FailureDomain Kind, string Word)[] kinds = [(FailureDomain.Zone, "zone"), (FailureDomain.Rack, "rack")];
        foreach ((FailureDomain kind, string word) in kinds)
        {
            IGrouping<string?, HostChange>[] groups = [.. hosts.GroupBy(host => FailureDomains.NameOf(cluster, host.Host, kind)).OrderBy(group => group.Key is null).ThenBy(group => group.Key, StringComparer.Ordinal)];
            if (groups.Length > 1)
            {
                return groups.Select(group => (group.Key is null ? $" in no named {word}" : $" in {word} {group.Key}", group.ToArray()));
            }
        }

        return hosts.Length == 0 ? [] : [("", hosts)];
    }

    /// <summary>What hosts hold together, so that a closed fold tells something.</summary>
    private static string Filled(Cluster cluster, HostChange[] hosts, ImmutableArray<int> classes)
    {
        IEnumerable<string> shares = classes
            .Select(index => (cluster.ResourceClasses[index], Used: hosts.Sum(host => host.Quantities[index].Before), Capacity: hosts.Sum(host => host.Quantities[index].Capacity)))
            .Where(sum => sum.Capacity > 0)
            .Select(sum => $"{sum.Item1} {Units.Percent(sum.Used / (double)sum.Capacity)}");
        return string.Join(", ", shares.Prepend(Units.Count(hosts.Sum(host => host.InstancesBefore), "instance")));
    }
}
