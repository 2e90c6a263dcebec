namespace Rebalancer.Benchmarks.Tests;

/// <summary>What a command writes to the error output, one command at a time: there is one such output in a process.</summary>
internal static class ErrorOutput
{
    private static readonly Lock One = new();

    /// <summary>Runs a command.</summary>
    public static (int Exit, string Error) Of(Func<int> command)
    {
        lock (One)
        {
            TextWriter usual = Console.Error;
            using StringWriter error = new();
            Console.SetError(error);
            try
            {
                return (command(), error.ToString());
            }
            finally
            {
                Console.SetError(usual);
            }
        }
    }
}
