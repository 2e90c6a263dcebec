using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Rebalancer.Cli;

/// <summary>The usual help, followed by examples of the command.</summary>
internal sealed class HelpWithExamples(int width)
{
    private const string ExitCodes =
        """
        Exit codes:
          0  done
          1  answered, but not in full: partial, infeasible, unsafe, a refused move
          2  bad input
          3  an internal error, to be reported
          4  no plan in time, or cancelled
        """;

    private readonly Dictionary<Command, string[]> examples = [];

    /// <summary>The words that call a command.</summary>
    public static string NameOf(Command command)
    {
        string[] words = [.. command.Parents.OfType<Command>().Select(NameOf).Take(1), command is RootCommand ? "rebalancer" : command.Name];
        return string.Join(' ', words);
    }

    /// <summary>Gives a command its examples.</summary>
    public void Add(Command command, params string[] lines) => examples[command] = lines;

    /// <summary>Takes the place of the usual help of a command and all below it.</summary>
    public void Replace(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new Action(this, new HelpAction { MaxWidth = width });
    }

    /// <summary>Writes the help of a command.</summary>
    public static void Write(Command command, TextWriter writer)
    {
        string[] path = [.. NameOf(command).Split(' ').Skip(1), "--help"];
        RootCommand root = RootOf(command);
        root.Parse(path).Invoke(new InvocationConfiguration { Output = writer, Error = writer, ProcessTerminationTimeout = null });
    }

    private static RootCommand RootOf(Command command) => command as RootCommand ?? RootOf(command.Parents.OfType<Command>().First());

    private sealed class Action(HelpWithExamples owner, HelpAction usual) : SynchronousCommandLineAction
    {
        public override bool Terminating => true;

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            usual.Invoke(parseResult);
            TextWriter output = parseResult.InvocationConfiguration.Output;
            Command command = parseResult.CommandResult.Command;
            if (owner.examples.TryGetValue(command, out string[]? lines))
            {
                output.WriteLine("Examples:");
                foreach (string line in lines)
                {
                    output.WriteLine("  " + line);
                }

                output.WriteLine();
            }

            output.WriteLine(ExitCodes.ReplaceLineEndings(output.NewLine));
            return ExitCode.Done;
        }
    }
}
