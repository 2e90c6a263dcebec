namespace Rebalancer.Rules.Instances;

/// <summary>No other task may run on the instance, save for an evacuation.</summary>
/// <remarks>Source: <c>check_instance_state</c> of <c>nova.compute.api</c>; rules.md section 1.</remarks>
internal sealed class TaskStateRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (move.Instance.TaskState is { } task && move.Kind != MoveKind.Evacuate)
        {
            verdict.Refuse(
                "nova.task-state",
                $"The task {task} runs on the instance.",
                "Wait for the task to end.",
                new ComparedFact("task_state", "none", task));
        }
    }
}
