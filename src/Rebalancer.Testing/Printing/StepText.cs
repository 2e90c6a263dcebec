using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Testing.Printing;

/// <summary>A step of a plan as one line.</summary>
internal static class StepText
{
    /// <summary>The line: number, what is done, what it waits for.</summary>
    public static string Of(Cluster cluster, PlanStep step)
    {
        string after = step.After.IsEmpty ? "" : $" after {string.Join(' ', step.After)}";
        string what = step switch
        {
            MoveStep move => $"{move.Kind} {CloudTable.NameOf(cluster, move.Instance)} {move.Source} -> {move.Destination}",
            ConfirmStep confirm => $"confirm {CloudTable.NameOf(cluster, confirm.Instance)} (step {confirm.Move})",
            WaitStep wait => $"wait for {CloudTable.NameOf(cluster, wait.Instance)}",
            DisableStep disable => $"disable {disable.Host}",
            EnableStep enable => $"enable {enable.Host}",
            MaintainStep maintain => $"maintain {string.Join(' ', maintain.Hosts)}",
            _ => step.ToString(),
        };
        return $"{step.Id}: {what}{after}";
    }
}
