using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Rebalancer.OpenStack.Connections;

/// <summary>Decides when a request is sent again, and bounds the time of each try and of all of them.</summary>
internal sealed class Repetition
{
    private static readonly ResiliencePropertyKey<CloudRequest> Asked = new("request");

    private readonly ResiliencePipeline<CloudAnswer> pipeline;
    private readonly ConnectionOptions options;
    private readonly ILogger logger;
    private readonly Lock jitterLock = new();
    private readonly Random jitter;

    public Repetition(ConnectionOptions options, TimeProvider time, ILogger logger)
    {
        this.options = options;
        this.logger = logger;
        jitter = new Random(options.Seed);
        ResiliencePipelineBuilder<CloudAnswer> builder = new() { TimeProvider = time };
        builder.AddTimeout(options.RequestTimeout);
        if (options.MaxRepetitions > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<CloudAnswer>
            {
                MaxRetryAttempts = options.MaxRepetitions,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = NextJitter,
                Delay = options.FirstDelay,
                MaxDelay = options.LongestDelay,
                ShouldHandle = args => ValueTask.FromResult(MayHelp(args.Context.Properties.GetValue(Asked, null!), args.Outcome)),
                DelayGenerator = args => ValueTask.FromResult(Wished(args.Outcome.Result)),
                OnRetry = Repeating,
            });
        }

        pipeline = builder.AddTimeout(options.TryTimeout).Build();
    }

    /// <summary>Runs a request.</summary>
    public async Task<CloudAnswer> RunAsync(
        CloudRequest request, Func<CancellationToken, ValueTask<CloudAnswer>> send, CancellationToken cancellation)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(Asked, request);
        try
        {
            return await pipeline.ExecuteAsync(static (inner, run) => run(inner.CancellationToken), context, send);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static bool MayHelp(CloudRequest request, Outcome<CloudAnswer> outcome) => outcome switch
    {
        { Result.Status: 429 } => true,
        { Result.Status: 502 or 503 or 504 } => request.IsRepeatable,
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } error } =>
            !Transport.IsUntrusted(error),
        { Exception: HttpRequestException or IOException } => request.IsRepeatable && !Transport.IsUntrusted(outcome.Exception),
        { Exception: TimeoutRejectedException } => request.IsRepeatable,
        _ => false,
    };

    /// <summary>What <c>Retry-After</c> wishes for, within bounds; nothing for the usual delay.</summary>
    private TimeSpan? Wished(CloudAnswer? answer) => answer?.RetryAfter is { } wait ? TimeSpan.FromTicks(Math.Min(wait.Ticks, options.LongestDelay.Ticks)) : null;

    private ValueTask Repeating(OnRetryArguments<CloudAnswer> args)
    {
        CloudRequest request = args.Context.Properties.GetValue(Asked, null!);
        string reason = args.Outcome switch
        {
            { Result: CloudAnswer answer } => $"status {answer.Status}",
            { Exception: TimeoutRejectedException } => "no answer in time",
            { Exception: Exception error } => error.GetType().Name,
            _ => "no outcome",
        };
        logger.LogRepetition(request, args.RetryDelay.TotalSeconds, reason);
        Telemetry.Repeated(request);
        return ValueTask.CompletedTask;
    }

    private double NextJitter()
    {
        lock (jitterLock)
        {
            return jitter.NextDouble();
        }
    }
}
