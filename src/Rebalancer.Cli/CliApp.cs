using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Rebalancer.Cli.Commands;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Output;
using Rebalancer.Findings;
using Rebalancer.OpenStack.Connections;
using Rebalancer.Planning;
using Rebalancer.Previews;

namespace Rebalancer.Cli;

/// <summary>The command, from its arguments to its exit code.</summary>
internal static class CliApp
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Standard output: answers only.</param>
    /// <param name="error">Standard error: errors, warnings, progress.</param>
    /// <param name="environment">The process; a bare one when <c>null</c>.</param>
    /// <param name="cancellation">Asks for the best answer so far.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(
        string[] args, TextWriter output, TextWriter error, CliEnvironment? environment = null, CancellationToken cancellation = default)
    {
        CommandContext context = new(output, error, environment ?? new CliEnvironment(), cancellation);
        try
        {
            return Run(args, context);
        }
        finally
        {
            output.Flush();
            error.Flush();
        }
    }

    private static int Run(string[] args, CommandContext context)
    {
        HelpWithExamples help = new(context.Environment.Width);
        RootCommand root = Root(context, help);
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Action is ParseErrorAction)
        {
            return ReportUsage(parsed, context);
        }

        bool isVerbose = context.Environment.IsVerbose || parsed.GetValue(GlobalOptions.Verbose);
        bool wantsJson = parsed.GetValue(GlobalOptions.Json);
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = context.Output,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (CommandException exception)
        {
            if (wantsJson)
            {
                FindingsJson.WriteError(context.Output, exception.Message);
            }

            Say(context.Error, $"error: {exception.Message}");
            return ExitCode.BadInput;
        }
        catch (InvalidInputException exception)
        {
            if (wantsJson)
            {
                FindingsJson.Write(context.Output, exception.Findings);
            }

            FindingsText.Write(context.Error, exception.Findings);
            return ExitCode.BadInput;
        }
        catch (CloudException exception)
        {
            Say(context.Error, $"error: {exception.Message}");
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException) when (context.Cancellation.IsCancellationRequested)
        {
            context.Error.WriteLine("Cancelled before there was an answer.");
            return ExitCode.NotInTime;
        }
        catch (PlanningFaultException exception)
        {
            Say(context.Error, $"internal error: {exception.Message}");
            if (isVerbose)
            {
                ProofText.Write(context.Error, null, exception.Plan, exception.Proof, context.Environment.Width);
            }

            return ExitCode.Fault;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Say(context.Error, $"internal error: {exception.GetType().Name}: {exception.Message} Please report it with the input; --verbose shows where it happened.");
            if (isVerbose)
            {
                context.Error.WriteLine(exception);
            }

            return ExitCode.Fault;
        }
    }

    private static RootCommand Root(CommandContext context, HelpWithExamples help)
    {
        RootCommand root = new("Plans how to move instances between the hosts of an OpenStack cloud, proves the plan and runs it.")
        {
            SnapshotCommand.Create(context, help),
            FactsCommand.Create(context, help),
            CheckCommand.Create(context, help),
            AdviseCommand.Create(context, help),
            PlanCommand.Create(context, help),
            ShowCommand.Create(context, help),
            DiffCommand.Create(context, help),
            VerifyCommand.Create(context, help),
            ExecuteCommand.Create(context, help),
            ResumeCommand.Create(context, help),
        };
        root.Options.Add(GlobalOptions.Json);
        root.Options.Add(GlobalOptions.Verbose);
        help.Replace(root);
        return root;
    }

    private static int ReportUsage(ParseResult parsed, CommandContext context)
    {
        Command command = parsed.CommandResult.Command;
        bool isBare = command.Subcommands.Count > 0 && parsed.Tokens.All(token => token.Type == TokenType.Command);
        if (isBare)
        {
            HelpWithExamples.Write(command, context.Error);
            return ExitCode.BadInput;
        }

        // With a word that is no command, that it lacks one or an option is no news.
        bool isMisspelt = command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count > 0;
        string[] messages = [.. parsed.Errors.Select(found => found.Message).Distinct()];
        messages = isMisspelt && messages.Length > 1 ? [.. messages.Where(message => parsed.UnmatchedTokens.Any(token => message.Contains(token, StringComparison.Ordinal)))] : messages;
        foreach (string message in messages)
        {
            Say(context.Error, $"error: {message}");
        }

        Say(context.Error, $"See '{HelpWithExamples.NameOf(command)} --help'.");
        return ExitCode.BadInput;
    }

    /// <summary>One line without control characters: arguments and file contents end up in messages.</summary>
    private static void Say(TextWriter writer, string message) =>
        writer.WriteLine(string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c)));
}
