namespace Rebalancer.Benchmarks.Tests;

/// <summary>The command on generated clouds tells what is wrong with its arguments before it generates one.</summary>
public sealed class ScaleCommandTests
{
    [Theory]
    [InlineData("--hosts is missing", "--instances", "40")]
    [InlineData("--seed has no value", "--hosts", "5", "--instances", "40", "--seed")]
    [InlineData("'--host' is not one of", "--host", "5")]
    [InlineData("--hosts is '0'", "--hosts", "0", "--instances", "40")]
    [InlineData("--drain is '6'", "--hosts", "5", "--instances", "40", "--drain", "6")]
    [InlineData("--goal is 'dance'", "--hosts", "5", "--instances", "40", "--goal", "dance")]
    public void Bad_arguments_are_refused_with_the_usage(string message, params string[] args)
    {
        (int exit, string error) = ErrorOutput.Of(() => ScaleCommand.Run(args));
        Assert.Equal(2, exit);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Contains($"Usage: {ScaleCommand.Usage}", error, StringComparison.Ordinal);
    }
}
