using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Output;
using Rebalancer.Model;
using Rebalancer.OpenStack.Facts;
using Rebalancer.Previews;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer facts</c>.</summary>
internal static class FactsCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("facts", "Write a facts file to fill in: what no API tells of a cloud, and why it matters.");
        ClusterInput input = ClusterInput.FileOrAnswers(command);
        Option<string> file = new("--out") { Description = "The file to write, which must not be there yet; standard output when left out.", HelpName = "facts.yaml" };
        command.Options.Add(file);
        command.SetAction(parsed => Run(parsed, context, input.Read(parsed, context), parsed.GetValue(file)));
        help.Add(
            command,
            "rebalancer facts --cloud prod --out facts.yaml",
            "rebalancer facts --cloud prod --facts facts.yaml",
            "rebalancer facts --cluster cluster.json --json");
        return command;
    }

    private static int Run(ParseResult parsed, CommandContext context, Cluster cluster, string? file)
    {
        ImmutableArray<MissingFact> missing = MissingFacts.Of(cluster);
        FindingsText.Write(context.Error, cluster.Warnings);
        string template = FactsTemplate.Of(cluster);
        if (file is not null)
        {
            if (File.Exists(file))
            {
                // It may be one that somebody has filled in.
                throw new CommandException($"'{file}' is there already, and is left as it is.");
            }

            InputFile.Write(file, Encoding.UTF8.GetBytes(template));
            context.Error.WriteLine($"{missing.Length} missing facts are in {file}.");
        }

        if (parsed.GetValue(GlobalOptions.Json))
        {
            Write(context.Output, missing);
        }
        else if (file is null)
        {
            context.Output.Write(template);
        }

        return ExitCode.Done;
    }

    private static void Write(TextWriter output, ImmutableArray<MissingFact> missing) => Json.Write(output, "missing-facts", writer => writer.WriteObjects("facts", missing, fact =>
    {
        writer.WriteString("section", fact.Section);
        writer.WriteString("key", fact.Key);
        writer.WriteString("example", fact.Example);
        writer.WriteString("why", fact.Why);
        writer.WriteStartArray("about");
        foreach (string name in fact.About)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }));
}
