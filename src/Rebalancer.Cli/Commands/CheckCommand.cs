using System.Collections.Immutable;
using System.CommandLine;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Output;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews;
using Rebalancer.Rules;
using Rebalancer.Rules.Derivations;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer check</c>.</summary>
internal sealed class CheckCommand
{
    private readonly CommandContext context;
    private readonly ProfileOptions profile;

    private readonly ClusterInput input;

    private readonly Argument<string[]> names = new("cluster.json instance host")
    {
        Description = "The cluster file, unless an option names the cluster; the instance, by id or unique name; the destination, by name or "
            + "hypervisor UUID: every other host when left out.",
        Arity = new ArgumentArity(1, 3),
        HelpName = "cluster.json> <instance> <host",
    };

    private readonly Option<MoveKind[]?> kinds = new("--kind")
    {
        Description = "The kinds of move to check, separated by commas: live, block-live, cold, evacuate. All by default.",
        HelpName = "kinds",
        CustomParser = Values.Kinds,
    };

    private readonly Option<bool> explain = new("--explain")
    {
        Description = "Show how the verdict on one host comes about: every rule that was asked and the facts it compared, and how Nova looks for NUMA cells.",
    };

    private CheckCommand(CommandContext context, Command command)
    {
        this.context = context;
        command.Arguments.Add(names);
        input = ClusterInput.FileOrAnswers(command);
        command.Options.Add(kinds);
        command.Options.Add(explain);
        profile = new ProfileOptions(command);
        command.SetAction(Run);
    }

    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("check", "Tell whether an instance may move, to which hosts and how, and every reason why not.");
        _ = new CheckCommand(context, command);
        help.Add(
            command,
            "rebalancer check cluster.json web-7",
            "rebalancer check --cloud prod --facts facts.yaml web-7 compute2",
            "rebalancer check cluster.json web-7 compute2 --kind live --explain",
            "rebalancer check cluster.json web-7 compute2 --kind cold --explain --json",
            "rebalancer check cluster.json 6b160fbf-e4e6-4ee9-b642-7cb2a3065137 --profile plain-nova --json");
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string[] words = parsed.GetRequiredValue(names);
        bool isNamed = input.IsNamed(parsed);
        string[] about = isNamed ? words : words[1..];
        if (about.Length is 0 or > 2)
        {
            throw new CommandException(isNamed
                ? "Give an instance and perhaps a host; the cluster is named already."
                : "Give a cluster file (or --cloud, --recorded) and an instance.");
        }

        Cluster cluster = isNamed ? input.Read(parsed, context) : ClusterInput.ReadFile(context, words[0]);
        int index = cluster.IndexOf(Names.Instance(cluster, about[0]));
        int source = cluster.IndexOf(cluster.Instances[index].Host);
        int? only = about.Length == 2 ? cluster.IndexOf(Names.Host(cluster, about[1])) : null;
        bool explains = parsed.GetValue(explain);
        if (explains && only is null)
        {
            throw new CommandException("--explain needs a host.");
        }

        ImmutableArray<MoveKind> asked = parsed.GetValue(kinds) is { Length: > 0 } chosen ? [.. chosen] : [.. Enum.GetValues<MoveKind>()];
        Profile policies = profile.Read(parsed);
        PlanState state = PlanState.Of(cluster);
        IEnumerable<int> destinations = only is { } one ? [one] : Enumerable.Range(0, cluster.Hosts.Length).Where(place => place != source);
        ImmutableArray<Verdict> verdicts =
        [
            .. destinations.SelectMany(destination => asked.Select(kind => MigrationRules.Check(state, index, destination, kind, policies))),
        ];
        if (verdicts.IsEmpty)
        {
            throw new CommandException("The cluster has no other host.");
        }

        ImmutableArray<MoveDerivation> derivations = explains
            ? [.. asked.Select(kind => MigrationRules.Explain(state, index, only!.Value, kind, policies))]
            : [];
        Write(parsed, state, verdicts, derivations, policies);
        return verdicts.Any(verdict => verdict.IsAllowed) ? ExitCode.Done : ExitCode.NotInFull;
    }

    private void Write(ParseResult parsed, PlanState state, ImmutableArray<Verdict> verdicts, ImmutableArray<MoveDerivation> derivations, Profile policies)
    {
        if (parsed.GetValue(GlobalOptions.Json))
        {
            VerdictsJson.Write(context.Output, state.Cluster, verdicts, derivations, policies);
            return;
        }

        VerdictText.Write(context.Output, state.Cluster, verdicts, context.Environment.Width);
        if (!derivations.IsEmpty)
        {
            context.Output.WriteLine();
            ExplanationText.Write(context.Output, state, derivations, policies, context.Environment.Width);
        }
    }
}
