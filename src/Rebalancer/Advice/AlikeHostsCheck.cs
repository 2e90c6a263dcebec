using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Rules;

namespace Rebalancer.Advice;

/// <summary>Hosts that instances move between although their CPU sets, CPU models or ssh keys differ.</summary>
internal sealed class AlikeHostsCheck : IAdviceCheck
{
    private const int FirstReleaseThatRewrites = 30;

    /// <inheritdoc/>
    public IEnumerable<AdviceFinding> Run(AdviceContext context)
    {
        ImmutableArray<HostsToCompare> sets = HostsToCompare.In(context.Cluster);
        return Traits.SelectMany(trait => Compare(context, trait, sets));
    }

    private static readonly ImmutableArray<Trait> Traits =
    [
        new(
            "advice.cpu-shared-set",
            "cpu_shared_set",
            host => host.CpuSharedSet.TryGet(out CpuSet? set) ? set?.ToString() ?? "not set" : null,
            (context, hosts) => SharedSetBinds(context, hosts) && Floating(context, hosts).Any() ? AdviceSeverity.Warning : AdviceSeverity.Note,
            Floating,
            "Before 2024.2 a floating instance keeps the CPU numbers of its source when it moves live, so Nova and the operators' guide want one set on both ends.",
            "Give these hosts one cpu_shared_set, or part them into aggregates of equal sets and keep flavors of floating instances to one of them."),
        new(
            "advice.cpu-dedicated-set",
            "cpu_dedicated_set",
            host => host.CpuDedicatedSet.TryGet(out CpuSet? set) ? set?.ToString() ?? "not set" : null,
            (_, _) => AdviceSeverity.Note,
            Pinned,
            "Pinned instances get other CPUs on each host and find different room there; hosts of one aggregate are easier to empty when they are cut alike.",
            "Give these hosts one cpu_dedicated_set where their hardware is the same, or part them into aggregates."),
        new(
            "advice.cpu-model",
            "CPU model",
            host => host.Cpu.TryGet(out HostCpu? cpu) && cpu.Model.Length > 0 ? $"{cpu.Model} ({cpu.Architecture})" : null,
            (_, _) => AdviceSeverity.Note,
            (_, _) => [],
            "A live migration needs every CPU feature of the source on the destination, so moves to a newer CPU have no way back; the operators' guide allows one model only.",
            "Part the hosts into aggregates by CPU model, or give their guests one model that all of them have (cpu_mode = custom)."),
        new(
            "advice.ssh-keys",
            "ssh key group",
            host => host.SshKeyGroup.TryGet(out string? group) ? group : null,
            (_, _) => AdviceSeverity.Warning,
            (_, _) => [],
            "A cold migration without a shared instances_path copies over ssh and is refused between hosts that do not know each other's keys.",
            "Exchange the ssh keys of these hosts, as the operators' guide asks of all compute nodes.",
            SharesPath),
    ];

    private static IEnumerable<AdviceFinding> Compare(AdviceContext context, Trait trait, ImmutableArray<HostsToCompare> sets)
    {
        List<(HashSet<int> Hosts, int Values)> told = [];
        string? ValueOf(int host) => trait.ValueOf(context.Cluster.Hosts[host]);
        foreach (HostsToCompare set in sets)
        {
            IGrouping<string, int>[] values = [.. set.Hosts.Where(host => ValueOf(host) is not null).GroupBy(host => ValueOf(host)!, StringComparer.Ordinal)];

            // A larger set that differs in nothing more than a smaller one within it would say the same again.
            if (values.Length <= 1 || trait.IsNeedless?.Invoke(context, set.Hosts) == true || told.Any(one => one.Values == values.Length && one.Hosts.IsSubsetOf(set.Hosts)))
            {
                continue;
            }

            told.Add(([.. set.Hosts], values.Length));
            bool isSeparated = set.IsSeparated(context.Cluster, ValueOf);
            yield return new AdviceFinding
            {
                Severity = isSeparated ? AdviceSeverity.Note : trait.SeverityOf(context, set.Hosts),
                Code = trait.Code,
                Message = $"The {trait.Name} differs within {set.Where}{(isSeparated ? ", though further aggregates keep unlike hosts apart" : "")}.",
                Hosts = context.HostNames(set.Hosts),
                Instances = context.InstanceIds(trait.Concerned(context, set.Hosts)),
                Facts =
                [
                    .. values.OrderByDescending(value => value.Count()).Select(value => new ComparedFact(
                        $"{trait.Name} of {AdviceContext.Row(context.HostNames(value))}", "one for all", value.Key)),
                ],
                Why = trait.Why,
                Remedy = trait.Remedy,
            };
        }
    }

    private static bool SharedSetBinds(AdviceContext context, ImmutableArray<int> hosts) =>
        context.Profile.RequiresEqualSharedSet || hosts.Any(host => context.Facts.HostReleases[host].Major < FirstReleaseThatRewrites);

    private static IEnumerable<int> Floating(AdviceContext context, ImmutableArray<int> hosts) =>
        hosts.SelectMany(host => context.Cluster.InstancesOn(host)).Where(instance => context.Facts.Demands[instance].Topology is null);

    private static IEnumerable<int> Pinned(AdviceContext context, ImmutableArray<int> hosts) => hosts
        .SelectMany(host => context.Cluster.InstancesOn(host))
        .Where(instance => context.Facts.Demands[instance].Request.Amounts.ContainsKey(ResourceClass.Pcpu));

    private static bool SharesPath(AdviceContext context, ImmutableArray<int> hosts)
    {
        string[] paths = [.. hosts.Select(host => context.Cluster.Hosts[host].Storage.SharedPathGroup.ValueOr("")).Distinct()];
        return paths is [{ Length: > 0 }];
    }

    /// <summary>Something in which hosts should be alike.</summary>
    private sealed record Trait(
        string Code,
        string Name,
        Func<Host, string?> ValueOf,
        Func<AdviceContext, ImmutableArray<int>, AdviceSeverity> SeverityOf,
        Func<AdviceContext, ImmutableArray<int>, IEnumerable<int>> Concerned,
        string Why,
        string Remedy,
        Func<AdviceContext, ImmutableArray<int>, bool>? IsNeedless = null);
}
