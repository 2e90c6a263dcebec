using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Advice;

/// <summary>Instances that no host could take if theirs failed, and those that cannot leave theirs without downtime.</summary>
/// <remarks>Each by itself, with everybody else where they are; whether all of a host fit elsewhere together is a question for a plan.</remarks>
internal sealed class NowhereToGoCheck : IAdviceCheck
{
    /// <inheritdoc/>
    public IEnumerable<AdviceFinding> Run(AdviceContext context)
    {
        // An instance in the middle of a task is somewhere else before anybody acts on advice.
        int[] settled = [.. context.AllInstances.Where(instance => context.Cluster.Instances[instance].TaskState is null)];
        Destinations evacuation = Destinations.ByEvacuation(context);
        Destinations live = Destinations.ByMigration(context, MoveKind.Live, MoveKind.BlockLive);
        Destinations stopped = Destinations.ByMigration(context, MoveKind.Live, MoveKind.BlockLive, MoveKind.Cold);
        int[] ups = [.. settled.Where(instance => IsUp(context, instance))];
        return
        [
            .. Findings(
                context, "advice.evacuation", settled, _ => evacuation,
                "could be evacuated nowhere if their host failed", "could be evacuated nowhere if its host failed",
                "Until their host is back they would be lost to their owners."),
            .. Findings(
                context, "advice.drain", ups, instance => HasDowntimeToLose(context.Cluster.Instances[instance]) ? live : stopped,
                "could not leave their host without downtime", "could not leave its host without downtime",
                "A host can be emptied for maintenance only when its instances can leave; with downtime, if at all, these would."),
        ];
    }

    private static bool HasDowntimeToLose(Instance instance) => instance.VmState is VmState.Active or VmState.Paused;

    private static bool IsUp(AdviceContext context, int instance)
    {
        ComputeService service = context.Cluster.Hosts[context.State.HostOf(instance)].Service;
        return service.IsUp && !service.IsForcedDown;
    }

    private static IEnumerable<AdviceFinding> Findings(
        AdviceContext context, string code, int[] instances, Func<int, Destinations> destinationsOf, string many, string one, string why) => instances
        .Where(instance => !destinationsOf(instance).HasAny(instance))
        .Select(instance => (Instance: instance, Reason: destinationsOf(instance).CommonestReason(instance)))
        .GroupBy(stuck => stuck.Reason?.Code, StringComparer.Ordinal)
        .OrderByDescending(same => same.Count())
        .Select(same => Finding(context, code, [.. same.Select(stuck => stuck.Instance)], same.First().Reason, same.Count() == 1 ? one : many, why));

    private static AdviceFinding Finding(AdviceContext context, string code, int[] stuck, Refusal? reason, string what, string why)
    {
        Instance first = context.Cluster.Instances[stuck[0]];
        string name = first.Name.Length > 0 ? first.Name : first.Id.Value;
        return new AdviceFinding
        {
            Severity = AdviceSeverity.Warning,
            Code = code,
            Message = $"{AdviceContext.Count(stuck.Length, "instance")} {what}: {(reason is null ? "there is no other host" : $"mostly for {reason.Code}")}.",
            Hosts = context.HostNames(stuck.Select(context.State.HostOf)),
            Instances = context.InstanceIds(stuck),
            Facts = reason is null ? [] : [.. reason.Facts.Select(fact => fact with { Name = $"{name}: {fact.Name}" })],
            Why = reason is null ? why : $"{why} For {name} on {first.Host}: {reason.Message}",
            Remedy = reason?.Remedy ?? "Add a host.",
        };
    }
}
