namespace Rebalancer.Cli;

/// <summary>What every command gets: where to write, what it runs in, and when to stop.</summary>
/// <param name="Output">Answers.</param>
/// <param name="Error">Everything else: errors, warnings, progress.</param>
/// <param name="Environment">The process.</param>
/// <param name="Cancellation">Asks for the best answer so far.</param>
internal sealed record CommandContext(TextWriter Output, TextWriter Error, CliEnvironment Environment, CancellationToken Cancellation);
