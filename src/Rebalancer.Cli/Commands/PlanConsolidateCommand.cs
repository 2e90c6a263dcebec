using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Rebalancer.Cli.Options;
using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer plan consolidate</c>.</summary>
internal static class PlanConsolidateCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("consolidate", "Use as few hosts as possible, or hosts of as little weight (power, say) as possible.");
        Argument<string[]> hosts = HostArguments.Free("The hosts that count; all where none is named.");
        Option<string[]> weight = new("--weight")
        {
            Description = "What a host in use weighs, such as its watts: a whole number; may be repeated. Hosts that are not named weigh 1.",
            HelpName = "host=number",
        };
        command.Arguments.Add(hosts);
        command.Options.Add(weight);
        GoalCommand.Complete(command, context, (parsed, cluster) => new ConsolidateGoal
        {
            Hosts = HostArguments.Read(parsed, hosts, cluster),
            Weights = Weights(cluster, parsed.GetValue(weight) ?? []),
        }, hasFront: true);
        help.Add(
            command,
            "rebalancer plan consolidate --cluster cluster.json",
            "rebalancer plan consolidate --cluster cluster.json --front",
            "rebalancer plan consolidate --cluster cluster.json --max-moves 20 --survive compute1 --survive compute2",
            "rebalancer plan consolidate compute1 compute2 compute3 --cluster cluster.json --weight compute1=350 --weight compute2=500");
        return command;
    }

    private static ImmutableSortedDictionary<HostName, long> Weights(Cluster cluster, string[] texts)
    {
        var weights = ImmutableSortedDictionary.CreateBuilder<HostName, long>();
        foreach (string text in texts)
        {
            int end = text.LastIndexOf('=');
            if (end < 1 || !long.TryParse(text[(end + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out long weight) || weight > Values.MaxWeight)
            {
                throw new CommandException($"--weight takes a host and a whole number from 0 to {Values.MaxWeight}, as compute1=350, not '{text}'.");
            }

            weights[Names.Host(cluster, text[..end])] = weight;
        }

        return weights.ToImmutable();
    }
}
