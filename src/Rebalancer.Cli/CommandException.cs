namespace Rebalancer.Cli;

/// <summary>The arguments or an input cannot be used; the message is for the user, who gets nothing else.</summary>
internal sealed class CommandException(string message) : Exception(message);
