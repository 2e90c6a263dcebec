using Rebalancer.Execution.Cloud;
using Rebalancer.Execution.Journals;
using Rebalancer.Execution.Runs;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Testing.Simulation;

namespace Rebalancer.Execution.Tests;

/// <summary>A case that is run against a simulated cloud, with crashes where a test wants them.</summary>
internal sealed class Trial : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly MemoryStream disk = new();
    private readonly List<ExecutionEvent> events = [];

    public Trial(ExecutionCase tried, int seed, SimulatedFaults? faults = null, ExecutionOptions? options = null)
    {
        Case = tried;
        Time = new VirtualTime(Start);
        Cloud = new SimulatedCloud(tried.Cluster, Time, seed, faults);
        Options = options ?? new ExecutionOptions();
    }

    public ExecutionCase Case { get; }

    public VirtualTime Time { get; }

    public SimulatedCloud Cloud { get; }

    public ExecutionOptions Options { get; set; }

    public RunControl Control { get; private set; } = new();

    public IReadOnlyList<ExecutionEvent> Events => events;

    /// <summary>The lines of the journal.</summary>
    public string[] JournalLines => System.Text.Encoding.UTF8.GetString(disk.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs the plan from its beginning.</summary>
    public ExecutionReport Run() => Go(int.MaxValue)!;

    /// <summary>Runs until so many records were written, then the program is killed; goes on with the journal if there is one.</summary>
    /// <returns>The report, or <c>null</c> when it was killed before there was one.</returns>
    public ExecutionReport? Go(int records, Action<ExecutionEvent, RunControl>? watch = null, CancellationTokenSource? leave = null)
    {
        Control = new RunControl();
        disk.Position = 0;
        using MortalStream stream = new(disk, records);
        using Journal journal = new(stream, "journal");
        PlanExecutor executor = new(Cloud, Options, Time);
        Watcher watcher = new(happened =>
        {
            events.Add(happened);
            watch?.Invoke(happened, Control);
        });
        try
        {
            return Time.Run(() => journal.IsEmpty
                ? executor.RunAsync(Case.Cluster, Case.Plan, journal, Control, watcher, leave?.Token ?? CancellationToken.None)
                : executor.ResumeAsync(Case.Cluster, journal, Control, watcher, leave?.Token ?? CancellationToken.None));
        }
        catch (KilledException)
        {
            return null;
        }
    }

    /// <summary>Takes back what was done, until so many records were written.</summary>
    /// <returns>The report, or <c>null</c> when it was killed before there was one.</returns>
    public ExecutionReport? Undo(int records)
    {
        disk.Position = 0;
        using MortalStream stream = new(disk, records);
        using Journal journal = new(stream, "journal");
        Cluster now = ClusterNow();
        try
        {
            return Time.Run(() => new PlanExecutor(Cloud, Options, Time).UndoAsync(now, journal));
        }
        catch (KilledException)
        {
            return null;
        }
    }

    /// <summary>The plan that takes back what was done.</summary>
    public Plan PlanBack()
    {
        using MemoryStream copy = new(disk.ToArray());
        using Journal journal = new(copy, "journal");
        return WayBack.Of(ClusterNow(), journal);
    }

    /// <summary>Whether the journal tells of the way back.</summary>
    public bool HasBegunBack => JournalLines.Any(line => line.Contains("\"kind\":\"undo\"", StringComparison.Ordinal));

    /// <summary>The cluster with instances and services as they are in the cloud.</summary>
    public Cluster ClusterNow()
    {
        ClusterParts parts = Case.Cluster.ToParts();
        return Cluster.Build(parts with
        {
            Hosts =
            [
                .. parts.Hosts.Select(host =>
                {
                    ServiceReading service = Time.Run(() => ReadUntilTold(host.Name));
                    return host with { Service = host.Service with { IsEnabled = service.IsEnabled, DisabledReason = service.DisabledReason } };
                }),
            ],
            Instances = [.. parts.Instances.Select(instance => instance with { Host = Cloud.Placement[instance.Id] })],
        }).OrThrow();
    }

    public void Dispose() => disk.Dispose();

    private async Task<ServiceReading> ReadUntilTold(HostName host)
    {
        while (true)
        {
            try
            {
                return (await Cloud.ReadServiceAsync(host, CancellationToken.None))!;
            }
            catch (ComputeCloudException)
            {
                // The line is bad; the next try may do.
            }
        }
    }

    /// <summary>Lets the cloud come to rest.</summary>
    public void Rest() => Time.Run(async () =>
    {
        for (int i = 0; i < 10_000 && !Cloud.IsAtRest; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(10), Time);
        }

        return 0;
    });

    private sealed class Watcher(Action<ExecutionEvent> see) : IProgress<ExecutionEvent>
    {
        public void Report(ExecutionEvent value) => see(value);
    }

    private sealed class KilledException : Exception;

    /// <summary>A disk that survives a program which is killed when it has written so many records.</summary>
    private sealed class MortalStream(MemoryStream disk, int records) : Stream
    {
        private int written;
        private bool isDead;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => disk.Length;

        public override long Position { get => disk.Position; set => disk.Position = value; }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (isDead || written++ >= records)
            {
                // The last record may be on the disk in part.
                if (!isDead && records % 2 == 0)
                {
                    disk.Write(buffer[..(buffer.Length / 2)]);
                }

                isDead = true;
                throw new KilledException();
            }

            disk.Write(buffer);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            return disk.Read(buffer);
        }

        public override long Seek(long offset, SeekOrigin origin) => disk.Seek(offset, origin);

        public override void SetLength(long value) => disk.SetLength(value);

        public override void Flush()
        {
        }
    }
}
