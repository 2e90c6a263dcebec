using System.CommandLine;
using System.Globalization;
using System.Text;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Output;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews;
using Rebalancer.Previews.Graphs;
using Rebalancer.Previews.Html;
using Rebalancer.Previews.Markdown;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer show</c>.</summary>
internal static class ShowCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("show", "Show a plan; with its cluster also names, times, sizes and the use of hosts.");
        Argument<string> planFile = new("plan.json") { Description = "The plan, as 'rebalancer plan' writes it." };
        Option<string> clusterFile = new("--cluster") { Description = "The cluster that the plan was made for.", HelpName = "cluster.json" };
        Form[] forms =
        [
            new("--html", "Write one page with pictures, which needs no network and no script to be read.", "plan.html", PlanHtml.Write),
            new("--markdown", "Write Markdown, for a ticket or a wiki.", "plan.md", PlanMarkdown.Write),
            new("--mermaid", "Write what waits for what as a Mermaid flowchart.", "plan.mmd", (writer, cluster, plan, _) => PlanMermaid.Write(writer, cluster, plan)),
            new("--dot", "Write what waits for what for Graphviz.", "plan.dot", (writer, cluster, plan, _) => PlanDot.Write(writer, cluster, plan)),
        ];
        command.Arguments.Add(planFile);
        command.Options.Add(clusterFile);
        foreach (Form form in forms)
        {
            command.Options.Add(form.Option);
        }

        command.SetAction(parsed => Run(parsed, context, parsed.GetRequiredValue(planFile), parsed.GetValue(clusterFile), forms));
        help.Add(
            command,
            "rebalancer show plan.json --cluster cluster.json",
            "rebalancer show plan.json",
            "rebalancer show plan.json --cluster cluster.json --html plan.html",
            "rebalancer show plan.json --cluster cluster.json --json");
        return command;
    }

    private static int Run(ParseResult parsed, CommandContext context, string planFile, string? clusterFile, Form[] forms)
    {
        Plan plan = PlanInput.ReadFile(context, planFile);
        Cluster? cluster = clusterFile is null ? null : ClusterInput.ReadFile(context, clusterFile);
        if (cluster is not null)
        {
            PlanInput.WarnOfOtherCluster(context, cluster, plan);
        }

        PlanProof? proof = cluster is null ? null : PlanVerifier.Verify(cluster, plan);
        Form[] wanted = [.. forms.Where(form => parsed.GetValue(form.Option) is not null)];
        foreach (Form form in wanted)
        {
            using StringWriter text = new(CultureInfo.InvariantCulture);
            form.Write(text, cluster, plan, proof);
            string path = parsed.GetValue(form.Option)!;
            InputFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
            context.Error.WriteLine($"The plan is in {path}.");
        }

        if (parsed.GetValue(GlobalOptions.Json))
        {
            PlanSummaryJson.Write(context.Output, cluster, plan, proof);
        }
        else if (wanted.Length == 0)
        {
            PlanText.Write(context.Output, cluster, plan, proof, context.Environment.Width);
        }

        return proof is { IsProven: false } ? ExitCode.NotInFull : ExitCode.Done;
    }

    /// <summary>A form in which a plan can be written to a file.</summary>
    private sealed class Form(string option, string description, string file, Action<TextWriter, Cluster?, Plan, PlanProof?> write)
    {
        public Option<string> Option { get; } = new(option) { Description = description, HelpName = file };

        public void Write(TextWriter writer, Cluster? cluster, Plan plan, PlanProof? proof) => write(writer, cluster, plan, proof);
    }
}
