using System.Collections.Concurrent;

namespace Rebalancer.Testing.Simulation;

/// <summary>A clock that stands still while work is done and leaps to the next timer when there is nothing else to do.</summary>
/// <remarks>All runs on the thread that calls <see cref="Run{T}"/>, in the same order each time.</remarks>
public sealed class VirtualTime : TimeProvider
{
    private readonly PriorityQueue<VirtualTimer, (DateTimeOffset Due, long Number)> timers = new();
    private DateTimeOffset now;
    private long numbers;

    /// <summary>A clock that begins at a moment.</summary>
    public VirtualTime(DateTimeOffset start)
    {
        now = start;
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => now;

    /// <inheritdoc/>
    public override long GetTimestamp() => now.UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        VirtualTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs work to its end, however much virtual time that takes.</summary>
    /// <exception cref="InvalidOperationException">The work waits for something that no timer brings about.</exception>
    public T Run<T>(Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        SynchronizationContext? before = SynchronizationContext.Current;
        using OneThread thread = new();
        SynchronizationContext.SetSynchronizationContext(thread);
        try
        {
            Task<T> task = work();
            while (!task.IsCompleted)
            {
                // A cancelled wait goes on by way of the thread pool; give it the time to come back before saying that nothing will.
                if (!thread.RunNext(TimeSpan.Zero) && !Leap() && !task.IsCompleted && !thread.RunNext(TimeSpan.FromSeconds(5)) && !task.IsCompleted)
                {
                    throw new InvalidOperationException("The work waits for something that no timer brings about.");
                }
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private bool Leap()
    {
        while (timers.TryDequeue(out VirtualTimer? timer, out (DateTimeOffset Due, long Number) due))
        {
            if (timer.Number == due.Number)
            {
                now = due.Due > now ? due.Due : now;
                timer.Fire();
                return true;
            }
        }

        return false;
    }

    /// <summary>Brings what goes on elsewhere back to the thread that runs the work.</summary>
    private sealed class OneThread : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> posted = [];

        public override void Post(SendOrPostCallback d, object? state) => posted.Add((d, state));

        public bool RunNext(TimeSpan patience)
        {
            if (!posted.TryTake(out (SendOrPostCallback Callback, object? State) next, patience))
            {
                return false;
            }

            next.Callback(next.State);
            return true;
        }

        public void Dispose() => posted.Dispose();
    }

    private sealed class VirtualTimer(VirtualTime owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        /// <summary>The place of its next firing in the queue; -1 when it is not to fire.</summary>
        public long Number { get; private set; } = -1;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            this.period = period;
            Number = -1;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Number = owner.numbers++;
                owner.timers.Enqueue(this, (owner.now + dueTime, Number));
            }

            return true;
        }

        public void Fire()
        {
            Change(period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period, period);
            callback(state);
        }

        public void Dispose() => Number = -1;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
