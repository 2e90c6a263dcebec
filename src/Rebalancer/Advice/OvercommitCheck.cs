using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Advice;

/// <summary>Memory that is promised more than once, and hosts that hold more than they have.</summary>
internal sealed class OvercommitCheck : IAdviceCheck
{
    private const int HostsShown = 5;

    /// <inheritdoc/>
    public IEnumerable<AdviceFinding> Run(AdviceContext context) => OverCapacity(context).Concat(RamRatios(context));

    private static IEnumerable<AdviceFinding> OverCapacity(AdviceContext context)
    {
        for (int resource = 0; resource < context.Cluster.ResourceClasses.Length; resource++)
        {
            int index = resource;
            int[] hosts = [.. context.AllHosts.Where(host => context.State.Used(host, index) > context.State.CapacityOf(host, index))];
            if (hosts.Length == 0)
            {
                continue;
            }

            ResourceClass name = context.Cluster.ResourceClasses[resource];
            yield return new AdviceFinding
            {
                Severity = AdviceSeverity.Warning,
                Code = "advice.over-capacity",
                Message = $"{AdviceContext.Count(hosts.Length, "host")} {(hosts.Length == 1 ? "holds" : "hold")} more {name} than Placement grants.",
                Hosts = context.HostNames(hosts),
                Facts =
                [
                    .. hosts.Take(HostsShown).Select(host => new ComparedFact(
                        $"{name} held on {context.Cluster.Hosts[host].Name}",
                        $"at most {context.State.CapacityOf(host, index)}",
                        $"{context.State.Used(host, index)}")),
                ],
                Why = context.Facts.LetsOverfullLeave
                    ? "Nothing can arrive there, and what is there has less than it was promised."
                    : "Nothing can arrive there, and Placement before 2025.2 lets nothing that holds some of it leave either: such a host cannot be emptied.",
                Remedy = "Look for allocations whose instance or migration is gone (nova-manage placement audit), then raise the allocation ratio or lower what is reserved until instances have left.",
            };
        }
    }

    private static IEnumerable<AdviceFinding> RamRatios(AdviceContext context)
    {
        double most = context.Profile.MaxRamOvercommit ?? 1.0;
        (int Host, Inventory Memory)[] above =
        [
            .. context.AllHosts
                .SelectMany(host => context.Cluster.Hosts[host].Inventories
                    .Where(inventory => inventory.ResourceClass == ResourceClass.MemoryMb && inventory.AllocationRatio > most)
                    .Select(inventory => (host, inventory))),
        ];
        if (above.Length == 0)
        {
            yield break;
        }

        int memory = context.Cluster.IndexOf(ResourceClass.MemoryMb);
        (int Host, Inventory Memory)[] beyond = [.. above.Where(pair => context.State.Used(pair.Host, memory) > pair.Memory.Total - pair.Memory.Reserved)];
        yield return new AdviceFinding
        {
            Severity = AdviceSeverity.Warning,
            Code = "advice.ram-overcommit",
            Message = beyond.Length == 0
                ? $"The allocation ratio promises more memory than {AdviceContext.Count(above.Length, "host")} {(above.Length == 1 ? "has" : "have")}."
                : $"The allocation ratio promises more memory than {AdviceContext.Count(above.Length, "host")} {(above.Length == 1 ? "has" : "have")}, and {beyond.Length} of them {(beyond.Length == 1 ? "has" : "have")} promised it already.",
            Hosts = context.HostNames(above.Select(pair => pair.Host)),
            Facts =
            [
                .. above.GroupBy(pair => pair.Memory.AllocationRatio).OrderByDescending(same => same.Key).Select(same => new ComparedFact(
                    $"ratio of MEMORY_MB on {AdviceContext.Row(context.HostNames(same.Select(pair => pair.Host)))}", $"at most {Printed(most)}", Printed(same.Key))),
                .. beyond.Take(HostsShown).Select(pair => new ComparedFact(
                    $"MEMORY_MB promised on {context.Cluster.Hosts[pair.Host].Name}",
                    $"at most {pair.Memory.Total - pair.Memory.Reserved}",
                    $"{context.State.Used(pair.Host, memory)}")),
            ],
            Why = "A destination that runs out of memory makes a live migration fail half-way, or the kernel end a guest.",
            Remedy = context.Profile.MaxRamOvercommit is null
                ? "Set the ratio of MEMORY_MB to 1.0, or plan with a policy that limits it (--max-ram-overcommit)."
                : $"Set the ratio of MEMORY_MB to {Printed(most)}; the policies asked for fill no destination beyond that in any case.",
        };
    }

    private static string Printed(double ratio) => ratio.ToString("0.0##", CultureInfo.InvariantCulture);
}
