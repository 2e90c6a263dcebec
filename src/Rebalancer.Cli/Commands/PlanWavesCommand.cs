using System.CommandLine;
using Rebalancer.Cli.Options;
using Rebalancer.Goals;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer plan waves</c>.</summary>
internal static class PlanWavesCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("waves", "Empty each of some hosts once, some at a time, so that all can be maintained while the instances run.");
        Argument<string[]> hosts = HostArguments.Free("The hosts, by name or hypervisor UUID.");
        Option<string> aggregate = new("--aggregate") { Description = "All hosts of an aggregate, by name or number, instead.", HelpName = "name" };
        Option<int?> width = new("--width") { Description = "The most hosts that are empty at once; 1 by default.", HelpName = "number", CustomParser = Values.Whole(1) };
        Option<string?> reason = ServiceOptions.Reason();
        command.Arguments.Add(hosts);
        command.Options.Add(aggregate);
        command.Options.Add(width);
        command.Options.Add(reason);
        GoalCommand.Complete(command, context, (parsed, cluster) =>
        {
            string[] named = parsed.GetValue(hosts) ?? [];
            string? group = parsed.GetValue(aggregate);
            if (named.Length == 0 == group is null)
            {
                throw new CommandException("Give either hosts or --aggregate.");
            }

            WaveGoal goal = new(group is null ? Names.Hosts(cluster, named) : Names.HostsOfAggregate(cluster, group));
            return goal with { Width = parsed.GetValue(width) ?? goal.Width, DisabledReason = parsed.GetValue(reason) ?? goal.DisabledReason };
        });
        help.Add(
            command,
            "rebalancer plan waves compute1 compute2 compute3 --cluster cluster.json",
            "rebalancer plan waves --aggregate rack-1 --width 2 --cluster cluster.json --out plan.json");
        return command;
    }
}
