using System.CommandLine;
using Rebalancer.Cli.Output;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.OpenStack.Facts;
using Rebalancer.OpenStack.Live;
using Rebalancer.Previews;
using Rebalancer.Snapshots;

namespace Rebalancer.Cli.Options;

/// <summary>Where the cluster comes from: a snapshot file, a live cloud, or a folder of recorded API answers.</summary>
internal sealed class ClusterInput
{
    private readonly Option<string> cluster = new("--cluster")
    {
        Description = "The cluster, as 'rebalancer snapshot' writes it.",
        HelpName = "cluster.json",
    };

    private readonly Option<string> cloud = new("--cloud")
    {
        Description = "A cloud to read now: its name in clouds.yaml, or 'envvars' for the OS_* variables.",
        HelpName = "name",
    };

    private readonly Option<string> recorded = new("--recorded")
    {
        Description = "A folder of answers recorded from Nova and Placement, with its index.json.",
        HelpName = "folder",
    };

    private readonly Option<string> facts = new("--facts")
    {
        Description = "What the APIs cannot tell, as YAML or JSON; goes with --cloud or --recorded.",
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
            FileBy.Option => (parsed => parsed.GetValue(cluster), "Give one of --cluster, --cloud and --recorded."),
            FileBy.Argument => (parsed => parsed.GetValue(argument), "Give one of a cluster file, --cloud and --recorded."),
            _ => ((Func<ParseResult, string?>)(_ => null), "Give one of --cloud and --recorded."),
        };
        if (by == FileBy.Option)
        {
            command.Options.Add(cluster);
        }
        else if (by == FileBy.Argument)
        {
            command.Arguments.Add(argument);
        }

        command.Options.Add(cloud);
        command.Options.Add(recorded);
        command.Options.Add(facts);
    }

    /// <summary>Only from what APIs answer, now or once.</summary>
    public static ClusterInput Answers(Command command) => new(command, FileBy.None);

    /// <summary>From a snapshot file, or from what APIs answer.</summary>
    public static ClusterInput FileOrAnswers(Command command) => new(command, FileBy.Option);

    /// <summary>From a snapshot file given as an argument, or from what APIs answer.</summary>
    public static ClusterInput ArgumentOrAnswers(Command command) => new(command, FileBy.Argument);

    /// <summary>Whether an option names the cluster.</summary>
    public bool IsNamed(ParseResult parsed) => Sources(parsed).Any();

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
        string[] named = [.. Sources(parsed)];
        if (named.Length != 1)
        {
            throw new CommandException(choice);
        }

        string? factsFile = parsed.GetValue(facts);
        if (fileOf(parsed) is { } file)
        {
            return factsFile is null
                ? ReadFile(context, file)
                : throw new CommandException("--facts goes with --cloud or --recorded; a cluster file has its facts in it.");
        }

        FactsFile? given = factsFile is null ? null : ReadFacts(context, factsFile);
        if (parsed.GetValue(cloud) is { } name)
        {
            return ReadCloud(context, name, given);
        }

        string folder = parsed.GetValue(recorded)!;
        return Directory.Exists(folder)
            ? context.Environment.ReadRecorded(folder, given).OrThrow()
            : throw new CommandException($"There is no folder '{folder}'.");
    }

    private IEnumerable<string> Sources(ParseResult parsed) =>
        ((string?[])[fileOf(parsed), parsed.GetValue(cloud), parsed.GetValue(recorded)]).OfType<string>();

    /// <summary>Reads a cloud now.</summary>
    public static Cluster ReadCloud(CommandContext context, string name, FactsFile? facts) =>
        TerminalProgress.Run<Checked<Cluster>, ReadingProgress>(
            context, TerminalProgress.Describe, progress => context.Environment.ReadLive(name, facts, progress, context.Cancellation)).OrThrow();

    /// <summary>Reads a facts file.</summary>
    public static FactsFile ReadFacts(CommandContext context, string path)
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
