using System.CommandLine;
using System.Globalization;
using System.Text;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Output;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Diff;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer diff</c>.</summary>
internal static class DiffCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("diff", "Tell what changed between two plans: their terms, how good they are, who moves where and how, who stays and why.");
        Argument<string> old = new("old.json") { Description = "The plan to compare against." };
        Argument<string> changed = new("new.json") { Description = "The plan to compare." };
        Option<string> cluster = new("--cluster") { Description = "The cluster of the plans, for names, times and sizes.", HelpName = "cluster.json" };
        Option<string> html = new("--html") { Description = "Write one page, which needs no network and no script.", HelpName = "diff.html" };
        Option<string> markdown = new("--markdown") { Description = "Write Markdown, for a ticket or a wiki.", HelpName = "diff.md" };
        command.Arguments.Add(old);
        command.Arguments.Add(changed);
        command.Options.Add(cluster);
        command.Options.Add(html);
        command.Options.Add(markdown);
        command.SetAction(parsed =>
        {
            Plan before = PlanInput.ReadFile(context, parsed.GetRequiredValue(old));
            Plan after = PlanInput.ReadFile(context, parsed.GetRequiredValue(changed));
            Cluster? known = parsed.GetValue(cluster) is { } file ? ClusterInput.ReadFile(context, file) : null;
            if (known is not null)
            {
                PlanInput.WarnOfOtherCluster(context, known, before);
                PlanInput.WarnOfOtherCluster(context, known, after);
            }

            PlanDiff diff = PlanDiff.Of(before, after);
            bool isWritten = WriteFile(context, parsed.GetValue(html), writer => PlanDiffText.WriteHtml(writer, known, diff))
                | WriteFile(context, parsed.GetValue(markdown), writer => PlanDiffText.WriteMarkdown(writer, known, diff));
            if (parsed.GetValue(GlobalOptions.Json))
            {
                PlanDiffJson.Write(context.Output, diff);
            }
            else if (!isWritten)
            {
                PlanDiffText.Write(context.Output, known, diff, context.Environment.Width);
            }

            return ExitCode.Done;
        });
        help.Add(
            command,
            "rebalancer diff yesterday.json today.json --cluster cluster.json",
            "rebalancer diff yesterday.json today.json --cluster cluster.json --html diff.html",
            "rebalancer diff yesterday.json today.json --json");
        return command;
    }

    private static bool WriteFile(CommandContext context, string? path, Action<TextWriter> write)
    {
        if (path is null)
        {
            return false;
        }

        using StringWriter text = new(CultureInfo.InvariantCulture);
        write(text);
        InputFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
        context.Error.WriteLine($"The difference is in {path}.");
        return true;
    }
}
