using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews;

/// <summary>A step in words.</summary>
internal static class StepWords
{
    /// <summary>Its kind and what it does.</summary>
    public static (string Kind, string What) Of(PlanStep step, InstanceNames names) => step switch
    {
        DisableStep disable => ("disable", $"{disable.Host} (\"{disable.Reason}\")"),
        EnableStep enable => ("enable", $"{enable.Host}"),
        MoveStep move => (Words.Of(move.Kind), $"{names.Of(move.Instance)}: {move.Source} -> {move.Destination}"),
        ConfirmStep confirm => ("confirm", $"{names.Of(confirm.Instance)}: its source is released"),
        WaitStep wait => ("wait", $"{names.Of(wait.Instance)}: until migration {wait.MigrationId} has ended"),
        MaintainStep maintain => ("maintain", $"{Words.List(maintain.Hosts)}: until you have done what {(maintain.Hosts.Length == 1 ? "it was" : "they were")} emptied for"),
        _ => (step.GetType().Name, ""),
    };
}
