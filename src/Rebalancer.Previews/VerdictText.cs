using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Previews.Text;
using Rebalancer.Rules;

namespace Rebalancer.Previews;

/// <summary>Verdicts on one instance as plain text: a table of destinations and kinds, then every reason once.</summary>
public static class VerdictText
{
    /// <summary>Writes the verdicts on one instance.</summary>
    /// <param name="writer">Where to; gets no control characters but line ends.</param>
    /// <param name="cluster">The cluster they were made in; <c>null</c> leaves out the instance's name and flavor.</param>
    /// <param name="verdicts">At least one; all on one instance.</param>
    /// <param name="width">Characters per line; at least 40 are used.</param>
    /// <exception cref="ArgumentException">There is no verdict, or they concern several instances.</exception>
    public static void Write(TextWriter writer, Cluster? cluster, ImmutableArray<Verdict> verdicts, int width = 100)
    {
        Write(new Page(writer, width), cluster, verdicts);
    }

    /// <summary>The same in any form.</summary>
    internal static void Write(IOutline page, Cluster? cluster, ImmutableArray<Verdict> verdicts)
    {
        if (verdicts.Select(verdict => verdict.Instance).Distinct().Count() != 1)
        {
            throw new ArgumentException("The verdicts must all concern one instance.", nameof(verdicts));
        }

        WriteInstance(page, cluster, verdicts[0]);
        ImmutableArray<Reason> reasons = Reason.Of(verdicts);
        WriteTable(page, verdicts, reasons);
        WriteReasons(page, verdicts, reasons);
        WriteAssumptions(page, verdicts);
    }

    private static void WriteInstance(IOutline page, Cluster? cluster, Verdict verdict)
    {
        page.Paragraph($"{new InstanceNames(cluster).InFull(verdict.Instance)} on {verdict.Source}", 0, 2);
        if (cluster is null)
        {
            return;
        }

        Instance instance = cluster.Instances[cluster.IndexOf(verdict.Instance)];
        Flavor flavor = instance.Flavor;
        string task = instance.TaskState is { } state ? $", task {state}" : "";
        page.Paragraph(
            $"{flavor.Name}: {flavor.Vcpus} VCPU, {Units.Bytes(flavor.MemoryMiB * 1048576.0)} memory, {flavor.RootGiB + flavor.EphemeralGiB} GiB disk; {instance.VmState}{task}",
            2,
            2);
    }

    private static void WriteTable(IOutline page, ImmutableArray<Verdict> verdicts, ImmutableArray<Reason> reasons)
    {
        ImmutableArray<MoveKind> kinds = [.. verdicts.Select(verdict => verdict.Kind).Distinct().Order()];
        page.Blank();
        Table table = new([("destination", Align.Left), .. kinds.Select(kind => (Words.Of(kind), Align.Left))]);
        foreach (IGrouping<HostName, Verdict> destination in verdicts.GroupBy(verdict => verdict.Destination))
        {
            table.Add([destination.Key.ToString(), .. kinds.Select(kind => Cell(destination.FirstOrDefault(verdict => verdict.Kind == kind), reasons))]);
        }

        page.Table(table);
    }

    private static string Cell(Verdict? verdict, ImmutableArray<Reason> reasons) => verdict switch
    {
        null => "",
        { IsAllowed: true } => verdict.Assumptions.IsEmpty ? "allowed" : "allowed*",
        _ => "no: " + string.Join(",", reasons.Where(reason => reason.Concerns(verdict)).Select(reason => reason.Number)),
    };

    private static void WriteReasons(IOutline page, ImmutableArray<Verdict> verdicts, ImmutableArray<Reason> reasons)
    {
        if (reasons.IsEmpty)
        {
            return;
        }

        page.Heading("Reasons");
        int hosts = verdicts.Select(verdict => verdict.Destination).Distinct().Count();
        int kinds = verdicts.Select(verdict => verdict.Kind).Distinct().Count();
        foreach (Reason reason in reasons)
        {
            string number = $"{reason.Number}. ";
            page.Paragraph($"{number}{reason.Code} ({reason.Scope(hosts, kinds)})", 2, number.Length);
            page.Paragraph(reason.Message, 2 + number.Length, 0);
            if (reason.Remedy.Length > 0)
            {
                page.Paragraph($"to lift it: {reason.Remedy}", 2 + number.Length, 2);
            }
        }
    }

    private static void WriteAssumptions(IOutline page, ImmutableArray<Verdict> verdicts)
    {
        ImmutableArray<Assumption> assumptions =
        [
            .. verdicts.SelectMany(verdict => verdict.Assumptions.Select(assumption => (verdict.Destination, assumption)))
                .GroupBy(pair => (pair.assumption.Code, AnyHost.In(pair.assumption.Text, pair.Destination)))
                .Select(group => group.First().assumption with { Text = AnyHost.Of(group.Key.Item2, [.. group.Select(pair => pair.Destination)]) }),
        ];
        if (assumptions.IsEmpty)
        {
            return;
        }

        page.Heading(verdicts.Any(verdict => verdict.IsAllowed && !verdict.Assumptions.IsEmpty)
            ? "Assumed (*), because nobody said; --strict refuses it"
            : "Assumed, because nobody said");
        foreach (Assumption assumption in assumptions)
        {
            page.Paragraph($"- {assumption.Text} [{assumption.Code}]", 2, 2);
        }
    }

    /// <summary>One reason with all the verdicts that it holds for; reasons that differ only in the name of the destination are one.</summary>
    private sealed record Reason(int Number, string Code, string Message, string Remedy, ImmutableHashSet<(HostName Destination, MoveKind Kind)> Where)
    {
        public static ImmutableArray<Reason> Of(ImmutableArray<Verdict> verdicts) =>
        [
            .. verdicts.SelectMany(verdict => verdict.Refusals.Select(refusal => (verdict, refusal)))
                .GroupBy(pair => (pair.refusal.Code, AnyHost.In(pair.refusal.Message, pair.verdict.Destination)))
                .Select((group, index) => Of(index + 1, [.. group])),
        ];

        private static Reason Of(int number, ImmutableArray<(Verdict Verdict, Refusal Refusal)> same)
        {
            (Verdict verdict, Refusal refusal) = same[0];
            ImmutableArray<HostName> hosts = [.. same.Select(pair => pair.Verdict.Destination)];
            return new Reason(
                number,
                refusal.Code,
                AnyHost.Of(AnyHost.In(refusal.Message, verdict.Destination), hosts),
                AnyHost.Of(AnyHost.In(refusal.Remedy, verdict.Destination), hosts),
                [.. same.Select(pair => (pair.Verdict.Destination, pair.Verdict.Kind))]);
        }

        public bool Concerns(Verdict verdict) => Where.Contains((verdict.Destination, verdict.Kind));

        /// <summary>The hosts and kinds it holds for, in few words.</summary>
        public string Scope(int hosts, int kinds)
        {
            ImmutableArray<HostName> where = [.. Where.Select(pair => pair.Destination).Distinct().Order()];
            ImmutableArray<string> how = [.. Where.Select(pair => pair.Kind).Distinct().Order().Select(Words.Of)];
            string allHosts = where.Length == hosts && hosts > 1 ? "every destination" : Words.List(where);
            return $"{(how.Length == kinds && kinds > 1 ? "every kind" : Words.List(how))}; {allHosts}";
        }
    }
}
