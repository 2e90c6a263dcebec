using System.Globalization;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Advice;

/// <summary>Several connections per live migration need a new Nova, a new QEMU and no post-copy.</summary>
/// <remarks>
/// Source: Nova 33 refuses to start with more than one connection and post-copy on a QEMU before 10.1.0; the operators' guide asks
/// for QEMU 10.1.0 and no post-copy in every case.
/// </remarks>
internal sealed class ParallelConnectionsCheck : IAdviceCheck
{
    private const long OldestQemu = 10_001_000;
    private const int FirstRelease = 33;

    /// <inheritdoc/>
    public IEnumerable<AdviceFinding> Run(AdviceContext context) => context.AllHosts
        .Where(host => context.Cluster.Hosts[host].Migration.ParallelConnections.ValueOr(1) > 1)
        .GroupBy(host => TroubleOf(context, host))
        .Where(same => same.Key != Trouble.None)
        .OrderBy(same => same.Key)
        .Select(same => Finding(context, same.Key, [.. same]));

    private static Trouble TroubleOf(AdviceContext context, int host)
    {
        MigrationSettings settings = context.Cluster.Hosts[host].Migration;
        bool hasPostCopy = settings.PostCopy.ValueOr(false);
        bool knowsQemu = context.Cluster.Hosts[host].HypervisorVersion.TryGet(out long version);
        bool isKnownRelease = context.Cluster.Options.NovaRelease.IsKnown || context.Cluster.Hosts[host].NovaRelease.IsKnown;
        return isKnownRelease && context.Facts.HostReleases[host].Major < FirstRelease ? Trouble.OldNova
            : knowsQemu && version < OldestQemu ? hasPostCopy ? Trouble.DoesNotStart : Trouble.OldQemu
            : hasPostCopy ? Trouble.PostCopy
            : Trouble.None;
    }

    private static AdviceFinding Finding(AdviceContext context, Trouble trouble, int[] hosts)
    {
        MigrationSettings first = context.Cluster.Hosts[hosts[0]].Migration;
        string connections = first.ParallelConnections.Value.ToString(CultureInfo.InvariantCulture);
        (AdviceSeverity severity, string message, string why, string remedy) = trouble switch
        {
            Trouble.DoesNotStart => (
                AdviceSeverity.Error,
                "Parallel connections and post-copy are on together, and QEMU is older than 10.1.0.",
                "nova-compute refuses to start with such a configuration.",
                "Switch post-copy off and upgrade QEMU to 10.1.0 before using several connections."),
            Trouble.PostCopy => (
                AdviceSeverity.Warning,
                "Parallel connections and post-copy are on together.",
                "Several connections are supported only without post-copy; before QEMU 10.1.0 nova-compute refuses to start with both.",
                "Switch post-copy off. Raise the number of connections by two at a time, with a trial in between: each costs CPU."),
            Trouble.OldQemu => (
                AdviceSeverity.Warning,
                "Parallel connections are on, and QEMU is older than 10.1.0.",
                "Several connections per migration need QEMU 10.1.0.",
                "Upgrade QEMU, or go back to one connection until then. Raise the number by two at a time, with a trial in between: each costs CPU."),
            _ => (
                AdviceSeverity.Warning,
                "Parallel connections are on, and nova-compute is older than 2026.1.",
                "Nova before 2026.1 does not know the option: live migrations go over one connection, slower than configured.",
                "Upgrade nova-compute, or plan with one connection."),
        };
        return new AdviceFinding
        {
            Severity = severity,
            Code = "advice.parallel-connections",
            Message = message,
            Hosts = context.HostNames(hosts),
            Facts = [.. Facts(context, hosts)],
            Why = why,
            Remedy = remedy,
            Snippet = trouble is Trouble.DoesNotStart or Trouble.PostCopy
                ? OptionSectionCheck.Snippet([new NovaOption("libvirt", OptionSectionCheck.ParallelConnections, connections)])
                : null,
        };
    }

    /// <summary>The settings found, each once.</summary>
    private static IEnumerable<ComparedFact> Facts(AdviceContext context, int[] hosts) => hosts
        .GroupBy(host =>
        {
            Host found = context.Cluster.Hosts[host];
            string qemu = found.HypervisorVersion.TryGet(out long version) ? Printed(version) : "unknown";
            return $"{found.Migration.ParallelConnections.Value}, {(found.Migration.PostCopy.ValueOr(false) ? "on" : "off")}, {qemu}, {context.Facts.HostReleases[host]}";
        })
        .Select(same => new ComparedFact(
            $"connections, post-copy, QEMU and Nova on {AdviceContext.Row(context.HostNames(same))}", "above 1 only with off, 10.1.0, 2026.1 (33)", same.Key));

    private static string Printed(long version) => $"{version / 1_000_000}.{version / 1000 % 1000}.{version % 1000}";

    private enum Trouble
    {
        DoesNotStart,
        PostCopy,
        OldQemu,
        OldNova,
        None,
    }
}
