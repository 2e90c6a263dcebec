namespace Rebalancer.Model;

/// <summary>What limits and speeds the migrations of a host; none of it can be read from the API.</summary>
/// <remarks>Source: rules.md section 11.</remarks>
public sealed record MigrationSettings
{
    /// <summary><c>[DEFAULT] max_concurrent_live_migrations</c>: live migrations out of the host at once; Nova's default is 1.</summary>
    public Fact<int> MaxConcurrentLive { get; init; }

    /// <summary>The rate that one connection reaches, in megabits per second.</summary>
    public Fact<long> BandwidthMbps { get; init; }

    /// <summary><c>[libvirt] live_migration_parallel_connections</c>; default 1.</summary>
    public Fact<int> ParallelConnections { get; init; }

    /// <summary><c>[libvirt] live_migration_permit_post_copy</c>; default false.</summary>
    public Fact<bool> PostCopy { get; init; }

    /// <summary><c>[libvirt] live_migration_downtime</c> in milliseconds; default 500.</summary>
    public Fact<int> AllowedDowntimeMs { get; init; }

    /// <summary>The network link of <see cref="CloudOptions.Links"/> that migrations use; a known empty text means none is modelled.</summary>
    public Fact<string> Link { get; init; }
}
