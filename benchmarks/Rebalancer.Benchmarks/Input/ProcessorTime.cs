namespace Rebalancer.Benchmarks.Input;

/// <summary>Time that passes as the process spends it on processors, so that a limit means the same work on a busy machine.</summary>
/// <param name="threads">How many threads share the work: with two, a second passes when both have spent one.</param>
internal sealed class ProcessorTime(int threads) : TimeProvider
{
    /// <summary>What the options of every command say about it.</summary>
    public const string Option = "--clock";

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The clock that a command's <c>--clock wall|processor</c> asks for.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static TimeProvider Chosen(CommandOptions options, int threads) => options[Option] switch
    {
        "wall" => System,
        "processor" => new ProcessorTime(threads),
        _ => throw options.Wrong($"{Option} is '{options[Option]}'; it is wall or processor."),
    };

    /// <inheritdoc/>
    public override long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks / threads;
}
