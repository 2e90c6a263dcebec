namespace Rebalancer.OpenStack.Connections;

/// <summary>How patient a connection is, and how much it asks at a time.</summary>
public sealed class ConnectionOptions
{
    /// <summary>The most requests at a time, 1 to 64.</summary>
    public int MaxConcurrentRequests { get; init; } = 8;

    /// <summary>How long one try of a request may take, its whole answer included; a page of 1,000 servers takes a busy Nova a minute.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a request may take in all, every repetition and the waiting between them included.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How often a request is repeated after 429, 502, 503, 504, a broken connection or a try that took too long, 0 to 20.</summary>
    public int MaxRepetitions { get; init; } = 4;

    /// <summary>About how long it waits before the first repetition; each further wait is about twice as long, with jitter.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest it waits before a repetition, whatever <c>Retry-After</c> says.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest answer that is read, in bytes.</summary>
    public int MaxAnswerBytes { get; init; } = Answers.AnswerDocument.MaxBytes;

    /// <summary>How long before its end a token is renewed; at most half of the time it is good for.</summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The seed of the jitter.</summary>
    public int Seed { get; init; }

    /// <summary>The errors, all at once.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Validate()
    {
        List<string> wrong = [];
        Check(MaxConcurrentRequests is >= 1 and <= 64, $"{nameof(MaxConcurrentRequests)} is 1 to 64");
        Check(MaxRepetitions is >= 0 and <= 20, $"{nameof(MaxRepetitions)} is 0 to 20");
        Check(MaxAnswerBytes >= 1024, $"{nameof(MaxAnswerBytes)} is at least 1024");
        Check(IsTimeout(TryTimeout), $"{nameof(TryTimeout)} is 10 ms to 1 day");
        Check(IsTimeout(RequestTimeout), $"{nameof(RequestTimeout)} is 10 ms to 1 day");
        Check(IsDelay(FirstDelay), $"{nameof(FirstDelay)} is 0 to 1 day");
        Check(IsDelay(LongestDelay) && LongestDelay >= FirstDelay, $"{nameof(LongestDelay)} is {nameof(FirstDelay)} to 1 day");
        Check(IsDelay(RenewBefore), $"{nameof(RenewBefore)} is 0 to 1 day");
        if (wrong.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", wrong));
        }

        void Check(bool isRight, string rule)
        {
            if (!isRight)
            {
                wrong.Add(rule);
            }
        }

        static bool IsTimeout(TimeSpan time) => time >= TimeSpan.FromMilliseconds(10) && time <= TimeSpan.FromDays(1);
        static bool IsDelay(TimeSpan time) => time >= TimeSpan.Zero && time <= TimeSpan.FromDays(1);
    }
}
