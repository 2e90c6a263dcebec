using Rebalancer.Cli.Output;
using Rebalancer.Execution.Runs;
using Rebalancer.Plans;

namespace Rebalancer.Cli.Execution;

/// <summary>What came of a run, as text and as JSON.</summary>
internal static class ExecutionReportOutput
{
    public static void WriteText(TextWriter output, ExecutionReport report, RunLines lines, string journal)
    {
        int done = report.Steps.Count(pair => pair.End is { LetsOthersStart: true });
        output.WriteLine($"{Heading(report)}: {report.MovesDone} moves done, {done} of {report.Steps.Length} steps{(report.Replans > 0 ? $" of the latest plan, {report.Replans} times planned anew" : "")}.");
        if (report.Reason.Length > 0)
        {
            output.WriteLine($"  {report.Reason}");
        }

        foreach ((PlanStep step, StepEnd? end) in report.Steps.Where(pair => pair.End is not { LetsOthersStart: true }))
        {
            output.WriteLine($"  {lines.Describe(step)}: {(end is null ? "not done" : $"{end.Cause}: {end.Message}{(end.RequestId is { } id ? $" ({id})" : "")}")}");
        }

        if (report.Ending != RunEnding.Completed)
        {
            output.WriteLine($"The journal is {journal}; 'rebalancer resume' goes on with it.");
        }
    }

    public static void WriteJson(TextWriter output, ExecutionReport report, string journal) => Json.Write(output, "execution", writer =>
    {
        writer.WriteString("ending", JsonName(report.Ending.ToString()));
        writer.WriteString("reason", report.Reason);
        writer.WriteString("journal", journal);
        writer.WriteNumber("movesDone", report.MovesDone);
        writer.WriteNumber("replans", report.Replans);
        writer.WriteObjects("steps", report.Steps, pair =>
        {
            writer.WriteNumber("id", pair.Step.Id);
            writer.WriteString("outcome", pair.End is { } end ? JsonName(end.Outcome.ToString()) : "notDone");
            if (pair.End is { } known)
            {
                writer.WriteString("message", known.Message);
                writer.WriteString("requestId", known.RequestId);
                writer.WriteString("cause", known.Cause is { } cause ? JsonName(cause.ToString()) : null);
            }
        });
    });

    private static string Heading(ExecutionReport report) => report.Ending switch
    {
        RunEnding.Completed => "Done",
        RunEnding.Stopped => "Stopped",
        _ => "Put aside",
    };

    private static string JsonName(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
