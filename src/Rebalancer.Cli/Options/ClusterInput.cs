using System.CommandLine;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.OpenStack.Facts;
using Rebalancer.Previews;
using Rebalancer.Snapshots;

namespace Rebalancer.Cli.Options;

/// <summary>Where the cluster comes from: a snapshot file, or a folder of recorded API answers.</summary>
internal sealed class ClusterInput
{
    private readonly Option<string> cluster = new("--cluster")
    {
        Description = "The cluster, as 'rebalancer snapshot' writes it.",
        HelpName = "cluster.json",
    };

    private readonly Option<string> recorded = new("--recorded")
    {
        Description = "A folder of answers recorded from Nova and Placement, with its index.json.",
        HelpName = "folder",
    };

    private readonly Option<string> facts = new("--facts")
    {
        Description = "What the APIs cannot tell, as YAML or JSON; goes with --recorded.",
        HelpName = "file",
    };

    private readonly Argument<string?> argument = new("cluster.json")
    {
        Description = "The cluster, as 'rebalancer snapshot' writes it.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Func<ParseResult, string?> fileOf;
    private readonly string choice;

    private ClusterInput(Command command, FileBy by)
    {
        (fileOf, choice) = by switch
        {
            FileBy.Option => (parsed => parsed.GetValue(cluster), "Give either --cluster or --recorded."),
            FileBy.Argument => (parsed => parsed.GetValue(argument), "Give either a cluster file or --recorded."),
            _ => ((Func<ParseResult, string?>)(_ => null), "Give --recorded."),
        };
        if (by == FileBy.Option)
        {
            command.Options.Add(cluster);
        }
        else if (by == FileBy.Argument)
        {
            command.Arguments.Add(argument);
        }

        command.Options.Add(recorded);
        command.Options.Add(facts);
    }

    /// <summary>Only from recorded answers.</summary>
    public static ClusterInput Recorded(Command command) => new(command, FileBy.None);

    /// <summary>From a snapshot file or recorded answers.</summary>
    public static ClusterInput FileOrRecorded(Command command) => new(command, FileBy.Option);

    /// <summary>From a snapshot file given as an argument, or recorded answers.</summary>
    public static ClusterInput ArgumentOrRecorded(Command command) => new(command, FileBy.Argument);

    /// <summary>Reads a cluster from a file; what its format warns of goes to the error stream.</summary>
    public static Cluster ReadFile(CommandContext context, string path)
    {
        Checked<Cluster> read = ClusterJson.Read(InputFile.Read(path), path);
        Cluster found = read.OrThrow();

        // What the cluster's own checks warn of travels with every answer; here only what the file's format adds.
        HashSet<(string, string)> known = [.. found.Warnings.Select(warning => (warning.Code, warning.Path))];
        FindingsText.Write(context.Error, [.. read.Findings.Where(finding => !known.Contains((finding.Code, finding.Path)))]);
        return found;
    }

    /// <summary>Reads the cluster that the arguments name.</summary>
    public Cluster Read(ParseResult parsed, CommandContext context)
    {
        string? file = fileOf(parsed);
        string? folder = parsed.GetValue(recorded);
        string? factsFile = parsed.GetValue(facts);
        if ((file is null) == (folder is null))
        {
            throw new CommandException(choice);
        }

        if (file is not null)
        {
            return factsFile is null ? ReadFile(context, file) : throw new CommandException("--facts goes with --recorded; a cluster file has its facts in it.");
        }

        if (!Directory.Exists(folder))
        {
            throw new CommandException($"There is no folder '{folder}'.");
        }

        return context.Environment.ReadRecorded(folder!, factsFile is null ? null : ReadFacts(context, factsFile)).OrThrow();
    }

    private static FactsFile ReadFacts(CommandContext context, string path)
    {
        Checked<FactsFile> read = FactsFile.Read(InputFile.Read(path), path);
        FactsFile facts = read.OrThrow();
        FindingsText.Write(context.Error, read.Findings);
        return facts;
    }

    /// <summary>How the arguments name a snapshot file.</summary>
    private enum FileBy
    {
        None,
        Option,
        Argument,
    }
}
