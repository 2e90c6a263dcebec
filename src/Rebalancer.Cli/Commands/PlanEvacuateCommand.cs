using System.CommandLine;
using Rebalancer.Cli.Options;
using Rebalancer.Goals;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer plan evacuate</c>.</summary>
internal static class PlanEvacuateCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("evacuate", "Rebuild the instances of failed hosts elsewhere; they end stopped.");
        Argument<string[]> hosts = HostArguments.Needed("The failed hosts, by name or hypervisor UUID.");
        Option<bool> fenced = new("--fenced")
        {
            Description = "You say that no guest still runs on the hosts: they are cut off from power or storage. Two copies of a guest on one disk destroy it.",
        };
        Option<bool> noDisable = ServiceOptions.NoDisable();
        Option<string?> reason = ServiceOptions.Reason();
        command.Arguments.Add(hosts);
        command.Options.Add(fenced);
        command.Options.Add(noDisable);
        command.Options.Add(reason);
        GoalCommand.Complete(command, context, (parsed, cluster) =>
        {
            EvacuateGoal goal = new(HostArguments.Read(parsed, hosts, cluster));
            return goal with
            {
                AreFenced = parsed.GetValue(fenced),
                DisablesFirst = !parsed.GetValue(noDisable),
                DisabledReason = parsed.GetValue(reason) ?? goal.DisabledReason,
            };
        });
        help.Add(
            command,
            "rebalancer plan evacuate compute7 --cluster cluster.json --fenced",
            "rebalancer plan evacuate compute7 --cluster cluster.json --fenced --refuse-data-loss false --out plan.json");
        return command;
    }
}
