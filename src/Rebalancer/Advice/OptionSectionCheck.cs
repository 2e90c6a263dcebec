using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Advice;

/// <summary>Options of <c>nova.conf</c> that stand in a section where Nova does not look for them.</summary>
/// <remarks>Source: the option groups of <c>nova.conf</c>; only options that bear on moves are known here.</remarks>
internal sealed class OptionSectionCheck : IAdviceCheck
{
    /// <summary>The option whose value above 1 needs post-copy off.</summary>
    public const string ParallelConnections = "live_migration_parallel_connections";

    /// <summary>The option that lets a live migration end by post-copy.</summary>
    public const string PostCopy = "live_migration_permit_post_copy";

    private static readonly FrozenDictionary<string, string> Sections = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [ParallelConnections] = "libvirt",
        [PostCopy] = "libvirt",
        ["live_migration_permit_auto_converge"] = "libvirt",
        ["live_migration_bandwidth"] = "libvirt",
        ["live_migration_completion_timeout"] = "libvirt",
        ["live_migration_downtime"] = "libvirt",
        ["live_migration_downtime_delay"] = "libvirt",
        ["live_migration_downtime_steps"] = "libvirt",
        ["live_migration_inbound_addr"] = "libvirt",
        ["live_migration_scheme"] = "libvirt",
        ["live_migration_timeout_action"] = "libvirt",
        ["live_migration_tunnelled"] = "libvirt",
        ["live_migration_uri"] = "libvirt",
        ["live_migration_with_native_tls"] = "libvirt",
        ["cpu_mode"] = "libvirt",
        ["cpu_models"] = "libvirt",
        ["cpu_model_extra_flags"] = "libvirt",
        ["images_type"] = "libvirt",
        ["images_rbd_pool"] = "libvirt",
        ["cpu_shared_set"] = "compute",
        ["cpu_dedicated_set"] = "compute",
        ["packing_host_numa_cells_allocation_strategy"] = "compute",
        ["enabled_filters"] = "filter_scheduler",
        ["isolated_hosts"] = "filter_scheduler",
        ["isolated_images"] = "filter_scheduler",
        ["max_instances_per_host"] = "filter_scheduler",
        ["max_io_ops_per_host"] = "filter_scheduler",
        ["limit_tenants_to_placement_aggregate"] = "scheduler",
        ["placement_aggregate_required_for_tenants"] = "scheduler",
        ["enable_isolated_aggregate_filtering"] = "scheduler",
        ["image_metadata_prefilter"] = "scheduler",
        ["skip_cpu_compare_on_dest"] = "workarounds",
        ["skip_hypervisor_version_check_on_lm"] = "workarounds",
        ["disable_fallback_pcpu_query"] = "workarounds",
        ["config_drive_format"] = "DEFAULT",
        ["cpu_allocation_ratio"] = "DEFAULT",
        ["disk_allocation_ratio"] = "DEFAULT",
        ["ram_allocation_ratio"] = "DEFAULT",
        ["instances_path"] = "DEFAULT",
        ["max_concurrent_live_migrations"] = "DEFAULT",
        ["reserved_host_memory_mb"] = "DEFAULT",
        ["resize_confirm_window"] = "DEFAULT",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<AdviceFinding> Run(AdviceContext context)
    {
        IEnumerable<IGrouping<string, (int Host, ImmutableArray<NovaOption> Strays)>> alike = context.AllHosts
            .Select(host => (Host: host, Strays: Strays(context.Cluster.Hosts[host])))
            .Where(pair => !pair.Strays.IsEmpty)
            .GroupBy(pair => string.Join('\n', pair.Strays), StringComparer.Ordinal);
        foreach (IGrouping<string, (int Host, ImmutableArray<NovaOption> Strays)> same in alike)
        {
            ImmutableArray<NovaOption> strays = same.First().Strays;
            bool isOne = strays.Length == 1;
            yield return new AdviceFinding
            {
                Severity = AdviceSeverity.Error,
                Code = "advice.option-section",
                Message = $"{AdviceContext.Row([.. strays.Select(option => option.Name)])} {(isOne ? "stands" : "stand")} in a section of nova.conf where Nova does not look.",
                Hosts = context.HostNames(same.Select(pair => pair.Host)),
                Facts = [.. strays.Select(option => new ComparedFact($"section of {option.Name}", $"[{Sections[option.Name]}]", $"[{option.Section}]"))],
                Why = $"Nova passes over what it does not know in a section, without a word; it runs with the default of {(isOne ? "this option" : "these options")}.",
                Remedy = "Put the lines below in place of them and restart nova-compute. Where several node sets take their configuration from one ConfigMap, the change reaches every one of them.",
                Snippet = Snippet(strays),
            };
        }
    }

    /// <summary>Options in the sections where Nova reads them; several connections come with post-copy off.</summary>
    public static string Snippet(ImmutableArray<NovaOption> options)
    {
        bool isParallel = options.Any(option => option.Name == ParallelConnections && option.Value.Trim() is not ("" or "0" or "1"));
        IEnumerable<NovaOption> right = options
            .Select(option => isParallel && option.Name == PostCopy ? option with { Value = "false" } : option)
            .Concat(isParallel ? [new NovaOption("libvirt", PostCopy, "false")] : [])
            .Select(option => option with { Section = Sections[option.Name] })
            .DistinctBy(option => option.Name);
        StringBuilder text = new();
        foreach (IGrouping<string, NovaOption> section in right.GroupBy(option => option.Section))
        {
            text.Append(text.Length > 0 ? "\n\n" : "").Append('[').Append(section.Key).Append(']');
            foreach (NovaOption option in section)
            {
                text.Append('\n').Append(option.Name).Append(" = ").Append(option.Value);
            }
        }

        return text.ToString();
    }

    private static ImmutableArray<NovaOption> Strays(Host host) =>
        [.. host.NovaConf.Where(option => Sections.TryGetValue(option.Name, out string? section) && section != option.Section)];
}
