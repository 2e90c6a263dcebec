using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews.Html;

/// <summary>The steps on a time line, a band per host: what leaves it in full, what arrives pale, service steps as marks.</summary>
internal static class TimeLine
{
    /// <summary>Where the time line begins, in units of the picture.</summary>
    public const int Left = 130;

    /// <summary>How wide it is, in units of the picture.</summary>
    public const int Span = 1000 - Left - 20;

    private const int RowHeight = 16;
    private const int MostRows = 150;

    /// <summary>Writes the picture; the table of steps below it says the same in words.</summary>
    public static void Write(Markup markup, Cluster cluster, Plan plan, InstanceNames names, PlanFigures figures)
    {
        if (plan.Steps.IsEmpty)
        {
            return;
        }

        List<(HostName Host, List<List<Band>> Rows)> lanes = LanesOf(cluster, plan, names, figures);
        int all = lanes.Sum(lane => lane.Rows.Count);
        markup.Raw("<h2>Time line</h2>\n").Raw("""
            <p class="legend"><span><svg aria-hidden="true"><rect class="k-live" width="22" height="11"/></svg>live</span><span><svg aria-hidden="true"><rect class="k-block-live" width="22" height="11"/></svg>block-live</span><span><svg aria-hidden="true"><rect class="k-cold" width="22" height="11"/></svg>cold</span><span><svg aria-hidden="true"><rect class="k-evacuate" width="22" height="11"/></svg>evacuate</span><span><svg aria-hidden="true"><rect class="k-service" x="1" y="1" width="20" height="9"/></svg>other steps</span><span><svg aria-hidden="true"><rect class="k-live in" x="1" y="1" width="20" height="9"/></svg>arrives (dashed)</span></p>

            """.ReplaceLineEndings("\n"));
        double end = Math.Max(0.001, figures.Schedule.Makespan.TotalSeconds);
        int height = 24;
        List<(HostName Host, List<List<Band>> Rows)> shown = [];
        foreach ((HostName host, List<List<Band>> rows) in lanes.TakeWhile(_ => height < MostRows * RowHeight))
        {
            shown.Add((host, rows));
            height += (rows.Count * RowHeight) + 8;
        }

        markup.Add($"<div class=\"picture\"><svg viewBox=\"0 0 1000 {height}\" role=\"img\" aria-label=\"Time line of {plan.Steps.Length} steps; the table of steps says the same in words\">\n");
        for (int tick = 0; tick <= 4; tick++)
        {
            double x = Left + (Span * tick / 4.0);
            markup.Add($"<line class=\"grid\" x1=\"{x}\" x2=\"{x}\" y1=\"18\" y2=\"{height}\"/><text class=\"faint\" x=\"{x}\" y=\"12\" text-anchor=\"{(tick < 4 ? "middle" : "end")}\">{Units.Moment(TimeSpan.FromSeconds(end * tick / 4))}</text>\n");
        }

        int y = 24;
        foreach ((HostName host, List<List<Band>> rows) in shown)
        {
            markup.Add($"<g data-find=\"{string.Join(' ', rows.SelectMany(row => row).Select(band => band.Label).Prepend(host.ToString())).ToLowerInvariant()}\"><text x=\"0\" y=\"{y + 11}\">{host}</text>\n");
            foreach (List<Band> row in rows)
            {
                foreach (Band band in row)
                {
                    Draw(markup, band, y, end);
                }

                y += RowHeight;
            }

            markup.Raw("</g>\n");
            y += 8;
        }

        markup.Add($"<line class=\"now\" visibility=\"hidden\" x1=\"{Left}\" x2=\"{Left}\" y1=\"18\" y2=\"{height}\"/></svg></div>\n");
        if (shown.Count < lanes.Count)
        {
            markup.Add($"<p>{lanes.Count - shown.Count} more hosts with {all - shown.Sum(lane => lane.Rows.Count)} rows are not drawn; the table has all steps.</p>\n");
        }
    }

    private static void Draw(Markup markup, Band band, int y, double end)
    {
        double x = Left + (Span * band.Start / end);
        double width = Math.Max(2, Span * (band.End - band.Start) / end);
        markup.Add($"<rect class=\"k-{band.Kind}{(band.Arrives ? " in" : "")}\" x=\"{x}\" y=\"{y + 2}\" width=\"{width}\" height=\"{RowHeight - 4}\" rx=\"2\"><title>{band.Text}</title></rect>");
        if (width > (band.Label.Length * 6) + 8)
        {
            string look = band is { Kind: "live", Arrives: false } ? "on" : "over-pattern";
            markup.Add($"<text class=\"{look}\" x=\"{x + 4}\" y=\"{y + 12}\">{band.Label}</text>");
        }

        markup.Raw("\n");
    }

    private static List<(HostName Host, List<List<Band>> Rows)> LanesOf(Cluster cluster, Plan plan, InstanceNames names, PlanFigures figures)
    {
        Dictionary<HostName, List<Band>> bands = [];
        Dictionary<int, MoveStep> moves = plan.Steps.OfType<MoveStep>().ToDictionary(move => move.Id);
        for (int place = 0; place < plan.Steps.Length; place++)
        {
            PlanStep step = plan.Steps[place];
            (string kind, string what) = StepWords.Of(step, names);
            StepTime time = figures.Schedule.Steps[place];
            string text = $"{step.Id}. {kind} {what}, {Units.Moment(time.Start)} to {Units.Moment(time.End)}";
            void Add(HostName host, string of, string label, bool arrives)
            {
                if (!bands.TryGetValue(host, out List<Band>? lane))
                {
                    bands.Add(host, lane = []);
                }

                lane.Add(new Band(of, time.Start.TotalSeconds, time.End.TotalSeconds, label, text, arrives));
            }

            switch (step)
            {
                case MoveStep move:
                    Add(move.Source, kind, $"{names.Of(move.Instance)} → {move.Destination}", false);
                    Add(move.Destination, kind, names.Of(move.Instance), true);
                    break;
                case ConfirmStep confirm when moves.TryGetValue(confirm.Move, out MoveStep? confirmed):
                    Add(confirmed.Source, "service", "confirm", false);
                    break;
                case DisableStep disable:
                    Add(disable.Host, "service", kind, false);
                    break;
                case EnableStep enable:
                    Add(enable.Host, "service", kind, false);
                    break;
                case MaintainStep maintain:
                    foreach (HostName host in maintain.Hosts)
                    {
                        Add(host, "service", kind, false);
                    }

                    break;
            }
        }

        return [.. bands.OrderBy(pair => pair.Value.Min(band => band.Arrives)).ThenBy(pair => cluster.IndexOf(pair.Key)).Select(pair => (pair.Key, Stacked(pair.Value)))];
    }

    /// <summary>As few rows as keep the bands of a host from covering each other.</summary>
    private static List<List<Band>> Stacked(List<Band> bands)
    {
        List<List<Band>> rows = [];
        foreach (Band band in bands.OrderBy(band => band.Start).ThenBy(band => band.Arrives))
        {
            List<Band>? free = rows.Find(row => row[^1].End <= band.Start);
            if (free is null)
            {
                rows.Add(free = []);
            }

            free.Add(band);
        }

        return rows;
    }

    private sealed record Band(string Kind, double Start, double End, string Label, string Text, bool Arrives);
}
