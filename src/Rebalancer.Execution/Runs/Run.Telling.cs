using Rebalancer.Execution.Journals;
using Rebalancer.Plans;

namespace Rebalancer.Execution.Runs;

/// <content>What the run writes down and tells.</content>
internal sealed partial class Run
{
    private void Note(PlanStep step, StepEnd end)
    {
        door.Append(new JournalRecord
        {
            Kind = RecordKinds.End,
            Step = step.Id,
            Outcome = end.Outcome.ToString(),
            Cause = end.Cause?.ToString(),
            Message = end.Message.Length == 0 ? null : end.Message,
            RequestId = end.RequestId,
        });
        if (end.Outcome == StepOutcome.Failed)
        {
            logger.LogFailure(step.Id, Telemetry.KindOf(step), end.Cause, end.Message, end.RequestId);
        }
        else
        {
            logger.LogEnd(step.Id, Telemetry.KindOf(step), end.Outcome, end.Message);
        }

        Tell(new StepEnded(time.GetUtcNow(), step, end));
    }

    private void Announce(string reason)
    {
        logger.LogPlan(History.Plan.Steps.Length, reason);
        Tell(new PlanTaken(time.GetUtcNow(), History.Plan, reason));
    }

    private void Tell(ExecutionEvent happened)
    {
        if (happened is StepRetried retried)
        {
            logger.LogMiss(retried.Step.Id, retried.Wait.TotalSeconds, retried.Message);
            Telemetry.Missed(retried.Step);
        }

        progress?.Report(happened);
    }

    private ExecutionReport Report()
    {
        Plan plan = History.Plan;
        bool isDone = plan.Steps.All(step => History.Of(step.Id).End is { LetsOthersStart: true });
        int failed = plan.Steps.Count(step => History.Of(step.Id).End is { LetsOthersStart: false });
        string reason = isDone ? ""
            : control.StopReason ?? (isLeft ? "what runs was left to the cloud"
            : isLate ? $"the next steps would end after {options.Until:u}"
            : failed == 1 ? "a step has failed" : $"{failed} steps have failed");
        return new ExecutionReport
        {
            Ending = isDone ? RunEnding.Completed : isLeft ? RunEnding.Left : RunEnding.Stopped,
            Reason = reason,
            Plan = plan,
            Steps = [.. plan.Steps.Select(step => (step, History.Of(step.Id).End))],
            MovesDone = History.MovesDone,
            Failed = [.. History.Failed],
            Replans = History.Replans,
        };
    }
}
