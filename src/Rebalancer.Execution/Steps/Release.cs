using Rebalancer.Model;

namespace Rebalancer.Execution.Steps;

/// <summary>The moment a source ceases to hold an instance: Nova frees its allocation a while after the migration's status says that it is over.</summary>
internal sealed class Release(StepContext context)
{
    /// <summary>Waits until a migration holds nothing any more.</summary>
    /// <returns><c>false</c> when it still does after the options' patience.</returns>
    public async Task<bool> WaitAsync(string migration, CancellationToken cancellation)
    {
        DateTimeOffset end = context.Now + context.Options.Patience;
        while (true)
        {
            bool isLast = context.Now >= end;
            if (!await context.Door.ReadAsync(cloud => cloud.HoldsAllocationsAsync(migration, cancellation), cancellation))
            {
                return true;
            }

            if (isLast)
            {
                return false;
            }

            context.Observe("waiting for the release of the source");
            await context.WaitAsync(cancellation);
        }
    }

    /// <summary>What an operator is told of a migration that does not let go.</summary>
    public static string Leaked(string migration, HostName source) =>
        $"migration {migration} is over but still holds its allocation on {source}; 'nova-manage placement audit' finds such leaks";
}
