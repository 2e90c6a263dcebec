using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Plans;

/// <summary>What a move is expected to cost.</summary>
/// <param name="Bytes">What goes over the wire.</param>
/// <param name="Duration">From its start to its end; for a cold move to VERIFY_RESIZE.</param>
/// <param name="Downtime">How long the instance does not answer.</param>
/// <param name="Converges">Whether pre-copy catches up with the writes by itself, or post-copy bounds what it leaves.</param>
public sealed record MoveEstimate(long Bytes, TimeSpan Duration, TimeSpan Downtime, bool Converges)
{
    /// <summary>The rate assumed for one connection of a host of which neither it nor <see cref="CloudOptions.DefaultBandwidthMbps"/> tells any.</summary>
    public const long DefaultBandwidthMbps = 10_000;

    /// <summary>The share of its memory that an instance is assumed to write per second where nobody told.</summary>
    public const double DefaultDirtyShare = 0.01;

    /// <summary>Nova's default of <c>live_migration_downtime</c>, in milliseconds.</summary>
    internal const int DefaultAllowedDowntimeMs = 500;

    private const double BytesPerMiB = 1 << 20;

    /// <summary>Checks, port bindings and switch-over around the copy of a live migration.</summary>
    private static readonly TimeSpan LiveOverhead = TimeSpan.FromSeconds(5);

    /// <summary>Shutting down, defining and starting a guest that moves cold.</summary>
    private static readonly TimeSpan ColdOverhead = TimeSpan.FromSeconds(30);

    /// <summary>Rebuilding a guest on another host.</summary>
    private static readonly TimeSpan EvacuationTime = TimeSpan.FromSeconds(60);

    /// <summary>How long the network is cut while an SR-IOV device is taken out and another put in.</summary>
    private static readonly TimeSpan ReattachTime = TimeSpan.FromSeconds(5);

    /// <summary>Nova gives up a live migration after this many seconds per GiB to copy (<c>live_migration_completion_timeout</c>).</summary>
    private const double CompletionSecondsPerGiB = 800;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>The estimate from the pre-copy model; indexes are the cluster's.</summary>
    /// <remarks>
    /// Pre-copy sends the memory, then again and again what was written meanwhile, until the rest fits the allowed downtime.
    /// Parallel connections multiply the rate of memory, not that of disks. Without convergence the figures are those of
    /// Nova's own time limit, or, where post-copy is permitted, of a switch after the first pass.
    /// </remarks>
    public static MoveEstimate Of(Cluster cluster, int instance, int source, int destination, MoveKind kind)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return kind switch
        {
            MoveKind.Live => Live(cluster, instance, source, destination, 0),
            MoveKind.BlockLive => Live(cluster, instance, source, destination, LocalDiskMiB(cluster.Instances[instance])),
            MoveKind.Cold => Cold(cluster, instance, source, destination),
            MoveKind.Evacuate => new MoveEstimate(0, EvacuationTime, EvacuationTime, true),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of move."),
        };
    }

    private static MoveEstimate Live(Cluster cluster, int instance, int source, int destination, double diskMiB)
    {
        Instance moved = cluster.Instances[instance];
        MigrationSettings settings = cluster.Hosts[source].Migration;
        double memory = moved.Flavor.MemoryMiB;
        double rate = RateMiB(cluster, source, destination, Math.Max(1, settings.ParallelConnections.ValueOr(1)));
        double diskSeconds = diskMiB / RateMiB(cluster, source, destination, 1);
        double allowed = Math.Max(1, settings.AllowedDowntimeMs.ValueOr(DefaultAllowedDowntimeMs)) / 1000.0;
        Copy copy = PreCopy(memory, DirtyMiB(cluster, moved), rate, allowed, settings.PostCopy.ValueOr(false));
        if (!copy.Converges)
        {
            double seconds = CompletionSecondsPerGiB * (Math.Max(2, memory / 1024) + (diskMiB / 1024));
            return new MoveEstimate(ToBytes(diskMiB + (rate * seconds)), Seconds(seconds) + LiveOverhead, Reattach(moved), false);
        }

        return new MoveEstimate(
            ToBytes(diskMiB + copy.MiB),
            Seconds(diskSeconds + (copy.MiB / rate)) + LiveOverhead,
            Seconds(copy.Downtime) + Reattach(moved),
            true);
    }

    private static MoveEstimate Cold(Cluster cluster, int instance, int source, int destination)
    {
        Instance moved = cluster.Instances[instance];
        double disks = SharesDisks(cluster.Hosts[source].Storage, cluster.Hosts[destination].Storage) ? 0 : LocalDiskMiB(moved);
        TimeSpan duration = ColdOverhead + Seconds(disks / RateMiB(cluster, source, destination, 1));
        bool answers = moved.PowerState is not (PowerState.Shutdown or PowerState.Crashed) && moved.VmState != VmState.Stopped;
        return new MoveEstimate(ToBytes(disks), duration, answers ? duration : TimeSpan.Zero, true);
    }

    /// <summary>The geometric series of what is written while the previous round is sent.</summary>
    private static Copy PreCopy(double memory, double dirty, double rate, double allowedSeconds, bool postCopy)
    {
        double fits = rate * allowedSeconds;
        double ratio = dirty / rate;
        double firstRest = Math.Min(memory, memory * ratio);
        if (memory <= fits)
        {
            return new Copy(memory, memory / rate, true);
        }

        if (ratio >= 1)
        {
            return postCopy ? new Copy(memory + firstRest, allowedSeconds, true) : new Copy(0, 0, false);
        }

        double rounds = ratio <= 0 ? 1 : Math.Max(1, Math.Ceiling(Math.Log(fits / memory) / Math.Log(ratio)));
        double rest = memory * Math.Pow(ratio, rounds);
        double sent = memory * (1 - Math.Pow(ratio, rounds + 1)) / (1 - ratio);
        return postCopy && memory + firstRest < sent
            ? new Copy(memory + firstRest, allowedSeconds, true)
            : new Copy(sent, rest / rate, true);
    }

    /// <summary>The slowest of both ends and the links between them, in MiB per second.</summary>
    private static double RateMiB(Cluster cluster, int source, int destination, int connections)
    {
        double mbps = Math.Min(EndMbps(cluster, source, connections), EndMbps(cluster, destination, connections));
        return Math.Max(1, mbps) * 1_000_000 / 8 / BytesPerMiB;
    }

    private static double EndMbps(Cluster cluster, int host, int connections)
    {
        MigrationSettings settings = cluster.Hosts[host].Migration;
        double mbps = (double)settings.BandwidthMbps.ValueOr(cluster.Options.DefaultBandwidthMbps.ValueOr(DefaultBandwidthMbps)) * connections;
        if (settings.Link.TryGet(out string? name))
        {
            foreach (NetworkLink link in cluster.Options.Links)
            {
                if (link.Name == name)
                {
                    mbps = Math.Min(mbps, link.BandwidthMbps);
                }
            }
        }

        return mbps;
    }

    private static double DirtyMiB(Cluster cluster, Instance moved) => moved.VmState == VmState.Paused || moved.PowerState == PowerState.Paused
        ? 0
        : Math.Max(0, moved.DirtyMiBPerSecond.ValueOr(moved.Flavor.MemoryMiB * cluster.Options.DefaultDirtyShare.ValueOr(DefaultDirtyShare)));

    private static TimeSpan Reattach(Instance moved) =>
        moved.Ports.TryGet(out var ports) && ports.Any(port => port.VnicType is "direct" or "direct-physical" or "vdpa" or "remote-managed")
            ? ReattachTime
            : TimeSpan.Zero;

    private static double LocalDiskMiB(Instance moved)
    {
        double sum = 0;
        foreach (Disk disk in moved.Disks)
        {
            sum += disk.SizeMiB;
        }

        return sum;
    }

    private static bool SharesDisks(HostStorage source, HostStorage destination) =>
        (source.Backend.TryGet(out ImagesBackend from) && from == ImagesBackend.Rbd
            && destination.Backend.TryGet(out ImagesBackend to) && to == ImagesBackend.Rbd)
        || (source.SharedPathGroup.TryGet(out string? group) && !string.IsNullOrEmpty(group)
            && destination.SharedPathGroup.TryGet(out string? other) && group == other);

    private static long ToBytes(double mebibytes) => (long)Math.Min(mebibytes * BytesPerMiB, 1L << 60);

    private static TimeSpan Seconds(double seconds) => seconds >= Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(seconds);

    /// <summary>What goes over the wire in MiB, and the pause at its end in seconds.</summary>
    private readonly record struct Copy(double MiB, double Downtime, bool Converges);
}
