using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Html;
using Rebalancer.Previews.Markdown;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews.Diff;

/// <summary>The difference of two plans as text, Markdown or a page.</summary>
public static class PlanDiffText
{
    /// <summary>What the difference is called.</summary>
    internal const string Title = "Difference of two plans";

    private const int MostTerms = 8;

    /// <summary>Writes plain text.</summary>
    /// <param name="writer">Where to; gets no control characters but line ends.</param>
    /// <param name="cluster">The cluster of the plans; <c>null</c> leaves out names, times and sizes.</param>
    /// <param name="diff">The difference.</param>
    /// <param name="width">Characters per line; at least 40 are used.</param>
    public static void Write(TextWriter writer, Cluster? cluster, PlanDiff diff, int width = 100)
    {
        ArgumentNullException.ThrowIfNull(diff);
        Write(new Page(writer, width), cluster, diff);
    }

    /// <summary>Writes Markdown.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="cluster">The cluster of the plans; <c>null</c> leaves out names, times and sizes.</param>
    /// <param name="diff">The difference.</param>
    public static void WriteMarkdown(TextWriter writer, Cluster? cluster, PlanDiff diff)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(diff);
        Write(new MarkdownOutline(writer), cluster, diff);
    }

    /// <summary>Writes one HTML page that needs no network and no script.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="cluster">The cluster of the plans; <c>null</c> leaves out names, times and sizes.</param>
    /// <param name="diff">The difference.</param>
    public static void WriteHtml(TextWriter writer, Cluster? cluster, PlanDiff diff)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(diff);
        SimplePage.Write(writer, Title, page => Write(page, cluster, diff));
    }

    private static void Write(IOutline page, Cluster? cluster, PlanDiff diff)
    {
        InstanceNames names = new(cluster);
        page.Paragraph($"old: {Headline(cluster, diff.Old, names)}", 0, 2);
        page.Paragraph($"new: {Headline(cluster, diff.New, names)}", 0, 2);
        if (diff.IsEmpty)
        {
            page.Paragraph("No difference: the same moves in the same order under the same terms, as good and with the same instances left behind.");
            return;
        }

        WriteTerms(page, diff.Terms);
        WriteLevels(page, diff.Levels);
        WriteRoutes(page, diff.Routes, names);
        WriteStays(page, diff.Stays, names);
        if (diff.IsReordered)
        {
            page.Paragraph("The same moves are made in another order, or wait for others.");
        }

        if (cluster is not null)
        {
            HostsOtherwise.Write(page, cluster, diff);
        }
    }

    private static string Headline(Cluster? cluster, Plan plan, InstanceNames names) =>
        $"{GoalWords.Of(plan.Goal, names)}: {Words.Of(plan.Outcome)}; {PlanHeadline.Cost(plan, cluster is null ? null : PlanFigures.Of(cluster, plan).Figures)}";

    private static void WriteTerms(IOutline page, ImmutableArray<TermChange> terms)
    {
        if (terms.IsEmpty)
        {
            return;
        }

        page.Heading("Made under other terms");
        foreach (TermChange term in terms)
        {
            string kind = Words.Of(term.Kind);
            foreach ((string whose, ImmutableArray<string> texts) in (ReadOnlySpan<(string, ImmutableArray<string>)>)[("old", term.Old), ("new", term.New)])
            {
                foreach (string text in texts.Take(MostTerms))
                {
                    page.Paragraph($"{kind}, {whose} only: {text}", 2, 2);
                }

                if (texts.Length > MostTerms)
                {
                    page.Paragraph(string.Create(CultureInfo.InvariantCulture, $"{kind}, {whose} only: {texts.Length - MostTerms} more"), 2, 2);
                }
            }
        }
    }

    private static void WriteLevels(IOutline page, ImmutableArray<LevelChange> levels)
    {
        if (levels.IsEmpty)
        {
            return;
        }

        page.Heading("Objective");
        Table table = new(("level", Align.Left), ("old", Align.Right), ("new", Align.Right), ("change", Align.Right), ("bound, old", Align.Right), ("new", Align.Right));
        foreach (LevelChange level in levels)
        {
            table.Add(level.Name, Value(level.Old, level.Old?.Value), Value(level.New, level.New?.Value), Change(level), Value(level.Old, level.Old?.Bound), Value(level.New, level.New?.Bound));
        }

        page.Table(table);
    }

    private static string Value(ObjectiveLevel? level, double? value) => level is null || value is null ? "-" : Units.Value(value.Value, level.Unit);

    private static string Change(LevelChange level)
    {
        if (level.Old is null || level.New is null)
        {
            return "";
        }

        double change = level.New.Value - level.Old.Value;
        return change == 0 ? "none" : change < 0 ? $"{Units.Value(-change, level.New.Unit)} less" : $"{Units.Value(change, level.New.Unit)} more";
    }

    private static void WriteRoutes(IOutline page, ImmutableArray<RouteChange> routes, InstanceNames names)
    {
        if (routes.IsEmpty)
        {
            return;
        }

        page.Heading(string.Create(CultureInfo.InvariantCulture, $"Moves otherwise ({routes.Length})"));
        Table table = new(("instance", Align.Left), ("old", Align.Left), ("new", Align.Left));
        foreach (RouteChange route in routes)
        {
            table.Add(names.Of(route.Instance), Route(route.Old), Route(route.New));
        }

        page.Table(table);
    }

    private static string Route(ImmutableArray<Leg> legs) =>
        legs.IsEmpty ? "stays" : $"{legs[0].Source}{string.Concat(legs.Select(leg => $" -> {leg.Destination} ({Words.Of(leg.Kind)})"))}";

    private static void WriteStays(IOutline page, ImmutableArray<StayChange> stays, InstanceNames names)
    {
        if (stays.IsEmpty)
        {
            return;
        }

        page.Heading(string.Create(CultureInfo.InvariantCulture, $"Left behind otherwise ({stays.Length})"));
        Table table = new(("instance", Align.Left), ("old", Align.Left), ("new", Align.Left));
        foreach (StayChange stay in stays)
        {
            table.Add(names.Of(stay.Instance), Why(stay.Old), Why(stay.New));
        }

        page.Table(table);
    }

    private static string Why(LeftBehind? left) => left is null
        ? "not left behind"
        : $"stays on {left.Host}{(left.Proof == StayProof.NotProven ? ", not proven" : "")}: {Words.List([.. left.Reasons.Select(reason => reason.Code).Distinct()], 6)}";
}
